package web

import (
	"net/http"
	"strings"
	"testing"
)

func TestSecureHeaders(t *testing.T) {
	s, _ := newServer(t, Options{})
	for _, path := range []string{"/", "/nowhere", "/api/v1/evaluate", "/healthz"} {
		header := get(t, s, path).Header
		policy := header.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} {
			if !strings.Contains(policy, part) {
				t.Errorf("%s: the policy lacks %q", path, part)
			}
		}
		if strings.Contains(policy, "unsafe-inline") || strings.Contains(policy, "'unsafe-eval'") {
			t.Errorf("%s: the policy allows inline code or eval: %s", path, policy)
		}
		if permissions := header.Get("Permissions-Policy"); !strings.Contains(permissions, "camera=()") || strings.Contains(permissions, "clipboard-write") {
			t.Errorf("%s: Permissions-Policy is %q", path, permissions)
		}
		for _, name := range []string{"Server", "X-Powered-By", "Strict-Transport-Security"} {
			if got := header.Get(name); got != "" {
				t.Errorf("%s: %s is sent by plain HTTP: %q", path, name, got)
			}
		}
		for name, want := range map[string]string{
			"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			"Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
			"Cross-Origin-Embedder-Policy": "require-corp", "X-Permitted-Cross-Domain-Policies": "none", "X-DNS-Prefetch-Control": "off",
		} {
			if got := header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
	}
}

// The policy only holds if the page keeps to it.
func TestPageHasNothingInline(t *testing.T) {
	s, _ := newServer(t, Options{})
	page := get(t, s, "/")
	page.body = strings.ReplaceAll(page.body, `href="https://www.authelia.com/`, "") // where people go, not what is loaded
	wantNoText(t, page, " style=", " onclick=", "<style", "javascript:", "http://", "https://")
	if all, named := strings.Count(page.body, "<script")-strings.Count(page.body, `<script id="settings" type="application/json">`), strings.Count(page.body, `<script src="/assets/`)+strings.Count(page.body, `<script type="module" src="/assets/`); all != named || all != 2 {
		t.Errorf("of the page's %d scripts %d are files of its own, want 2 of 2", all, named)
	}
}

func TestHost(t *testing.T) {
	s, _ := newServer(t, Options{Hosts: []string{"wizard.example.com", "wizard.lan:8443"}})
	for host, want := range map[string]int{
		"localhost":               200,
		"localhost:8080":          200,
		"LOCALHOST.:8080":         200,
		"127.0.0.1:8080":          200,
		"[::1]:8080":              200,
		"192.0.2.7:8080":          200,
		"[2001:db8::7]":           200,
		"wizard.example.com":      200,
		"wizard.example.com:9000": 200,
		"Wizard.Example.com":      200,
		"wizard.lan:8443":         200,
		"wizard.lan":              403,
		"evil.example":            403,
		"localhost.evil.example":  403,
		"127.0.0.1.evil.example":  403,
		"":                        403,
	} {
		for _, path := range []string{"/", "/healthz"} {
			r := newRequest("GET", path, "", "")
			r.Host = host
			if got := do(t, s, r); got.StatusCode != want {
				t.Errorf("host %q: %s answers %d, want %d", host, path, got.StatusCode, want)
			}
		}
	}
	r := newRequest("GET", "/", "", "")
	r.Host = "<b>evil</b>"
	got := do(t, s, r)
	wantText(t, got, "&lt;b&gt;evil", "--hosts")
	wantNoText(t, got, "<b>evil")
}

func TestOrigin(t *testing.T) {
	s, _ := newServer(t, Options{Hosts: []string{"wizard.example.com", "wizard.lan:8443"}})
	tests := map[string]struct {
		host    string
		headers map[string][]string
		want    int
	}{
		"a JSON client":          {"localhost:8080", nil, 200},
		"the page itself":        {"localhost:8080", map[string][]string{"Origin": {"http://localhost:8080"}, "Sec-Fetch-Site": {"same-origin"}}, 200},
		"an older browser":       {"localhost:8080", map[string][]string{"Origin": {"http://localhost:8080"}}, 200},
		"behind TLS":             {"wizard.example.com", map[string][]string{"Origin": {"https://wizard.example.com"}}, 200},
		"host rewritten":         {"127.0.0.1:8080", map[string][]string{"Origin": {"https://wizard.example.com"}}, 200},
		"another site":           {"localhost:8080", map[string][]string{"Origin": {"https://evil.example"}}, 403},
		"an unusual port":        {"wizard.lan:8443", map[string][]string{"Origin": {"https://wizard.lan:8443"}}, 200},
		"its port rewritten":     {"127.0.0.1:8080", map[string][]string{"Origin": {"https://wizard.lan:8443"}}, 200},
		"its port left out":      {"wizard.example.com", map[string][]string{"Origin": {"https://wizard.example.com:8443"}, "Sec-Fetch-Site": {"same-origin"}}, 200},
		"the usual port":         {"wizard.example.com:443", map[string][]string{"Origin": {"https://wizard.example.com"}}, 200},
		"a listed name's port":   {"wizard.example.com", map[string][]string{"Origin": {"https://wizard.example.com:9999"}}, 403},
		"another listed port":    {"127.0.0.1:8080", map[string][]string{"Origin": {"https://wizard.lan:9999"}}, 403},
		"another scheme":         {"localhost:8080", map[string][]string{"Origin": {"ftp://localhost:8080"}}, 403},
		"another port":           {"localhost:8080", map[string][]string{"Origin": {"http://localhost:3000"}}, 403},
		"no origin to speak of":  {"localhost:8080", map[string][]string{"Origin": {"null"}}, 403},
		"cross-site":             {"localhost:8080", map[string][]string{"Sec-Fetch-Site": {"cross-site"}}, 403},
		"same site, not origin":  {"localhost:8080", map[string][]string{"Sec-Fetch-Site": {"same-site"}, "Origin": {"http://localhost:8080"}}, 403},
		"two origins":            {"localhost:8080", map[string][]string{"Origin": {"http://localhost:8080", "https://evil.example"}}, 403},
		"a lie about the origin": {"localhost:8080", map[string][]string{"Sec-Fetch-Site": {"same-origin"}, "Origin": {"https://evil.example"}}, 403},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := newRequest("POST", "/api/v1/evaluate", "application/json", `{"values":{"session.redis.host":"redis"}}`)
			r.Host = test.host
			for header, values := range test.headers {
				r.Header[http.CanonicalHeaderKey(header)] = values
			}
			got := do(t, s, r)
			wantStatus(t, got, test.want)
			if test.want == 403 {
				wantText(t, got, `{"error":"`, "another site")
			}
		})
	}
	// Links from anywhere may lead to the page.
	r := newRequest("GET", "/", "", "")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	wantStatus(t, do(t, s, r), 200)
}
