package e2e

import (
	"testing"

	"github.com/playwright-community/playwright-go"
)

// TestWithoutModule blocks the module, as a proxy that knows no WebAssembly may. The
// server judges then, and it makes drafts and links, too.
func TestWithoutModule(t *testing.T) {
	t.Parallel()
	v := openWithoutModule(t, clipboard(t))
	v.secrets = []string{"s3ssions"}
	v.page.OnDialog(func(d playwright.Dialog) { _ = d.Accept() })
	v.fill(keyHost, "redis")
	v.fill(keyPassword, "s3ssions")
	_, err := v.page.WaitForFunction(`() => (sessionStorage.getItem("draft") ?? "").includes("without=password")`, nil)
	v.must(err)
	v.press("Share link")
	v.must(expect.Locator(v.byID("shared")).ToContainText("Password"))
	link, err := v.byID("link").InputValue()
	v.must(err)

	_, err = v.page.Reload()
	v.must(err)
	v.hasValue(keyHost, "redis")
	v.hasValue(keyPassword, "")
	v.must(expect.Locator(v.byID("opened")).ToContainText("Your draft was restored"))

	// What is in a link that somebody else made is not sent to any server.
	v.press("Reset")
	v.hasValue(keyHost, "")
	_, err = v.page.Goto(link)
	v.must(err)
	v.must(expect.Locator(v.byID("trouble")).ToContainText("Couldn't load this feature"))
	v.hasValue(keyHost, "")
}
