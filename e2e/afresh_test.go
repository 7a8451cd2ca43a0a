package e2e

import (
	"testing"

	"github.com/playwright-community/playwright-go"

	"redis-wizard/configschema"
	"redis-wizard/web"
)

// blank holds that the page is as it is first served.
func (v *visit) blank() {
	v.Helper()
	for _, id := range []string{keyHost, keyPassword} {
		v.hasValue(id, "")
	}
	v.must(expect.Locator(v.page.Locator(`[name="kind"][value="single"]`)).ToBeChecked())
	v.must(expect.Locator(v.byID("state")).ToHaveAttribute("data-states", "fresh"))
	v.must(expect.Locator(v.page.Locator(".problem:visible")).ToHaveCount(0))
	v.must(expect.Locator(v.byID("opened")).ToBeEmpty())
}

// TestReset takes everything away, and Undo brings everything back.
func TestReset(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	v.secrets = []string{"s3ssions"}
	v.page.OnDialog(func(d playwright.Dialog) {
		t.Errorf("leaving a blank page asks: %s", d.Type())
		_ = d.Accept()
	})
	v.choose("sentinel")
	v.fill(keyNode(0, "host"), "redis")
	v.choose("single")
	v.fill(keyHost, "redis")
	v.fill(keyPassword, "s3ssions")
	v.press("Reset")
	v.blank()
	v.press("Undo")
	v.hasValue(keyHost, "redis")
	v.hasValue(keyPassword, "s3ssions")
	v.hasValue(keyNode(0, "host"), "redis")
	v.press("Redo")
	v.blank()
	_, err := v.page.Goto("/")
	v.must(err)
	v.ready()
	v.blank()
}

// TestStartAfreshPrefilled: where the operator filled something in, that is the
// beginning.
func TestStartAfreshPrefilled(t *testing.T) {
	t.Parallel()
	v := open(t, func(o *web.Options) { o.Prefill = configschema.Values{keyHost: "given", keyPort: "70000"} }, nil)
	v.fill(keyHost, "another")
	v.fill(keyPort, "")
	v.choosesLanguage("Deutsch")
	v.must(expect.Locator(v.button("Deutsch")).ToHaveAttribute("aria-current", "true"))
	v.ready()
	v.press("Zurücksetzen")
	v.hasValue(keyHost, "given")
	v.hasValue(keyPort, "70000")
	v.must(expect.Locator(v.byID("state")).ToHaveAttribute("data-states", "error"))
}
