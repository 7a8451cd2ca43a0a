package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
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
	if kept := len(s.packed.kept); kept != 0 {
		t.Errorf("%d pages were kept", kept)
	}
}

// Whoever asks for the same page is given the same bytes, compressed or not, so that
// those who do not read it hold it once.
func TestPagesAreShared(t *testing.T) {
	var p packedPages
	e := echo.New()
	for _, encoding := range []string{"", "gzip", "br"} {
		var first []byte
		for range 2 {
			r := newRequest("GET", "/", "", "")
			r.Header.Set("Accept-Encoding", encoding)
			content, err := p.answer(e.NewContext(r, httptest.NewRecorder()), 200, []byte("<p>the same</p>"))
			if err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = content
			}
			if &first[0] != &content[0] {
				t.Errorf("%q: two requests have two copies", encoding)
			}
		}
	}
}

// Pages that differ with each request do not pile up.
func TestPackedPagesAreBounded(t *testing.T) {
	var p packedPages
	e := echo.New()
	for i := range 3*mostPacked + 1 {
		r := newRequest("GET", "/", "", "")
		r.Header.Set("Accept-Encoding", "gzip")
		recorder := httptest.NewRecorder()
		page := fmt.Sprintf("<p>%d</p>", i)
		content, err := p.answer(e.NewContext(r, recorder), 200, []byte(page))
		if err != nil {
			t.Fatal(err)
		}
		if got := unpack(t, answer{&http.Response{Header: recorder.Header()}, string(content)}); got != page {
			t.Fatalf("got %q, want %q", got, page)
		}
	}
	if len(p.kept) > mostPacked {
		t.Errorf("%d pages are kept, more than %d", len(p.kept), mostPacked)
	}
}
