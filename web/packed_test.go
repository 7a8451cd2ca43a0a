package web

import (
	"net/http"
	"strings"
	"testing"
)

// A page that is read is compressed as the browser allows, a second time too, when
// the form is one that was kept.
func TestPagesAreCompressed(t *testing.T) {
	s, _ := newServer(t, Options{})
	for _, path := range []string{"/", "/codes"} {
		plain := get(t, s, path)
		for accept, want := range map[string]string{"gzip, br": "br", "gzip, deflate": "gzip", "br;q=0, gzip;q=0.5": "gzip", "identity": "", "": ""} {
			for range 2 {
				r := newRequest("GET", path, "", "")
				r.Header.Set("Accept-Encoding", accept)
				got := do(t, s, r)
				if encoding := got.Header.Get("Content-Encoding"); encoding != want || got.Header.Get("Vary") != "Accept-Language, Cookie, Accept-Encoding" {
					t.Errorf("%s: %q gives %q, Vary %q; want %q", path, accept, encoding, got.Header.Get("Vary"), want)
				}
				if unpack(t, got) != plain.body {
					t.Errorf("%s: the %q form holds something else", path, want)
				}
				if want != "" && len(got.body) > len(plain.body)/4 {
					t.Errorf("%s: the %q form has %d bytes, the plain one %d", path, want, len(got.body), len(plain.body))
				}
			}
		}
	}
}

// What was typed is neither compressed, which tells of repetitions by the length,
// nor kept. Nor is an error page, of which no two are alike.
func TestAnswersAreNotCompressed(t *testing.T) {
	s, _ := newServer(t, Options{})
	submitted := newRequest("POST", "/", "application/x-www-form-urlencoded", "kind=single&session.redis.host=redis&session.redis.password=s3cret-of-mine")
	missing := newRequest("GET", "/nowhere", "", "")
	missing.Header.Set("Accept", "text/html")
	for want, r := range map[string]*http.Request{"s3cret-of-mine": submitted, "Not Found": missing} {
		r.Header.Set("Accept-Encoding", "gzip, br")
		got := do(t, s, r)
		if encoding := got.Header.Get("Content-Encoding"); encoding != "" || !strings.Contains(got.body, want) {
			t.Errorf("%s %s has the encoding %q, and should have %q in plain sight", r.Method, r.URL, encoding, want)
		}
	}
}
