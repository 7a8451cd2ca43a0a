package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/playwright-community/playwright-go"
)

// sized loads the page without a script, in a window of a size.
func sized(t *testing.T, width, height int, change func(*playwright.BrowserNewContextOptions)) *visit {
	t.Helper()
	v := begin(t, nil, func(o *playwright.BrowserNewContextOptions) {
		o.JavaScriptEnabled = playwright.Bool(false)
		o.Viewport = &playwright.Size{Width: width, Height: height}
		if change != nil {
			change(o)
		}
	})
	v.expected = []string{".js: csp", "was preloaded using link preload but not used"}
	v.scriptless = true
	v.load()
	return v
}

// box is where an element is on the page.
func (v *visit) box(selector string) *playwright.Rect {
	v.Helper()
	box, err := v.page.Locator(selector).First().BoundingBox()
	v.must(err)
	if box == nil {
		v.Fatalf("%s is not on the page", selector)
	}
	return box
}

// shows keeps a picture of the page, for whoever looks at it, not as an assertion.
func (v *visit) shows(name string) {
	v.Helper()
	folder := os.Getenv("REDIS_WIZARD_LOOK")
	if folder == "" {
		return
	}
	path := filepath.Join(folder, fmt.Sprintf("%s-%d.png", name, v.page.ViewportSize().Width))
	_, err := v.page.Screenshot(playwright.PageScreenshotOptions{Path: &path, FullPage: playwright.Bool(true)})
	v.must(err)
}

// TestHeights holds how long the form is, and how far it is to the test by the Tab key.
func TestHeights(t *testing.T) {
	t.Parallel()
	looksOnly(t)
	v := sized(t, 1280, 800, nil)
	height := func(most float64) {
		t.Helper()
		if box := v.box(".form-pane"); box.Height > most {
			t.Errorf("the form is %.0f pixels high, at most %.0f wanted", box.Height, most)
		}
	}
	height(620)
	v.choose("sentinel")
	v.must(v.byID("session.redis.tls").Check())
	v.press("Apply")
	v.shows("sentinel")
	v.must(expect.Locator(v.page.Locator(".problem")).ToHaveCount(0)) // nobody has come past a field yet
	height(1150)

	v.must(v.page.GetByRole("link", playwright.PageGetByRoleOptions{Name: "Skip to the form"}).Focus())
	v.must(v.page.Keyboard().Press("Enter"))
	stops := 1
	for ; stops < 60; stops++ {
		v.must(v.page.Keyboard().Press("Tab"))
		if at, err := v.page.Evaluate("document.activeElement.id"); err != nil || at == "test" {
			break
		}
	}
	if stops > 25 {
		t.Errorf("%d stops of the Tab key from the top of the page to the test", stops)
	}
}
