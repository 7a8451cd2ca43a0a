package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/playwright-community/playwright-go"

	"redis-wizard/connectivity/redistest"
)

// TestAccessible looks at the page with axe in both colour schemes, on a desk
// and on a phone, in every state that looks different.
func TestAccessible(t *testing.T) {
	t.Parallel()
	looksOnly(t)
	server := redistest.Start(t, redistest.Options{Password: "s3ssions"})
	for _, scheme := range []*playwright.ColorScheme{playwright.ColorSchemeLight, playwright.ColorSchemeDark} {
		for _, width := range []int{1280, 360} {
			t.Run(fmt.Sprintf("%s %d", *scheme, width), func(t *testing.T) {
				v := open(t, nil, func(o *playwright.BrowserNewContextOptions) {
					o.ColorScheme = scheme
					o.Viewport = &playwright.Size{Width: width, Height: 800}
				})
				v.axe("untouched")

				v.mistake(keyPort, "70000")
				v.must(expect.Locator(v.problems(keyPort)).Not().ToHaveCount(0))
				v.openAll()
				v.axe("with problems")

				v.choose("sentinel")
				v.press("+ Add sentinel")
				v.must(expect.Locator(v.byID(keyNode(0, "host"))).ToBeVisible())
				v.openAll()
				v.axe("with sentinels")

				v.choose("single")
				v.connect(server.Host, server.Port)
				v.fill(keyPassword, "s3ssions")
				v.test("pass")
				v.axe("with a green report")

				v.fill(keyPassword, "wrong")
				v.test("fail")
				v.axe("with a red report")
			})
		}
	}
}

// openAll opens whatever can be folded, so that axe sees it.
func (v *visit) openAll() {
	v.Helper()
	_, err := v.page.Evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
	v.must(err)
}

// axe fails the test for each violation on the page as it is now.
func (v *visit) axe(state string) {
	v.Helper()
	source, err := os.ReadFile(filepath.Join(".playwright", "node_modules", "axe-core", "axe.min.js"))
	v.must(err)
	_, err = v.page.Evaluate(string(source) + "\n;undefined")
	v.must(err)
	answer, err := v.page.Evaluate(`async () => {
		const r = await axe.run(document, { resultTypes: ["violations", "passes"] });
		const nodes = (v) => v.nodes.map((n) => n.target.join(" ") + ": " + n.failureSummary);
		return JSON.stringify({
			passes: r.passes.length,
			violations: r.violations.map((v) => ({ id: v.id, help: v.help, nodes: nodes(v) })),
		});
	}`)
	v.must(err)
	var result struct {
		Passes     int
		Violations []struct {
			ID, Help string
			Nodes    []string
		}
	}
	v.must(json.Unmarshal([]byte(answer.(string)), &result))
	if result.Passes < 20 {
		v.Errorf("%s: axe passed only %d rules, so it looked at next to nothing", state, result.Passes)
	}
	for _, violation := range result.Violations {
		v.Errorf("%s: axe %s: %s\n  %s", state, violation.ID, violation.Help, strings.Join(violation.Nodes, "\n  "))
	}
}

// fitsScreen holds that nothing makes the page scroll sideways, and that every
// button and link is at least 24 pixels high (WCAG 2.2, 2.5.8), links within
// sentences excepted.
func (v *visit) fitsScreen() {
	v.Helper()
	answer, err := v.page.Evaluate(`() => {
		const width = document.documentElement.clientWidth;
		const wide = document.documentElement.scrollWidth > width
			? ["the page is " + document.documentElement.scrollWidth + " pixels wide, the screen " + width] : [];
		const small = [...document.querySelectorAll("button, input:not([type=radio]):not([type=checkbox]), select, textarea, summary")]
			.filter((e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length)
			.map((e) => [e, e.getBoundingClientRect()])
			.filter(([, r]) => r.height < 24 || r.width < 24)
			.map(([e, r]) => e.outerHTML.slice(0, 120) + " is " + r.width + " x " + r.height);
		return [...wide, ...small];
	}`)
	v.must(err)
	for _, complaint := range answer.([]any) {
		v.Errorf("on a phone: %v", complaint)
	}
}
