package web

import (
	"net/netip"
	"strings"
	"testing"
)

func TestParseProxies(t *testing.T) {
	good, err := ParseProxies([]string{"10.1.2.3/8", "192.0.2.1", "2001:db8::/32", "::ffff:192.0.2.9"})
	want := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("192.0.2.1/32"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("192.0.2.9/32")}
	if err != nil || len(good) != len(want) {
		t.Fatalf("%v, %v", good, err)
	}
	for i := range want {
		if good[i] != want[i] {
			t.Errorf("number %d is %v, want %v", i, good[i], want[i])
		}
	}
	for text, says := range map[string]string{
		"proxy.example": "neither an address nor a CIDR", "10.0.0.0/33": "neither", "": "neither",
		"0.0.0.0/0": "trust everybody", "::/0": "trust everybody", "::ffff:10.0.0.0/104": "as an IPv4",
	} {
		if _, err := ParseProxies([]string{text}); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, want %q", text, err, says)
		}
	}
}

// proxies are those of the tests.
func proxies(t *testing.T, texts ...string) []netip.Prefix {
	t.Helper()
	parsed, err := ParseProxies(texts)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// Whatever a client writes into X-Forwarded-For, the address that counts is one
// that a trusted proxy has seen.
func TestForwardedFor(t *testing.T) {
	options := Options{TrustedProxies: proxies(t, "10.0.0.0/8", "2001:db8:1::/48")}
	for name, c := range map[string]struct {
		peer    string
		headers []string
		want    string
	}{
		"no proxy":                     {"192.0.2.1:1000", nil, "192.0.2.1"},
		"a stranger's word":            {"192.0.2.1:1000", []string{"203.0.113.9"}, "192.0.2.1"},
		"a stranger as a proxy":        {"192.0.2.1:1000", []string{"203.0.113.9, 10.0.0.1"}, "192.0.2.1"},
		"one proxy":                    {"10.0.0.1:1000", []string{"203.0.113.9"}, "203.0.113.9"},
		"two proxies":                  {"10.0.0.1:1000", []string{"203.0.113.9, 10.0.0.2"}, "203.0.113.9"},
		"a client that pretends":       {"10.0.0.1:1000", []string{"198.51.100.7, 203.0.113.9"}, "203.0.113.9"},
		"a client in a proxy's name":   {"10.0.0.1:1000", []string{"198.51.100.7, 10.0.0.9, 203.0.113.9"}, "203.0.113.9"},
		"two headers":                  {"10.0.0.1:1000", []string{"198.51.100.7", "203.0.113.9"}, "203.0.113.9"},
		"two headers, proxies at last": {"10.0.0.1:1000", []string{"203.0.113.9", "10.0.0.2"}, "203.0.113.9"},
		"nothing said":                 {"10.0.0.1:1000", nil, "10.0.0.1"},
		"empty":                        {"10.0.0.1:1000", []string{""}, "10.0.0.1"},
		"rubbish":                      {"10.0.0.1:1000", []string{"203.0.113.9, <script>"}, "10.0.0.1"},
		"rubbish before a proxy":       {"10.0.0.1:1000", []string{"unknown, 10.0.0.2"}, "10.0.0.2"},
		"only proxies":                 {"10.0.0.1:1000", []string{"10.0.0.3, 10.0.0.2"}, "10.0.0.3"},
		"with a port":                  {"10.0.0.1:1000", []string{"203.0.113.9:4711"}, "203.0.113.9"},
		"IPv6":                         {"[2001:db8:1::1]:1000", []string{"2001:db8:2::9"}, "2001:db8:2::9"},
		"IPv6 with a port":             {"10.0.0.1:1000", []string{"[2001:db8:2::9]:4711"}, "2001:db8:2::9"},
		"IPv4 as IPv6":                 {"[::ffff:10.0.0.1]:1000", []string{"::ffff:203.0.113.9"}, "203.0.113.9"},
	} {
		r := newRequest("GET", "/", "", "")
		r.RemoteAddr = c.peer
		r.Header["X-Forwarded-For"] = c.headers
		if got := options.forwardedFor(r).String(); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
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
