package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
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

// inView fails for what does not begin within the window.
func (v *visit) inView(selectors ...string) {
	v.Helper()
	for _, selector := range selectors {
		if box, height := v.box(selector), v.page.ViewportSize().Height; box.Y < 0 || box.Y+20 > float64(height) {
			v.Errorf("%s is at %.0f, out of a window of %d", selector, box.Y, height)
		}
	}
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

// TestFirstScreen holds what is to be seen at once: with what to begin, the first input, and
// what comes of it, in few words.
func TestFirstScreen(t *testing.T) {
	t.Parallel()
	looksOnly(t)
	v := sized(t, 1280, 800, nil)
	v.inView(`[value="preset.compose"]`, "#import-open", `[id="`+keyHost+`"]`, "#state", "#output", "#test")
	words, err := v.page.Evaluate(`() => {
		const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		const seen = [];
		for (let node; (node = walker.nextNode());) {
			const range = document.createRange();
			range.selectNodeContents(node);
			const e = node.parentElement;
			const at = range.getBoundingClientRect();
			if (e.closest("select, script, template, .visually-hidden, .skip") || !e.checkVisibility({ visibilityProperty: true })) continue;
			if (at.width && at.bottom > 0 && at.top < innerHeight) seen.push(...node.data.split(/[^\p{L}\p{N}.…'-]+/u).filter((w) => /\p{L}/u.test(w)));
		}
		return seen.join(" ");
	}`)
	if err != nil { // the browser runs no script of the page; those of a test it does
		t.Fatal(err)
	}
	v.shows("first")
	if n := len(strings.Fields(words.(string))); n > 120 {
		t.Errorf("%d words on the first screen: %s", n, words)
	}
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

// TestProblemToldOnce holds that a problem stands at its field alone, and that the verdict
// leads there.
func TestProblemToldOnce(t *testing.T) {
	t.Parallel()
	v := sized(t, 1280, 800, nil)
	v.fill(keyHost, "redis")
	v.fill(keyPort, "70000")
	v.press("Check and show the YAML")
	v.must(expect.Locator(v.byID(keyPort)).ToBeFocused())
	v.must(expect.Locator(v.byID("state")).ToContainText("will not start: 1 error"))
	v.must(expect.Locator(v.page.Locator(".problem").Filter(playwright.LocatorFilterOptions{HasText: "must be between 1 and 65535"})).ToHaveCount(1))
	v.shows("error")
	v.must(v.byID("state").Click())
	v.must(expect.Locator(v.byID("summary").GetByRole("link", playwright.LocatorGetByRoleOptions{Name: "Port"})).ToHaveAttribute("href", "#"+keyPort))
	v.choose("sentinel")
	v.press("Apply")
	v.fill(keyName, "mymaster")
	for i := range 3 {
		v.fill(keyNode(i, "host"), "127.0.0.1")
	}
	v.press("Check and show the YAML")
	v.must(expect.Locator(v.page.Locator(".problem").Filter(playwright.LocatorFilterOptions{HasText: "Authelia's own machine"})).ToHaveCount(1))
	// The host of a single server is one more sentinel now, and can go.
	v.must(expect.Locator(v.page.Locator(".aside")).ToContainText("one more sentinel"))
	v.shows("sentinel-problems")
	v.must(v.page.Locator(".aside").GetByRole("button", playwright.LocatorGetByRoleOptions{Name: "Remove"}).Click())
	v.must(expect.Locator(v.page.Locator(".aside")).ToHaveCount(0))
}

// TestNarrow holds that nothing is cut off in small windows, at 200 % and 400 % of a desk,
// and that fingers hit what is there.
func TestNarrow(t *testing.T) {
	t.Parallel()
	looksOnly(t)
	for _, size := range [][2]int{{360, 740}, {640, 400}, {320, 256}, {768, 1024}, {1000, 700}, {1920, 1080}} {
		for _, scheme := range []*playwright.ColorScheme{playwright.ColorSchemeLight, playwright.ColorSchemeDark} {
			t.Run(fmt.Sprintf("%d %s", size[0], *scheme), func(t *testing.T) {
				v := open(t, nil, func(o *playwright.BrowserNewContextOptions) { // axe needs scripts
					o.ColorScheme = scheme
					o.Viewport = &playwright.Size{Width: size[0], Height: size[1]}
				})
				v.fitsScreen()
				v.choose("sentinel")
				v.must(v.byID("session.redis.tls").Check())
				v.must(v.byID(keyName).Press("Enter"))
				v.must(expect.Locator(v.problems(keyName)).ToHaveCount(1))
				v.fitsScreen()
				v.shows("narrow-" + string(*scheme))
				v.axe("Sentinel, to be filled in")
			})
		}
	}
	t.Run("forced colours", func(t *testing.T) {
		v := open(t, nil, func(o *playwright.BrowserNewContextOptions) { o.ForcedColors = playwright.ForcedColorsActive })
		v.must(v.byID(keyHost).Press("Enter"))
		v.must(expect.Locator(v.problems(keyHost)).ToHaveCount(1))
		v.shows("forced")
		v.axe("forced colours")
	})
}
