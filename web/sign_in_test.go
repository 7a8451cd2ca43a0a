package web

import (
	"net/http"
	"redis-wizard/web/assets"
	"strings"
	"testing"
)

func TestSignIn(t *testing.T) {
	s, log := newServer(t, Options{Prober: passing, TrustedProxies: proxies(t, "10.0.0.0/8"), SignInHeader: "Remote-User", SignInGroups: []string{"platform", "admins"}})
	groups := []string{"dev,platform"}
	for name, c := range map[string]struct {
		peer         string
		user, groups []string
		want         int
		says         string
	}{
		"signed in":                    {"10.0.0.1:1", []string{"anna"}, groups, 200, ""},
		"one group of several":         {"10.0.0.1:1", []string{"anna"}, []string{" dev , admins "}, 200, ""},
		"nobody":                       {"10.0.0.1:1", nil, groups, 401, "not signed in"},
		"an empty name":                {"10.0.0.1:1", []string{""}, groups, 401, "not signed in"},
		"blanks":                       {"10.0.0.1:1", []string{"  "}, groups, 401, "not signed in"},
		"two names":                    {"10.0.0.1:1", []string{"anna", "admin"}, groups, 401, "not signed in"},
		"two names in one":             {"10.0.0.1:1", []string{"anna,admin"}, groups, 401, "not signed in"},
		"a line break":                 {"10.0.0.1:1", []string{"anna\nadmin"}, groups, 401, "not signed in"},
		"a very long name":             {"10.0.0.1:1", []string{strings.Repeat("a", 256)}, groups, 401, "not signed in"},
		"no groups":                    {"10.0.0.1:1", []string{"anna"}, nil, 403, "none of the groups"},
		"other groups":                 {"10.0.0.1:1", []string{"anna"}, []string{"platforms,Admins"}, 403, "none of the groups"},
		"groups twice":                 {"10.0.0.1:1", []string{"anna"}, []string{"dev", "admins"}, 403, "none of the groups"},
		"a stranger":                   {"192.0.2.1:1", nil, nil, 403, "did not come through that proxy"},
		"a stranger who pretends":      {"192.0.2.1:1", []string{"mallory"}, groups, 403, "did not come through that proxy"},
		"a stranger from afar":         {"garbage", []string{"mallory"}, groups, 403, "did not come through that proxy"},
		"a neighbour of the proxy":     {"11.0.0.1:1", []string{"mallory"}, groups, 403, "did not come through that proxy"},
		"a stranger as if forwarded":   {"192.0.2.1:2", []string{"mallory"}, groups, 403, "did not come through that proxy"},
		"another spelling of a header": {"10.0.0.1:1", nil, groups, 401, "not signed in"},
	} {
		for _, path := range []string{"/", "/api/v1/evaluate", "/report", "/codes", "/nowhere"} {
			method, body := "GET", ""
			if path == "/api/v1/evaluate" || path == "/report" {
				method, body = "POST", someRedis
			}
			r := newRequest(method, path, "application/json", body)
			r.RemoteAddr = c.peer
			r.Header["Remote-User"], r.Header["Remote-Groups"] = c.user, c.groups
			r.Header.Set("X-Forwarded-For", "10.0.0.1")
			r.Header["Remote_user"] = []string{"mallory"}
			got := do(t, s, r)
			want := c.want
			if path == "/nowhere" && want == 200 {
				want = 404
			}
			if got.StatusCode != want || !strings.Contains(got.body, c.says) {
				t.Errorf("%s: %s has status %d, want %d that says %q\n%.300s", name, path, got.StatusCode, want, c.says, got.body)
			}
		}
	}
	for _, path := range []string{"/healthz", "/readyz", "/metrics", "/schemas/", "/favicon.ico", s.pages.Files.URL(assets.Style)} {
		wantStatus(t, get(t, s, path), 200)
	}
	if text := log.String(); strings.Contains(text, "mallory") || !strings.Contains(text, "user=anna") {
		t.Errorf("the log names the wrong users:\n%s", text)
	}
	if got := readMetrics(t, get(t, s, "/metrics").body)["redis_wizard_refusals_total|sign-in"]; got == 0 {
		t.Error("the refusals were not counted")
	}
}

// Who is signed in has one allowance, wherever they are.
func TestSignInCountsUsers(t *testing.T) {
	s, _ := newServer(t, Options{Prober: passing, ProbesPerMinute: 3, TrustedProxies: proxies(t, "10.0.0.0/8"), SignInHeader: "Remote-User"})
	ask := func(user, address string) int {
		r := newRequest("POST", "/api/v1/probe", "application/json", someRedis)
		r.RemoteAddr = "10.0.0.1:1"
		r.Header.Set("Remote-User", user)
		r.Header.Set("X-Forwarded-For", address)
		return do(t, s, r).StatusCode
	}
	for i, c := range []struct {
		user, address string
		want          int
	}{{"anna", "203.0.113.1", 200}, {"anna", "203.0.113.2", 429}, {"bert", "203.0.113.1", 200}} {
		if got := ask(c.user, c.address); got != c.want {
			t.Errorf("request %d: status %d, want %d", i+1, got, c.want)
		}
	}
}

// Without the option the header means nothing.
func TestNoSignIn(t *testing.T) {
	s, log := newServer(t, Options{TrustedProxies: proxies(t, "10.0.0.0/8")})
	r := newRequest("GET", "/", "", "")
	r.RemoteAddr = "10.0.0.1:1"
	r.Header.Set("Remote-User", "mallory")
	wantStatus(t, do(t, s, r), http.StatusOK)
	if strings.Contains(log.String(), "mallory") {
		t.Errorf("the log has the name:\n%s", log)
	}
}

func TestOptionsAreChecked(t *testing.T) {
	trusted := proxies(t, "10.0.0.0/8")
	for says, options := range map[string]Options{
		"--sign-in-header needs --trusted-proxies": {SignInHeader: "Remote-User"},
		"--sign-in-groups needs --sign-in-header":  {SignInGroups: []string{"admins"}, TrustedProxies: trusted},
		"must be the name of a header":             {SignInHeader: "Remote User:", TrustedProxies: trusted},
		"--base-path must be a path":               {BasePath: "redis-wizard"},
	} {
		if _, err := New(options); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
	for _, host := range []string{"", "https://wizard.example.com", "wizard.example.com/", "a.example b.example", "*.example.com", "wizard:port", "joe@wizard", ":8443"} {
		if _, err := New(Options{Hosts: []string{host}}); err == nil || !strings.Contains(err.Error(), "--hosts must be a name") {
			t.Errorf("%q: %v", host, err)
		}
	}
	for _, host := range []string{"wizard", "wizard.example.com:8443", "10.0.0.1:8080", "[fd00::1]:8080", "Wizard.Example.com"} {
		if _, err := New(Options{Hosts: []string{host}}); err != nil {
			t.Errorf("%q: %v", host, err)
		}
	}
}
