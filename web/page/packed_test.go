package page

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
)

// Whoever asks for the same page is given the same bytes, compressed or not, so that
// those who do not read it hold it once.
func TestPagesAreShared(t *testing.T) {
	var p packedPages
	e := echo.New()
	for _, encoding := range []string{"", "gzip", "br"} {
		var first []byte
		for range 2 {
			r := httptest.NewRequest("GET", "/", nil)
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
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Accept-Encoding", "gzip")
		recorder := httptest.NewRecorder()
		page := fmt.Sprintf("<p>%d</p>", i)
		content, err := p.answer(e.NewContext(r, recorder), 200, []byte(page))
		if err != nil {
			t.Fatal(err)
		}
		unpacked, err := gzip.NewReader(strings.NewReader(string(content)))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(unpacked); err != nil || string(got) != page {
			t.Fatalf("got %q, %v, want %q", got, err, page)
		}
	}
	if len(p.kept) > mostPacked {
		t.Errorf("%d pages are kept, more than %d", len(p.kept), mostPacked)
	}
}

// The answer to a form, which holds what was typed, is not kept, and neither is an
// error page, of which no two are alike.
func TestOnlyPagesAreKept(t *testing.T) {
	var p packedPages
	e := echo.New()
	for status, method := range map[int]string{200: "POST", 404: "GET"} {
		if _, err := p.answer(e.NewContext(httptest.NewRequest(method, "/", nil), httptest.NewRecorder()), status, []byte("<p>typed</p>")); err != nil {
			t.Fatal(err)
		}
	}
	if len(p.kept) != 0 {
		t.Errorf("%d pages were kept", len(p.kept))
	}
}
