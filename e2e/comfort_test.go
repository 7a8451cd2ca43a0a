package e2e

import (
	"strings"
	"testing"

	"github.com/playwright-community/playwright-go"
)

// TestPresets begins with each set-up that many people have.
func TestPresets(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	for _, test := range []struct {
		button, yaml string
	}{
		{"Compose", "session:\n  redis:\n    host: 'redis'\n"},
		{"Managed + TLS", "session:\n  redis:\n    host: 'redis.example.com'\n    tls:\n      minimum_version: 'TLS1.2'\n"},
		{"Socket", "session:\n  redis:\n    host: '/run/redis/redis.sock'\n"},
	} {
		v.must(v.page.Locator(".start").GetByRole("button", playwright.LocatorGetByRoleOptions{Name: test.button}).Click())
		v.yamlIs(test.yaml)
	}
	v.press("Kubernetes + Sentinel")
	v.must(expect.Locator(v.page.Locator(`[name="kind"][value="sentinel"]`)).ToBeChecked())
	v.hasValue(keyHost, "")
	v.hasValue(keyNode(2, "host"), "redis-node-2.redis-headless.redis.svc.cluster.local")
	v.must(expect.Locator(v.byID("state")).ToContainText("Valid for Authelia"))
}

// TestUndoRedo takes steps back and forth: typing in one field is one step, and
// so is what a button did.
func TestUndoRedo(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	v.must(expect.Locator(v.byID("undo")).ToBeDisabled())
	v.must(v.byID(keyHost).PressSequentially("redis"))
	v.press("Kubernetes + Sentinel")
	v.must(expect.Locator(v.byID(keyName)).ToBeVisible())
	v.press("Undo")
	v.hasValue(keyHost, "redis")
	v.must(expect.Locator(v.page.Locator(`[name="kind"][value="single"]`)).ToBeChecked())
	v.press("Undo")
	v.hasValue(keyHost, "")
	v.must(expect.Locator(v.byID("undo")).ToBeDisabled())
	v.press("Redo")
	v.press("Redo")
	v.hasValue(keyName, "mymaster")
	v.must(expect.Locator(v.byID("redo")).ToBeDisabled())
	v.must(v.page.Keyboard().Press("Control+z")) // the focus is on a button
	v.hasValue(keyHost, "redis")
}

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

// TestTheme chooses the colours, and finds them again.
func TestTheme(t *testing.T) {
	t.Parallel()
	v := open(t, nil, func(o *playwright.BrowserNewContextOptions) { o.ColorScheme = playwright.ColorSchemeLight })
	paper := func() string {
		t.Helper()
		color, err := v.page.Evaluate("getComputedStyle(document.body).backgroundColor")
		v.must(err)
		return color.(string)
	}
	light := paper()
	_, err := v.byID("theme").SelectOption(playwright.SelectOptionValues{Values: &[]string{"dark"}})
	v.must(err)
	dark := paper()
	if light == dark || !strings.HasPrefix(dark, "rgb") {
		t.Errorf("the page is %s in light and %s in dark", light, dark)
	}
	_, err = v.page.Goto("/codes")
	v.must(err)
	if got := paper(); got != dark {
		t.Errorf("the page of codes is %s, want %s", got, dark)
	}
	_, err = v.byID("theme").SelectOption(playwright.SelectOptionValues{Values: &[]string{""}})
	v.must(err)
	if got := paper(); got != light {
		t.Errorf("as the system the page is %s, want %s", got, light)
	}
}
