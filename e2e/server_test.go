package e2e

import (
	"testing"

	"github.com/playwright-community/playwright-go"
)

// openWithoutModule opens the page where the module cannot be loaded, as behind a proxy
// that knows no WebAssembly: the server answers then.
func openWithoutModule(t *testing.T, browsing func(*playwright.BrowserNewContextOptions)) *visit {
	t.Helper()
	v := begin(t, nil, browsing)
	v.expected = append(v.expected, ".wasm", "Failed to load resource: net::ERR_FAILED")
	v.must(v.context.Route("**/*.wasm*", func(route playwright.Route) { _ = route.Abort("failed") }))
	v.load()
	_, err := v.page.WaitForFunction("() => document.documentElement.dataset.script === 'running'", nil)
	v.must(err)
	return v
}

// TestServerAnswers: what is typed, pressed and taken back is answered by the server, in
// the page as it is.
func TestServerAnswers(t *testing.T) {
	t.Parallel()
	v := openWithoutModule(t, nil)
	v.must(v.byID(keyHost).PressSequentially("redis"))
	v.yamlIs("session:\n  redis:\n    host: 'redis'\n")
	v.must(expect.Locator(v.byID(keyHost)).ToBeFocused())
	v.preset("Kubernetes + Sentinel")
	v.hasValue(keyName, "mymaster")
	v.press("Undo")
	v.hasValue(keyHost, "redis")
	v.must(expect.Locator(v.page.Locator(`[name="kind"][value="single"]`)).ToBeChecked())
	v.press("Redo")
	v.hasValue(keyName, "mymaster")
	v.must(expect.Locator(v.page.Locator(`[name="kind"][value="sentinel"]`)).ToBeChecked())
}
