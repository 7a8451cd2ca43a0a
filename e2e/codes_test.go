package e2e

import (
	"testing"

	"github.com/playwright-community/playwright-go"
)

// TestCodesBesideTheForm: a code opens beside the form, which stays as it is; Esc closes
// it, and the focus returns to the link. Fault 31.
func TestCodesBesideTheForm(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	v.fill(keyHost, "redis")
	v.fill(keyPort, "70000")
	v.must(v.byID(keyPort).Blur())
	link := v.page.Locator(`a.code[href="/codes/port-range"]`).First()
	v.must(link.Click())
	drawer := v.byID("drawer")
	v.must(expect.Locator(drawer.Locator("h1")).ToContainText("port-range"))
	v.must(v.page.Keyboard().Press("Escape"))
	v.must(expect.Locator(drawer).ToBeHidden())
	v.must(expect.Locator(link).ToBeFocused())
	v.hasValue(keyPort, "70000")
}

// TestCodesWithoutJavaScript: the search finds a code by what Redis says, and its page
// leads on to its neighbours.
func TestCodesWithoutJavaScript(t *testing.T) {
	t.Parallel()
	v := openWithoutJavaScript(t)
	_, err := v.page.Goto("/codes")
	v.must(err)
	v.must(v.byID("q").Fill("noauth"))
	v.must(v.page.GetByRole("button", playwright.PageGetByRoleOptions{Name: "Search"}).Click())
	v.must(v.byID("A01").GetByRole("link").Click())
	v.must(expect.Locator(v.byID("code-title")).ToContainText("A01"))
	v.must(v.page.Locator(`a[rel="next"]`).Click())
	v.must(expect.Locator(v.byID("code-title")).ToContainText("A02"))
}

// TestPrint: on paper are the report and the output, without controls and secrets, black
// on white in either scheme. Fault 33.
func TestPrint(t *testing.T) {
	t.Parallel()
	v := openWithoutJavaScript(t)
	v.fill(keyHost, "redis-on-paper")
	v.must(v.page.Locator(`button[value="check"]:visible`).First().Click())
	v.must(v.page.EmulateMedia(playwright.PageEmulateMediaOptions{Media: playwright.MediaPrint, ColorScheme: playwright.ColorSchemeDark}))
	v.must(expect.Locator(v.byID("file-0")).ToContainText("redis-on-paper"))
	shown, err := v.page.Locator("button:visible, input:visible, select:visible, textarea:visible, nav:visible").Count()
	v.must(err)
	if shown > 0 {
		t.Errorf("%d controls are printed", shown)
	}
	v.must(expect.Locator(v.page.Locator("body")).ToHaveCSS("background-color", "rgb(255, 255, 255)"))
}
