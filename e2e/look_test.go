package e2e

import (
	"fmt"
	"os"
	"testing"

	"github.com/playwright-community/playwright-go"
)

// TestLook is thrown away: pictures while building.
func TestLook(t *testing.T) {
	widths := []int{1280}
	if os.Getenv("LOOK_ALL") != "" {
		widths = []int{360, 768, 1000, 1280, 1920}
	}
	scheme := playwright.ColorSchemeLight
	if os.Getenv("LOOK_DARK") != "" {
		scheme = playwright.ColorSchemeDark
	}
	for _, w := range widths {
		v := begin(t, nil, func(o *playwright.BrowserNewContextOptions) {
			o.JavaScriptEnabled = playwright.Bool(false)
			o.Viewport = &playwright.Size{Width: w, Height: 800}
			o.ColorScheme = scheme
		})
		v.expected = []string{".js: csp", "preload", ""}
		v.scriptless = true
		v.load()
		shot := func(name string, full bool) {
			path := fmt.Sprintf("/tmp/form-shots/%d-%s.png", w, name)
			_, err := v.page.Screenshot(playwright.PageScreenshotOptions{Path: &path, FullPage: &full})
			v.must(err)
		}
		shot("fresh", false)
		shot("fresh-full", true)
		v.fill(keyHost, "redis")
		v.fill(keyPort, "70000")
		v.press("Apply")
		v.page.Keyboard().Press("Enter")
		v.focus(v.byID(keyHost))
		v.page.Keyboard().Press("Enter")
		shot("error", false)
		v.choose("sentinel")
		v.press("Apply")
		shot("sentinel0", true)
		v.must(v.byID("session.redis.tls").Check())
		v.press("Apply")
		v.fill(keyName, "mymaster")
		for i := range 3 {
			v.fill(keyNode(i, "host"), "127.0.0.1")
		}
		v.press("Apply")
		v.focus(v.byID(keyName))
		v.page.Keyboard().Press("Enter")
		shot("sentinel-tls", true)
		v.must(v.byID("advanced").Locator("summary").First().Click())
		shot("advanced", true)
	}
}
