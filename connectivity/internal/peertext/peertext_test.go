package peertext

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestRedactor(t *testing.T) {
	r := New([]string{"hunter2-long", "hunter2-long-and-longer", "a\x01b\"c", "xy", ""}, nil, nil)
	for text, want := range map[string]string{
		"ERR hunter2-long":              "ERR <secret>",
		"ERR hunter2-long-and-longer":   "ERR <secret>",
		"hunt\x00er2-long":              "<secret>", // put together by taking out the control character
		`with "a` + "\x01" + `b\"c" in`: `with "<secret>" in`,
		`ab"c here`:                     "<secret> here",
		"a b\r\n\tc\x1b[31m\u202e":      "a b c[31m",
		"galaxy":                        "<secret>", // a secret too short to be cut out alone
		"bad \xff utf8":                 "bad utf8",
	} {
		if got := r.Clean(text); got != want {
			t.Errorf("clean(%q) = %q, want %q", text, got, want)
		}
	}
	if long := r.Clean(strings.Repeat("ü", 300)); len(long) > Limit+len("…") || !utf8.ValidString(long) {
		t.Errorf("long text is cut to %d bytes, valid = %v", len(long), utf8.ValidString(long))
	}
}

func FuzzRedactor(f *testing.F) {
	f.Add("secret", "ERR secret")
	f.Add("a\x00b", "ab")
	f.Fuzz(func(t *testing.T, secret, text string) {
		if len(secret) < 4 || strings.Contains(Hidden+"…", secret) || strings.Contains(secret, "<") || strings.Contains(secret, ">") {
			return
		}
		cleaned := New([]string{secret}, nil, nil).Clean(text)
		if strings.Contains(cleaned, secret) {
			t.Errorf("clean(%q) = %q still holds %q", text, cleaned, secret)
		}
		if !utf8.ValidString(cleaned) {
			t.Errorf("clean(%q) = %q is no UTF-8", text, cleaned)
		}
	})
}
