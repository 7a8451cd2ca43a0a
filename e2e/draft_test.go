package e2e

import (
	"testing"

	"github.com/playwright-community/playwright-go"
)

// TestReloadKeepsTheDraft: what was typed is there again after a reload, but for
// the secret, and leaving with one asks first.
func TestReloadKeepsTheDraft(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	v.secrets = []string{"s3ssions"}
	asked := 0
	v.page.OnDialog(func(d playwright.Dialog) {
		if d.Type() == "beforeunload" {
			asked++
		}
		if err := d.Accept(); err != nil {
			t.Error(err)
		}
	})
	reload := func() {
		t.Helper()
		_, err := v.page.Reload()
		v.must(err)
		v.ready()
	}
	v.fill(keyHost, "redis")
	v.fill(keyPort, "70000")
	_, err := v.page.WaitForFunction(`() => (sessionStorage.getItem("draft") ?? "").includes("port=70000")`, nil)
	v.must(err)
	reload()
	v.hasValue(keyPort, "70000")
	v.must(expect.Locator(v.byID("opened")).ToContainText("Your draft was restored"))
	if asked > 0 {
		t.Error("leaving without a secret asked for leave")
	}

	v.fill(keyPassword, "s3ssions")
	_, err = v.page.WaitForFunction(`() => (sessionStorage.getItem("draft") ?? "").includes("without=password")`, nil)
	v.must(err)
	reload()
	v.hasValue(keyHost, "redis")
	v.hasValue(keyPassword, "")
	v.must(expect.Locator(v.byID("opened")).ToContainText("Password"))
	if asked != 1 {
		t.Errorf("leaving with a secret asked %d times, want once", asked)
	}

	v.press("Reset")
	v.hasValue(keyHost, "")
	reload()
	v.hasValue(keyHost, "")
}
