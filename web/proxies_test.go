package web

import (
	"redis-wizard/web/client"
	"strings"
	"testing"
)

// proxies are those of the tests.
func proxies(t *testing.T, texts ...string) client.Proxies {
	t.Helper()
	parsed, err := client.ParseProxies(texts)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// The host and the protocol of a proxy are believed, and a stranger's are not.
func TestForwardedHost(t *testing.T) {
	s, _ := newServer(t, Options{Hosts: []string{"wizard.example.com"}, TrustedProxies: proxies(t, "10.0.0.0/8")})
	for name, c := range map[string]struct {
		peer, host, forwarded, origin string
		want                          int
	}{
		"through the proxy":              {"10.0.0.1:1", "backend:8080", "wizard.example.com", "", 200},
		"the page through the proxy":     {"10.0.0.1:1", "backend:8080", "wizard.example.com", "https://wizard.example.com", 200},
		"an address through the proxy":   {"10.0.0.1:1", "backend:8080", "192.0.2.7:8443", "https://192.0.2.7:8443", 200},
		"another site through the proxy": {"10.0.0.1:1", "backend:8080", "wizard.example.com", "https://evil.example", 403},
		"a name through the proxy":       {"10.0.0.1:1", "localhost", "evil.example", "", 403},
		"what the proxy adds counts":     {"10.0.0.1:1", "backend:8080", "evil.example, wizard.example.com", "", 200},
		"what the client sent does not":  {"10.0.0.1:1", "backend:8080", "wizard.example.com, evil.example", "", 403},
		"a proxy that says nothing":      {"10.0.0.1:1", "backend:8080", "", "", 403},
		"a stranger":                     {"192.0.2.1:1", "evil.example", "wizard.example.com", "", 403},
		"a stranger's origin":            {"192.0.2.1:1", "localhost:8080", "evil.example", "https://evil.example", 403},
	} {
		r := newRequest("POST", "/api/v1/evaluate", "application/json", someRedis)
		r.RemoteAddr, r.Host = c.peer, c.host
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-Host", c.forwarded)
		}
		if c.origin != "" {
			r.Header.Set("Origin", c.origin)
		}
		if got := do(t, s, r); got.StatusCode != c.want {
			t.Errorf("%s: status %d, want %d: %s", name, got.StatusCode, c.want, got.body)
		}
	}
}

// Behind a proxy each client has its own allowance, and none can borrow
// another's.
func TestForwardedForCountsClients(t *testing.T) {
	s, log := newServer(t, Options{ProbesPerMinute: 3, Prober: passing, TrustedProxies: proxies(t, "10.0.0.0/8")})
	ask := func(peer, forwardedFor string) int {
		r := newRequest("POST", "/api/v1/probe", "application/json", someRedis)
		r.RemoteAddr = peer
		r.Header.Set("X-Forwarded-For", forwardedFor)
		return do(t, s, r).StatusCode
	}
	for _, c := range []struct {
		peer, forwardedFor string
		want               int
	}{
		{"10.0.0.1:1", "203.0.113.9", 200},
		{"10.0.0.2:1", "203.0.113.9", 429},
		{"10.0.0.1:1", "198.51.100.7, 203.0.113.9", 429},
		{"10.0.0.1:1", "203.0.113.10", 200},
		{"192.0.2.1:1", "203.0.113.11", 200},
		{"192.0.2.1:1", "203.0.113.12", 429},
	} {
		if got := ask(c.peer, c.forwardedFor); got != c.want {
			t.Errorf("%s for %s: status %d, want %d", c.peer, c.forwardedFor, got, c.want)
		}
	}
	if !strings.Contains(log.String(), "client=203.0.113.9") || strings.Contains(log.String(), "client=203.0.113.12") {
		t.Errorf("the log names the wrong clients:\n%s", log)
	}
}
