package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/playwright-community/playwright-go"

	"redis-wizard/connectivity"
	"redis-wizard/connectivity/redistest"
	"redis-wizard/web"
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

// TestOtherStatesAccessible looks with axe at what TestAccessible passes by: a test
// that runs, one that was refused, a draft that came back, the page of codes and
// an address where nothing is.
func TestOtherStatesAccessible(t *testing.T) {
	t.Parallel()
	looksOnly(t)
	// A test that runs for as long as axe looks: no server is that slow.
	waiting := func(o *web.Options) {
		o.ProbeDeadline = time.Minute
		o.Prober = proberFunc(func(ctx context.Context, target connectivity.Target, observe func(connectivity.StepEvent)) connectivity.Report {
			at := connectivity.Endpoint{Role: connectivity.RoleRedis, Address: "redis:6379", Origin: connectivity.Configured}
			observe(connectivity.StepEvent{ID: "e1", Endpoint: at, Step: connectivity.Step{Step: connectivity.StepResolve, Status: connectivity.Passed, Message: "redis is 192.0.2.1."}})
			<-ctx.Done()
			return connectivity.Report{}
		})
	}
	for _, scheme := range []*playwright.ColorScheme{playwright.ColorSchemeLight, playwright.ColorSchemeDark} {
		t.Run(string(*scheme), func(t *testing.T) {
			v := open(t, waiting, func(o *playwright.BrowserNewContextOptions) { o.ColorScheme = scheme })
			v.expected = append(v.expected, "ERR_ABORTED")
			v.fill(keyHost, "redis")
			v.press("Test connection")
			v.must(expect.Locator(v.byID("report-verdict")).ToBeVisible())
			v.axe("while a test runs")
			v.press("Cancel")

			_, err := v.page.WaitForFunction(`() => (sessionStorage.getItem("draft") ?? "").includes("host=")`, nil)
			v.must(err)
			_, err = v.page.Reload()
			v.must(err)
			v.ready()
			v.must(expect.Locator(v.byID("opened")).ToBeVisible())
			v.axe("with a draft that came back")

			v.openAll()
			v.fill("ca", "no certificate")
			v.expected = append(v.expected, "400")
			v.press("Test connection")
			v.must(expect.Locator(v.byID("refusal")).ToBeVisible())
			v.axe("with a refusal")

			for _, path := range []string{"/codes", "/nothing-here"} {
				v.expected = append(v.expected, "404")
				_, err := v.page.Goto(path)
				v.must(err)
				v.axe(path)
			}
		})
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

// TestPhone is the journey on a small touch screen: nothing is cut off, and what
// a finger must hit is large enough.
func TestPhone(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, redistest.Options{Password: "s3ssions"})
	v := open(t, nil, func(o *playwright.BrowserNewContextOptions) {
		o.Viewport = &playwright.Size{Width: 360, Height: 740}
		o.IsMobile = playwright.Bool(true)
		o.HasTouch = playwright.Bool(true)
		o.DeviceScaleFactor = playwright.Float(2)
	})
	v.secrets = []string{"s3ssions"}
	v.fitsScreen()
	v.fill(keyHost, server.Host)
	v.mistake(keyPort, "70000")
	v.must(expect.Locator(v.problems(keyPort)).Not().ToHaveCount(0))
	v.fitsScreen()
	v.must(v.problems(keyPort).GetByRole("button").First().Tap())
	v.hasValue(keyPort, "6379")
	v.connect(server.Host, server.Port)
	v.fill(keyPassword, "s3ssions")
	v.must(v.page.GetByRole("link", playwright.PageGetByRoleOptions{Name: "Test"}).Tap())
	v.must(expect.Locator(v.button("Test connection")).ToBeVisible())
	v.must(v.button("Test connection").Tap())
	v.must(expect.Locator(v.page.Locator("#report .report")).ToHaveAttribute("data-verdict", "pass"))
	v.fitsScreen()
	v.openAll()
	v.choose("sentinel")
	v.press("+ Add sentinel")
	v.fitsScreen()
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

// TestKeyboard fills in and tests without a pointer.
func TestKeyboard(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	v.must(v.page.Keyboard().Press("Tab"))
	skip := v.page.GetByRole("link", playwright.PageGetByRoleOptions{Name: "Skip to the form"})
	v.must(expect.Locator(skip).ToBeFocused())
	v.must(expect.Locator(skip).ToBeInViewport())
	v.must(v.page.Keyboard().Press("Enter"))

	v.focus(v.byID(keyHost))
	v.must(v.page.Keyboard().Type("redis"))
	v.yamlIs("session:\n  redis:\n    host: 'redis'\n")

	radio := v.page.Locator(`input[name="kind"][value="single"]`)
	v.focus(radio)
	v.must(v.page.Keyboard().Press("ArrowDown"))
	v.must(expect.Locator(v.page.Locator(`input[name="kind"][value="socket"]`)).ToBeChecked())

	// Enter checks the form; what is wrong then has the focus.
	v.choose("single")
	v.focus(v.byID(keyPort))
	v.must(v.page.Keyboard().Type("70000"))
	v.must(expect.Locator(v.byID(keyPort)).ToBeFocused())
	v.must(v.page.Keyboard().Press("Enter"))
	v.must(expect.Locator(v.byID("state")).ToBeFocused())
}
