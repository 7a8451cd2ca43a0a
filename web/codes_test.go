package web

import (
	"regexp"
	"strings"
	"testing"

	"redis-wizard/configschema/causes"
)

// Every code has its place in the list, once, so that /codes#A03 leads there, and a
// page of its own, with everything that there is to say about it; and so has whatever
// these pages link to.
func TestCodesPages(t *testing.T) {
	s, _ := newServer(t, Options{RequestsPerMinute: 100_000})
	list := get(t, s, "/codes")
	wantStatus(t, list, 200)
	if policy := list.Header.Get("Content-Security-Policy"); policy != get(t, s, "/").Header.Get("Content-Security-Policy") {
		t.Errorf("Content-Security-Policy: %q", policy)
	}
	checkLinks(t, list)
	wantNoText(t, list, `type="module"`) // that script is for the form; the one for the colours is on every page
	wantText(t, list, `<a href="/">Back to the wizard</a>`)
	for _, group := range causes.Catalogue() {
		element(t, list, group.ID)
		for _, e := range group.Entries {
			if tag := element(t, list, e.Code); !strings.HasPrefix(tag, "<li ") {
				t.Errorf("#%s is %s", e.Code, tag)
			}
			wantText(t, list, `href="/codes/`+e.Code+`"`)
			page := get(t, s, "/codes/"+e.Code)
			wantStatus(t, page, 200)
			wantText(t, page, `<h1 id="code-title"><span class="code-name">`+e.Code+`</span>`, `<a href="/">Back to the wizard</a>`, `href="/codes#`+group.ID+`"`)
			checkLinks(t, page)
		}
	}
	wantStatus(t, do(t, s, newRequest("HEAD", "/codes", "", "")), 200)
	wantStatus(t, get(t, s, "/codes/A99"), 404)
	other := get(t, s, "/codes/a03")
	wantStatus(t, other, 308)
	if to := other.Header.Get("Location"); to != "/codes/A03" {
		t.Errorf("/codes/a03 leads to %q", to)
	}
}

// checkLinks holds that the ids of a page are unique, and that what it links to in
// itself or among the codes is there.
func checkLinks(t *testing.T, page answer) {
	t.Helper()
	ids := map[string]bool{}
	for _, found := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(page.body, -1) {
		if ids[found[1]] {
			t.Errorf("the id %q is there twice", found[1])
		}
		ids[found[1]] = true
	}
	for _, found := range regexp.MustCompile(` href="#([^"]*)"`).FindAllStringSubmatch(page.body, -1) {
		if !ids[found[1]] {
			t.Errorf("a link leads to #%s, which is not there", found[1])
		}
	}
	for _, found := range regexp.MustCompile(` href="/codes/([^"]*)"`).FindAllStringSubmatch(page.body, -1) {
		if !causes.Known(found[1]) {
			t.Errorf("a link leads to /codes/%s, which is no code", found[1])
		}
	}
}

// The search finds codes by what people have in hand, and works without a script.
func TestCodesSearch(t *testing.T) {
	s, _ := newServer(t, Options{})
	found := get(t, s, "/codes?q=noauth")
	wantText(t, found, `value="noauth"`, `href="/codes/A01"`, "codes found", "Show all")
	wantNoText(t, found, `href="/codes/B03"`)
	german := get(t, s, "/codes?lang=de&q=NOAUTH+Passwort")
	wantText(t, german, `href="/codes/A01"`)
	none := get(t, s, "/codes?q="+strings.Repeat("%3Cb%3E", 200))
	wantText(t, none, "No code found", "&lt;b&gt;")
	if len(none.body) > 10_000 {
		t.Errorf("the answer has %d bytes", len(none.body))
	}
}

// A message leads to the explanation of its code.
func TestProblemsLinkToTheirCodes(t *testing.T) {
	s, _ := newServer(t, Options{})
	got := postForm(t, s, map[string]string{"action": "check", "kind": "single", "session.redis.host": "redis", "session.redis.port": "70000"}, "")
	wantText(t, got, `href="/codes/port-range"`)
}
