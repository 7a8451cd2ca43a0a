package vantage

import (
	"context"
	"net/netip"
	"strings"
	"testing"
)

func TestParsePoint(t *testing.T) {
	for text, want := range map[string]string{
		"a=https://wizard.example.com":          "https://wizard.example.com",
		"a.b-c_1=https://wizard.example/tools/": "https://wizard.example/tools",
		"a=http://127.0.0.1:8080":               "http://127.0.0.1:8080",
		"a=http://[fd00::1]:8080/":              "http://[fd00::1]:8080",
		"a=http://redis-wizard:8080":            "http://redis-wizard:8080",
	} {
		point, err := ParsePoint(text)
		if err != nil || point.URL != want || point.Plain() != strings.HasPrefix(want, "http://") {
			t.Errorf("%s is %+v, %v", text, point, err)
		}
	}
	for _, text := range []string{"", "a", "=https://x", "a b=https://x", "a=", "a=x", "a=ftp://x", "a=https://", "a=https://:443", "a=https://u:p@x", "a=https://x?q", "a=https://x#f", "a=http://192.0.2.1", "a=http://169.254.169.254", strings.Repeat("a", 41) + "=https://x"} {
		if point, err := ParsePoint(text); err == nil || strings.Contains(err.Error(), "u:p") {
			t.Errorf("%s is %+v, %v", text, point, err)
		}
	}
}

// A name after http:// is judged by the address that it leads to.
func TestPlainStaysNear(t *testing.T) {
	for address, good := range map[string]bool{"127.0.0.1:80": true, "10.1.2.3:80": true, "[::ffff:10.1.2.3]:80": true, "192.0.2.1:80": false, "169.254.169.254:80": false, "[2001:db8::1]:80": false, "nonsense": false} {
		if err := refuseFar(context.Background(), "tcp", address, nil); (err == nil) != good {
			t.Errorf("%s: %v, want good %t", address, err, good)
		}
	}
	if !near(netip.MustParseAddr("::1")) {
		t.Error("::1 is not near")
	}
}

func TestCheckToken(t *testing.T) {
	long := strings.Repeat("a", 32)
	for token, good := range map[string]bool{long: true, long + "-._~+/=": true, long[1:]: false, "": false, long + " b": false, long + "\nb": false, long + "ä": false} {
		if err := CheckToken(token); (err == nil) != good || err != nil && token != "" && strings.Contains(err.Error(), token) {
			t.Errorf("%q: %v, want good %t", token, err, good)
		}
	}
}
