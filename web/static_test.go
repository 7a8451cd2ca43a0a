package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"regexp"
	"testing"

	"github.com/andybalholm/brotli"

	"redis-wizard/web/assets"
)

// What the page refers to is there, kept for good, and smaller on request.
func TestAssets(t *testing.T) {
	s, _ := newServer(t, Options{})
	page := get(t, s, "/")
	urls := regexp.MustCompile(`/assets/[0-9a-f]{16}/[a-z_.-]+`).FindAllString(page.body, -1)
	if len(urls) < 4 {
		t.Fatalf("the page refers to %v", urls)
	}
	for _, url := range urls {
		plain := get(t, s, url)
		wantStatus(t, plain, 200)
		if got := plain.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
			t.Errorf("%s: Cache-Control is %q", url, got)
		}
		for accept, want := range map[string]string{"br, gzip": "br", "gzip": "gzip", "gzip;q=0": "", "identity": "", "br;q=0, *": "gzip"} {
			r := newRequest("GET", url, "", "")
			r.Header.Set("Accept-Encoding", accept)
			got := do(t, s, r)
			if encoding := got.Header.Get("Content-Encoding"); encoding != want || got.Header.Get("Vary") != "Accept-Encoding" {
				t.Errorf("%s: %q gives %q, want %q", url, accept, encoding, want)
			}
			if text := unpack(t, got); text != plain.body {
				t.Errorf("%s: the %q form holds something else", url, want)
			}
		}
	}
	icon := get(t, s, "/favicon.ico")
	wantStatus(t, icon, 200)
	if icon.Header.Get("Content-Type") != "image/svg+xml" {
		t.Errorf("the icon is of type %q", icon.Header.Get("Content-Type"))
	}
}

func unpack(t *testing.T, a answer) string {
	t.Helper()
	var r io.Reader = bytes.NewReader([]byte(a.body))
	switch a.Header.Get("Content-Encoding") {
	case "br":
		r = brotli.NewReader(r)
	case "gzip":
		var err error
		if r, err = gzip.NewReader(r); err != nil {
			t.Fatal(err)
		}
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A fresh clone has no module; the page then names none, and one that has it
// sends it as what browsers can stream.
func TestModule(t *testing.T) {
	s, _ := newServer(t, Options{})
	page := get(t, s, "/")
	url := s.pages.Files.URL(assets.Module)
	if url == "" {
		wantNoText(t, page, `.wasm"`)
		return
	}
	wantText(t, page, `"module":"`+url+`"`)
	if got := get(t, s, url).Header.Get("Content-Type"); got != "application/wasm" {
		t.Errorf("the module is of type %q", got)
	}
}
