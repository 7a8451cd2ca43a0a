package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/playwright-community/playwright-go"

	"redis-wizard/connectivity/redistest"
)

// tab presses Tab until what has the focus matches a selector. Nobody presses it
// two hundred times, so that is an error.
func (v *visit) tab(selector string) {
	v.Helper()
	for range 200 {
		v.key("Tab")
		if v.focused(selector) {
			return
		}
	}
	v.Fatalf("Tab never reaches %s", selector)
}

func (v *visit) focused(selector string) bool {
	v.Helper()
	there, err := v.page.Evaluate("(selector) => document.activeElement.matches(selector)", selector)
	v.must(err)
	return there.(bool)
}

func (v *visit) key(name string) {
	v.Helper()
	v.must(v.page.Keyboard().Press(name))
}

func (v *visit) typed(text string) {
	v.Helper()
	v.must(v.page.Keyboard().Type(text))
}

// id selects by an id that may have dots in it.
func id(id string) string { return fmt.Sprintf(`[id="%s"]`, id) }

func action(value string) string { return fmt.Sprintf(`[name="action"][value="%s"]`, value) }

// TestJourneyByKeyboard goes the whole way without a pointer: a preset, the
// options, a mistake and its repair, undo, a real test, its report, the shapes.
func TestJourneyByKeyboard(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, redistest.Options{Password: "s3ssions"})
	v := open(t, nil, nil)
	v.secrets = []string{"s3ssions"}

	v.key("Tab")
	if !v.focused(".skip") {
		t.Fatal("the first stop is not the skip link")
	}
	v.key("Enter")
	v.tab(action("preset.compose"))
	v.key("Enter")
	v.yamlIs("session:\n  redis:\n    host: 'redis'\n")

	v.tab(id(keyHost))
	v.key("Control+a")
	v.typed(server.Host)
	v.tab(id(keyPort))
	v.typed("700000")
	v.must(expect.Locator(v.problems(keyPort)).ToHaveCount(1))
	if !v.focused(id(keyPort)) {
		t.Error("a problem took the focus away while its option was typed")
	}
	v.tab(`[data-problems="` + keyPort + `"] .fix`)
	v.key("Enter")
	v.hasValue(keyPort, "6379")
	if v.focused("body") {
		t.Error("the focus is lost after a repair, and the next Tab begins at the top")
	}
	v.focus(v.byID(keyPort))
	v.key("Control+a")
	v.typed(fmt.Sprint(server.Port))
	v.tab(id(keyPassword))
	v.typed("s3ssions")

	v.tab(id("test"))
	v.key("Enter")
	v.must(expect.Locator(v.page.Locator("#report .report")).ToHaveAttribute("data-verdict", "pass"))
	if v.focused("body") {
		t.Error("the focus is lost after a test")
	}
	v.tab(".endpoint > summary")
	v.key("Enter")
	v.must(expect.Locator(v.page.Locator(".endpoint").First()).Not().ToHaveAttribute("open", ""))

	v.must(v.page.Keyboard().Down("Shift"))
	v.tab(`[role="tab"][aria-selected="true"]`)
	v.must(v.page.Keyboard().Up("Shift"))
	v.key("End")
	v.must(expect.Locator(v.page.Locator("#panel-shape .shape-file").First()).ToBeVisible())
	v.key("Home")
	v.must(expect.Locator(v.byID("yaml")).ToBeVisible())
}

// TestFocusIsSeen tabs through everything on the page: each stop shows that it
// has the focus, and lies under nothing that stays where it is (WCAG 2.2, 2.4.7
// and 2.4.11). The low window is a desk's at 400 %.
func TestFocusIsSeen(t *testing.T) {
	t.Parallel()
	looksOnly(t)
	server := redistest.Start(t, redistest.Options{Password: "s3ssions"})
	for _, window := range []playwright.Size{{Width: 1280, Height: 800}, {Width: 360, Height: 740}, {Width: 320, Height: 256}} {
		t.Run(fmt.Sprintf("%d x %d", window.Width, window.Height), func(t *testing.T) {
			v := open(t, nil, func(o *playwright.BrowserNewContextOptions) { o.Viewport = &window })
			v.connect(server.Host, server.Port)
			v.fill(keyPassword, "s3ssions")
			v.fill(keyDatabase, "-1") // so that a fix is among the stops
			v.test("warn")
			v.fitsScreen()
			_, err := v.page.Evaluate("() => { scrollTo(0, 0); document.querySelector('.skip').focus() }")
			v.must(err)
			stops := 0
			for range 300 {
				v.key("Tab")
				if v.focused("body") {
					break
				}
				stops++
				complaint, err := v.page.Evaluate(seen)
				v.must(err)
				if complaint != "" {
					t.Error(complaint)
				}
			}
			if stops < 40 || stops == 300 {
				t.Errorf("Tab stopped %d times", stops)
			}
		})
	}
}

// seen says what is wrong with how the focus shows; empty when all is well.
const seen = `() => {
	const e = document.activeElement;
	const name = e.outerHTML.slice(0, 110);
	const shown = e.closest(".editor") ?? e;
	const style = getComputedStyle(shown);
	if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return name + " has the focus and does not show it";
	const r = e.getBoundingClientRect();
	const width = document.documentElement.clientWidth;
	const points = [.2, .5, .8].flatMap((x) => [.2, .5, .8].map((y) => [r.left + r.width * x, Math.min(r.top, innerHeight) + r.height * y]));
	const hit = points.some(([x, y]) => {
		const top = document.elementFromPoint(Math.min(x, width - 1), y);
		return top && e.contains(top);
	});
	return hit ? "" : name + " has the focus and cannot be seen: " + JSON.stringify(r);
}`

// TestForcedColors: where the system sets the colours, what a colour alone said is
// said by a line or a shape.
func TestForcedColors(t *testing.T) {
	t.Parallel()
	looksOnly(t)
	server := redistest.Start(t, redistest.Options{Password: "s3ssions"})
	for _, scheme := range []*playwright.ColorScheme{playwright.ColorSchemeLight, playwright.ColorSchemeDark} {
		t.Run(string(*scheme), func(t *testing.T) {
			v := open(t, nil, func(o *playwright.BrowserNewContextOptions) {
				o.ForcedColors = playwright.ForcedColorsActive
				o.ColorScheme = scheme
			})
			v.connect(server.Host, server.Port)
			v.fill(keyPassword, "s3ssions")
			v.test("pass")
			v.axe("with forced colours")
			style := func(selector, pseudo, property string) string {
				t.Helper()
				value, err := v.page.Evaluate(`([selector, pseudo, property]) => getComputedStyle(document.querySelector(selector), pseudo)[property]`, []string{selector, pseudo, property})
				v.must(err)
				return value.(string)
			}
			paper := style("body", "", "backgroundColor")
			if got := style("#state", "::before", "backgroundColor"); got == paper {
				t.Error("the mark beside the verdict cannot be seen")
			}
			chosen, other := style(`.tab[aria-selected="true"]`, "", "borderBottomColor"), style(`.tab[aria-selected="false"]`, "", "borderBottomColor")
			if chosen == other || other != paper {
				t.Errorf("the chosen tab has a line in %s, the others in %s, on %s", chosen, other, paper)
			}
			if got := style(".kind:has(:checked)", "", "outlineStyle"); got == "none" {
				t.Error("the chosen kind of set-up looks like the others")
			}
			v.fill(keyPort, "700000")
			v.must(expect.Locator(v.problems(keyPort)).ToHaveCount(1))
			if wrong, right := style(id(keyPort), "", "borderTopWidth"), style(id(keyHost), "", "borderTopWidth"); wrong == right {
				t.Error("an option with an error looks like one without")
			}
		})
	}
}

// TestVerdictStays: on a desk the verdict is in view however far either side is
// scrolled; on a phone it is one tap away.
func TestVerdictStays(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, redistest.Options{Password: "s3ssions"})
	v := open(t, nil, func(o *playwright.BrowserNewContextOptions) {
		o.Viewport = &playwright.Size{Width: 1280, Height: 720}
	})
	v.connect(server.Host, server.Port)
	v.fill(keyPassword, "s3ssions")
	v.test("pass")
	v.openAll()
	for _, scroll := range []string{"scrollTo(0, document.body.scrollHeight)", "document.getElementById('result').scrollTop = 1e6", "scrollTo(0, 0)"} {
		_, err := v.page.Evaluate("() => { " + scroll + " }")
		v.must(err)
		inView, err := v.page.Evaluate(`() => {
			const r = document.getElementById("state").getBoundingClientRect();
			return r.top >= 0 && r.bottom <= innerHeight && document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2).closest("#state") !== null;
		}`)
		v.must(err)
		if inView != true {
			t.Errorf("after %s the verdict is out of view", strings.TrimSuffix(scroll, ";"))
		}
	}
	v.must(v.page.SetViewportSize(360, 740))
	link := v.page.GetByRole("link", playwright.PageGetByRoleOptions{Name: "Output"})
	v.must(expect.Locator(link).ToBeInViewport())
	v.must(link.Click())
	v.must(expect.Locator(v.byID("state")).ToBeInViewport())
}
