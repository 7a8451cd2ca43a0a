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
	for _, id := range []string{keyHost, keyPassword, "yaml-in", "ca", "log"} {
		v.hasValue(id, "")
	}
	v.must(expect.Locator(v.page.Locator(".nodes .node")).ToHaveCount(3))
	v.must(expect.Locator(v.page.Locator(`[name="kind"][value="single"]`)).ToBeChecked())
	v.must(expect.Locator(v.byID("state")).ToHaveAttribute("data-states", "fresh"))
	v.must(expect.Locator(v.page.Locator(".problem:visible")).ToHaveCount(0))
	for _, id := range []string{"imported", "planned", "explained", "refusal"} {
		v.must(expect.Locator(v.byID(id)).ToBeEmpty())
	}
	v.must(expect.Locator(v.byID("gutter")).ToHaveText("1"))
	v.must(expect.Locator(v.byID("tab-yaml")).ToHaveAttribute("aria-selected", "true"))
	v.must(expect.Locator(v.page.Locator("#report .report")).ToHaveAttribute("data-verdict", ""))
	v.must(expect.Locator(v.byID("from")).ToHaveValue("4.39"))
}

// TestStartAfresh takes everything away, and Undo brings everything back.
func TestStartAfresh(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	v.secrets = []string{"s3ssions"}
	const file = "session:\n  redis:\n    host: 'redis'\n    port: 70000\n    password: 's3ssions'\n"
	v.drop(map[string]any{"configuration.yml": file})
	v.must(expect.Locator(v.byID("imported")).ToContainText("Problems found"))
	_, err := v.page.Evaluate("for (const e of document.querySelectorAll('details')) e.open = true")
	v.must(err)
	v.fill("ca", "no certificate")
	v.fill("log", "NOAUTH Authentication required.")
	v.must(expect.Locator(v.byID("explained").Locator(".cause").First()).ToBeVisible())
	v.plan("4.33", "4.38")
	v.test("untested")

	v.press("Reset")
	v.blank()
	v.press("Undo")
	v.hasValue(keyHost, "redis")
	v.hasValue(keyPassword, "s3ssions")
	v.hasValue("yaml-in", file)
	v.hasValue("ca", "no certificate")
	v.hasValue("log", "NOAUTH Authentication required.")
	v.must(expect.Locator(v.byID("imported")).ToContainText("Problems found"))
	v.must(expect.Locator(v.page.Locator(`#gutter .mark[data-line="4"]`)).ToHaveCount(1))
	v.must(expect.Locator(v.byID("panel-file")).ToContainText("No changes"))
	v.must(expect.Locator(v.byID("planned").Locator(`[data-slot="stale"]`)).ToBeHidden())
	v.must(expect.Locator(v.byID("to")).ToHaveValue("4.38"))
	v.press("Redo")
	v.blank()
}

// TestStartAfreshAfterAPost: a page that answers a form holds what was sent, and lets
// go of it all the same.
func TestStartAfreshAfterAPost(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	v.secrets = []string{"s3ssions"}
	v.choose("sentinel")
	v.press("Add a sentinel")
	v.fill(keyHost, "redis")
	v.fill(keyPassword, "s3ssions")
	v.must(v.byID("import-open").Click())
	v.fill("yaml-in", "session:\n  redis:\n    host: 'other'\n")
	for _, language := range []string{"Deutsch", "English"} {
		v.must(v.button(language).Click())
		v.must(expect.Locator(v.button(language)).ToHaveAttribute("aria-current", "true"))
	}
	v.ready()
	v.hasValue(keyPassword, "s3ssions")
	v.press("Reset")
	v.blank()
	v.page.OnDialog(func(d playwright.Dialog) {
		t.Errorf("leaving a blank page asks: %s", d.Type())
		_ = d.Accept()
	})
	_, err := v.page.Goto("/")
	v.must(err)
	v.ready()
	v.blank()
	v.must(expect.Locator(v.byID("opened")).ToBeHidden())
}

// TestStartAfreshPrefilled: where the operator filled something in, that is the
// beginning.
func TestStartAfreshPrefilled(t *testing.T) {
	t.Parallel()
	v := open(t, func(o *web.Options) { o.Prefill = configschema.Values{keyHost: "given", keyPort: "70000"} }, nil)
	v.fill(keyHost, "another")
	v.fill(keyPort, "")
	v.must(v.button("Deutsch").Click())
	v.must(expect.Locator(v.button("Deutsch")).ToHaveAttribute("aria-current", "true"))
	v.ready()
	v.press("Zurücksetzen")
	v.hasValue(keyHost, "given")
	v.hasValue(keyPort, "70000")
	v.must(expect.Locator(v.byID("state")).ToHaveAttribute("data-states", "error"))
}
