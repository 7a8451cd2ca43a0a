package share

import (
	"net/url"
	"testing"
)

// FuzzPercent holds our encoding against that of net/url.
func FuzzPercent(f *testing.F) {
	for _, text := range []string{"", "redis", "a b+c", "%", "%2", "%zz", "é", "\x00\xff", "a=b&c#d", "100%25"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got, err := url.QueryUnescape(escape(text)); err != nil || got != text {
			t.Errorf("net/url reads %q as %q, %v", escape(text), got, err)
		}
		if got, ok := unescape(url.QueryEscape(text)); !ok || got != text {
			t.Errorf("%q is read as %q, %t", url.QueryEscape(text), got, ok)
		}
		want, err := url.QueryUnescape(text)
		got, ok := unescape(text)
		if ok != (err == nil) || ok && got != want {
			t.Errorf("%q is read as %q, %t; net/url reads %q, %v", text, got, ok, want, err)
		}
	})
}
