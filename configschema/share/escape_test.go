package share

import (
	"net/url"
	"strings"
	"testing"
)

// FuzzEscape: net/url reads what is written into links, and no sign with a meaning
// there is left in it.
func FuzzEscape(f *testing.F) {
	for _, text := range []string{"", "redis", "a b+c", "%", "%2", "%zz", "é", "\x00\xff", "a=b&c#d", "100%25", "redis:6379/0,a@b"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := url.QueryUnescape(escape(text))
		if err != nil || got != text || strings.ContainsAny(escape(text), " +&=#?;\"<>") {
			t.Errorf("%q is written as %q, and net/url reads %q, %v", text, escape(text), got, err)
		}
	})
}
