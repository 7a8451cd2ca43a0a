package client

import (
	"net/http/httptest"
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

// Whatever a client writes into X-Forwarded-For, the address that counts is one
// that a trusted proxy has seen.
func TestForwardedFor(t *testing.T) {
	proxies, err := ParseProxies([]string{"10.0.0.0/8", "2001:db8:1::/48"})
	if err != nil {
		t.Fatal(err)
	}
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
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.peer
		r.Header["X-Forwarded-For"] = c.headers
		if got := proxies.forwardedFor(r).String(); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
