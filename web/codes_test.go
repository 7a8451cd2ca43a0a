package web

import (
	"regexp"
	"strings"
	"testing"

	"redis-wizard/configschema/causes"
)

// Every code has its place on the page, once, so that /codes#A03 leads there;
// and so has whatever the page itself links to.
func TestCodesPage(t *testing.T) {
	s, _ := newServer(t, Options{})
	got := get(t, s, "/codes")
	wantStatus(t, got, 200)
	if policy := got.Header.Get("Content-Security-Policy"); policy != get(t, s, "/").Header.Get("Content-Security-Policy") {
		t.Errorf("Content-Security-Policy: %q", policy)
	}
	for _, group := range causes.Catalogue() {
		element(t, got, group.ID)
		for _, e := range group.Entries {
			if tag := element(t, got, e.Code); !strings.HasPrefix(tag, "<article ") {
				t.Errorf("#%s is %s", e.Code, tag)
			}
		}
	}
	ids := map[string]bool{}
	for _, found := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(got.body, -1) {
		if ids[found[1]] {
			t.Errorf("the id %q is there twice", found[1])
		}
		ids[found[1]] = true
	}
	for _, found := range regexp.MustCompile(` href="#([^"]*)"`).FindAllStringSubmatch(got.body, -1) {
		if !ids[found[1]] {
			t.Errorf("a link leads to #%s, which is not there", found[1])
		}
	}
	wantNoText(t, got, `type="module"`) // that script is for the form; the one for the colours is on every page
	wantText(t, got, `<a href="/">Back to the wizard</a>`)

	wantStatus(t, do(t, s, newRequest("HEAD", "/codes", "", "")), 200)
}

// A message leads to the explanation of its code.
func TestProblemsLinkToTheirCodes(t *testing.T) {
	s, _ := newServer(t, Options{})
	got := postForm(t, s, map[string]string{"action": "check", "kind": "single", "session.redis.host": "redis", "session.redis.port": "70000"}, "")
	wantText(t, got, `href="/codes#port-range"`)
}
