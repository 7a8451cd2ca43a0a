package e2e

import (
	"testing"

	"github.com/playwright-community/playwright-go"
)

// TestWithoutModule blocks the module, as a proxy that knows no WebAssembly may. The
// server judges then, and it makes drafts and links, too.
func TestWithoutModule(t *testing.T) {
	t.Parallel()
	v := begin(t, nil, clipboard(t))
	v.secrets = []string{"s3ssions"}
	v.expected = append(v.expected, ".wasm", "Failed to load resource: net::ERR_FAILED", "/api/v1/evaluate: net::ERR_ABORTED")
	v.must(v.context.Route("**/*.wasm*", func(route playwright.Route) { _ = route.Abort("failed") }))
	v.page.OnDialog(func(d playwright.Dialog) { _ = d.Accept() })
	v.load()
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
	_, err = v.page.Goto(link)
	v.must(err)
	v.must(expect.Locator(v.byID("opened")).ToContainText("Couldn't load what opens share links"))
	v.hasValue(keyHost, "")
}
