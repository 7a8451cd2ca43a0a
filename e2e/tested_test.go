package e2e

import (
	"context"
	"fmt"
	"testing"

	"github.com/playwright-community/playwright-go"

	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity"
	"redis-wizard/connectivity/redistest"
	"redis-wizard/web"
)

// isEarlier holds whether the report says that it is about an earlier form.
func (v *visit) isEarlier(earlier bool) {
	v.Helper()
	note := expect.Locator(v.byID("stale"))
	if earlier {
		v.must(note.ToBeVisible())
	} else {
		v.must(note.ToBeHidden())
	}
}

// answering answers each test as soon as it is let, with what is given.
func answering(let <-chan struct{}, report connectivity.Report) func(*web.Options) {
	return func(o *web.Options) {
		o.Prober = proberFunc(func(ctx context.Context, target connectivity.Target, _ func(connectivity.StepEvent)) connectivity.Report {
			select {
			case <-let:
			case <-ctx.Done():
			}
			answer := report
			answer.Authelia, answer.Mode = target.Authelia, target.Mode
			return answer
		})
	}
}

// at once is an answer that nobody waits for.
func atOnce() <-chan struct{} {
	let := make(chan struct{})
	close(let)
	return let
}

// TestReportIsOfWhatWasTested: whatever a test depends on makes its report one of an
// earlier form when it is changed, and putting it back undoes that.
func TestReportIsOfWhatWasTested(t *testing.T) {
	t.Parallel()
	v := open(t, answering(atOnce(), connectivity.Report{Verdict: connectivity.Pass}), nil)
	v.fill(keyHost, "redis")
	v.test("pass")
	v.isEarlier(false)
	color := func() string {
		t.Helper()
		text, err := v.page.Evaluate(`getComputedStyle(document.querySelector("#report .verdict")).color`)
		v.must(err)
		return text.(string)
	}
	green := color()
	_, err := v.page.Evaluate(`() => {
		globalThis.told = 0;
		new MutationObserver((all) => { told += all.filter((r) => r.target.id === "stale" || [...r.addedNodes].some((n) => n.id === "stale")).length })
			.observe(document.getElementById("tester"), { subtree: true, childList: true, characterData: true });
	}`)
	v.must(err)
	v.must(v.byID(keyHost).PressSequentially("-prod"))
	v.isEarlier(true)
	if told, err := v.page.Evaluate("told"); err != nil || told != 1 {
		t.Errorf("typing five letters told %v times that the report is about an earlier form (%v), want once", told, err)
	}
	if color() == green {
		t.Error("a verdict on an earlier form is still green")
	}
	v.fill(keyHost, "redis")
	v.isEarlier(false)

	v.openAll()
	for _, change := range []struct {
		name     string
		do, undo func()
	}{
		{"port", func() { v.fill(keyPort, "6380") }, func() { v.fill(keyPort, "") }},
		{"CA", func() { v.fill("ca", "another") }, func() { v.fill("ca", "") }},
		{"kind", func() { v.choose("socket") }, func() { v.press("Undo") }},
		{"TLS", func() { v.must(v.byID("session.redis.tls").Check()) }, func() { v.must(v.byID("session.redis.tls").Uncheck()) }},
		{"version", func() { v.version("4.37") }, func() { v.version("4.39") }},
		{"preset", func() { v.press("Kubernetes + Sentinel") }, func() { v.press("Undo") }},
	} {
		change.do()
		v.isEarlier(true)
		change.undo()
		v.isEarlier(false)
		if t.Failed() {
			t.Fatalf("after the %s", change.name)
		}
	}
	// Near variants change nothing about the verdict.
	v.must(v.byID("neighbours").Check())
	v.isEarlier(false)

	v.fill(keyHost, "elsewhere")
	v.isEarlier(true)
	v.axe("with a report on an earlier form")
	v.test("pass")
	v.isEarlier(false)
}

// TestReportComesBack: starting afresh takes the report away, and Undo brings it back
// as what it was; a test that ran meanwhile has been broken off.
func TestReportComesBack(t *testing.T) {
	t.Parallel()
	let := make(chan struct{})
	v := open(t, answering(let, connectivity.Report{Verdict: connectivity.Pass}), nil)
	report := v.page.Locator("#report .report")
	v.fill(keyHost, "redis")
	v.press("Test connection")
	v.must(expect.Locator(report).ToHaveAttribute("data-verdict", "running"))
	v.press("Reset")
	v.must(expect.Locator(report).ToHaveCount(0))
	v.must(expect.Locator(v.byID("cancel")).ToBeHidden())
	v.press("Undo")
	v.hasValue(keyHost, "redis")
	v.must(expect.Locator(v.byID("cancel")).ToBeHidden())
}

// TestTypingWhileATestRuns: the verdict that comes then is about what the form held
// before.
func TestTypingWhileATestRuns(t *testing.T) {
	t.Parallel()
	let := make(chan struct{})
	v := open(t, answering(let, connectivity.Report{Verdict: connectivity.Pass}), nil)
	v.fill(keyHost, "redis")
	v.press("Test connection")
	v.must(expect.Locator(v.byID("cancel")).ToBeVisible())
	v.must(v.byID(keyHost).Press("End"))
	v.must(v.byID(keyHost).PressSequentially("2"))
	v.yamlIs("session:\n  redis:\n    host: 'redis2'\n")
	v.isEarlier(false) // a test that runs is not called old as well
	close(let)
	v.must(expect.Locator(v.page.Locator("#report .report")).ToHaveAttribute("data-verdict", "pass"))
	v.isEarlier(true)
	v.must(expect.Locator(v.byID(keyHost)).ToBeFocused())
}

// TestReportThatCameWithThePage is of a test that was started before the script ran.
func TestReportThatCameWithThePage(t *testing.T) {
	t.Parallel()
	v := open(t, answering(atOnce(), connectivity.Report{Verdict: connectivity.Pass}), nil)
	v.fill(keyHost, "redis")
	_, err := v.page.Evaluate(`() => {
		const form = document.getElementById("wizard");
		form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "action", value: "test" }));
		form.submit();
	}`)
	v.must(err)
	v.must(expect.Locator(v.page.Locator("#report .report")).ToHaveCount(1))
	v.ready()
	v.must(expect.Locator(v.page.Locator("#report .report")).ToHaveAttribute("data-verdict", "pass"))
	v.isEarlier(false)
	v.fill(keyHost, "redis2")
	v.isEarlier(true)
	v.fill(keyHost, "redis")
	v.isEarlier(false)
}

// TestFixOfEarlierForm: a fix takes a blank off the password, which somebody has
// taken off by hand meanwhile.
func TestFixOfEarlierForm(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, redistest.Options{Password: "s3ssions"})
	v := open(t, nil, nil)
	v.secrets = []string{"s3ssions"}
	v.connect(server.Host, server.Port)
	v.fill(keyPassword, "s3ssions ")
	v.test("fail")
	fix := v.page.Locator("#report .fix").First()

	v.fill(keyPassword, "s3ssions")
	v.isEarlier(true)
	v.must(fix.Click())
	v.isRefused()
	v.hasValue(keyPassword, "s3ssions")
	v.fill(keyPassword, "s3ssions ")
	v.isEarlier(false)
	v.must(fix.Click())
	v.hasValue(keyPassword, "s3ssions")
	v.isEarlier(true)

	v.press("Undo")
	v.isEarlier(false)
	v.must(fix.Click())
	v.test("pass")
	v.isEarlier(false)
}

// TestFixesOneAfterAnother: fixes of different options can all be applied; one that
// looks at what another has changed cannot.
func TestFixesOneAfterAnother(t *testing.T) {
	t.Parallel()
	report := connectivity.Report{Verdict: connectivity.Fail, Endpoints: []connectivity.EndpointReport{{ID: "e1"}}}
	for i, fix := range []causes.Fix{
		{Label: "Fix the port", Set: map[string]string{keyPort: "6380"}},
		{Label: "Trim the host", Cut: map[string][2]int{keyHost: {1, 0}}},
		{Label: "Copy the port", Copy: map[string]string{keyDatabase: keyPort}},
	} {
		report.Findings = append(report.Findings, causes.Problem{Code: fmt.Sprintf("F%d", i), Severity: causes.Error, Message: fix.Label, Fix: &fix})
	}
	v := open(t, answering(atOnce(), report), nil)
	v.fill(keyHost, "-redis")
	v.test("fail")
	v.press("Fix the port")
	v.hasValue(keyPort, "6380")
	v.press("Copy the port")
	v.isRefused()
	v.hasValue(keyDatabase, "")
	v.press("Trim the host")
	v.hasValue(keyHost, "redis")
	v.hasValue(keyPort, "6380")
	v.must(expect.Locator(v.byID("refusal")).ToBeHidden())

	// For another set-up none of them was meant.
	v.press("Undo")
	v.hasValue(keyHost, "-redis")
	v.choose("sentinel")
	v.press("Trim the host")
	v.isRefused()
}

// isRefused holds that a fix says why it is not carried out.
func (v *visit) isRefused() {
	v.Helper()
	v.must(expect.Locator(v.byID("refusal")).ToHaveText("The form has changed since the test, so this fix may no longer apply. Test again."))
}

// TestStartAfreshTakesTheReportAway, whether its test has ended or not.
func TestStartAfreshTakesTheReportAway(t *testing.T) {
	t.Parallel()
	let := make(chan struct{})
	v := open(t, answering(let, connectivity.Report{Verdict: connectivity.Pass}), nil)
	v.expected = []string{"ERR_ABORTED"}
	report := v.page.Locator("#report .report")
	v.fill(keyHost, "redis")
	v.press("Test connection")
	v.must(expect.Locator(report).ToHaveAttribute("data-verdict", "running"))
	v.press("Reset")
	v.must(expect.Locator(report).ToHaveCount(0))
	v.must(expect.Locator(v.byID("cancel")).ToBeHidden())

	close(let)
	v.fill(keyHost, "redis")
	v.test("pass")
	v.press("Reset")
	v.must(expect.Locator(report).ToHaveCount(0))
	v.must(expect.Locator(v.byID("report")).ToBeEmpty())
	v.isEarlier(false)
}

// TestOutcomeInView: on a small screen, too, whoever starts a test sees that it runs
// and how it ends.
func TestOutcomeInView(t *testing.T) {
	t.Parallel()
	for _, window := range []playwright.Size{{Width: 360, Height: 640}, {Width: 375, Height: 667}, {Width: 320, Height: 256}} {
		t.Run(fmt.Sprintf("%d x %d", window.Width, window.Height), func(t *testing.T) {
			let := make(chan struct{})
			v := open(t, answering(let, connectivity.Report{Verdict: connectivity.Warn, Findings: []causes.Problem{{Code: "W1", Severity: causes.Warning, Message: "Look at this."}}}), func(o *playwright.BrowserNewContextOptions) {
				o.Viewport = &window
			})
			v.fill(keyHost, "redis")
			v.press("Test connection")
			v.outcomeIsInView("running")
			v.must(expect.Locator(v.byID("cancel")).ToBeVisible())
			_, err := v.page.Evaluate("() => scrollTo(0, 0)") // as somebody does who waits
			v.must(err)
			close(let)
			v.outcomeIsInView("warn")
			v.must(expect.Locator(v.byID("test")).ToBeFocused())
		})
	}
}

// outcomeIsInView holds that the whole verdict can be seen, under no bar.
func (v *visit) outcomeIsInView(verdict string) {
	v.Helper()
	v.must(expect.Locator(v.page.Locator(`#report [data-verdict="` + verdict + `"] > .verdict`)).ToBeVisible())
	if _, err := v.page.WaitForFunction(`() => {
		const verdict = document.querySelector("#report .verdict");
		const { left, top, bottom } = verdict.getBoundingClientRect();
		return [top + 2, bottom - 2].every((y) => verdict.contains(document.elementFromPoint(left + 20, y)));
	}`, nil); err != nil {
		v.Errorf("the verdict %q is not in view", verdict)
	}
}

// TestDoubleClick on the button leaves the focus on what the keyboard needs next.
func TestDoubleClick(t *testing.T) {
	t.Parallel()
	let := make(chan struct{})
	v := open(t, answering(let, connectivity.Report{Verdict: connectivity.Pass}), nil)
	v.fill(keyHost, "redis")
	v.must(v.byID("test").Dblclick())
	v.must(expect.Locator(v.byID("test")).ToHaveAttribute("aria-disabled", "true"))
	v.must(expect.Locator(v.byID("cancel")).ToBeVisible())
	close(let)
	v.must(expect.Locator(v.page.Locator("#report .report")).ToHaveAttribute("data-verdict", "pass"))
	v.must(expect.Locator(v.byID("cancel")).ToBeHidden())
	v.must(expect.Locator(v.byID("test")).ToBeFocused())
	if tests := v.asked("POST", "/report?lang=en"); tests != 1 {
		t.Errorf("a double click made %d tests", tests)
	}
}
