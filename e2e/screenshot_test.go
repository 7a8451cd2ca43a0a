package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/playwright-community/playwright-go"

	"redis-wizard/connectivity/redistest"
)

// TestScreenshots takes the pictures of the documentation: the page after a
// green test at four widths, in light and in dark. `make screenshots` keeps them;
// without that they go where failed tests leave their evidence.
func TestScreenshots(t *testing.T) {
	t.Parallel()
	looksOnly(t)
	folder := os.Getenv("REDIS_WIZARD_SCREENSHOTS")
	if folder == "" {
		folder = ".output"
	}
	if err := os.MkdirAll(filepath.Join(folder, "screens"), 0o755); err != nil {
		t.Fatal(err)
	}
	server := redistest.Start(t, redistest.Options{Password: "s3ssions"})
	v := open(t, nil, nil)
	v.connect(server.Host, server.Port)
	v.fill(keyPassword, "s3ssions")
	v.test("pass")
	for _, width := range []int{360, 768, 1280, 1920} {
		for _, scheme := range []*playwright.ColorScheme{playwright.ColorSchemeLight, playwright.ColorSchemeDark} {
			v.must(v.page.EmulateMedia(playwright.PageEmulateMediaOptions{ColorScheme: scheme}))
			v.must(v.page.SetViewportSize(width, 1200))
			_, err := v.page.Evaluate("() => { window.scrollTo(0, 0); document.activeElement.blur() }")
			v.must(err)
			v.fitsScreen()
			path := filepath.Join(folder, "screens", fmt.Sprintf("%d-%s.png", width, *scheme))
			if width == 1280 && scheme == playwright.ColorSchemeLight {
				path = filepath.Join(folder, "wizard.png") // the one in the README
			}
			// On a busy machine Chromium takes a picture before it has drawn anything at the new size.
			redistest.Eventually(t, path+" to show more than next to nothing", func(context.Context) bool {
				picture, err := v.page.Screenshot(playwright.PageScreenshotOptions{Path: &path})
				v.must(err)
				return len(picture) >= 20_000
			})
		}
	}
}
