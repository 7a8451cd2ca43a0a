package e2e

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/playwright-community/playwright-go"

	"redis-wizard/connectivity"
	"redis-wizard/connectivity/redistest"
	"redis-wizard/web"
)

// proberFunc stands in for the real prober where no real server can be made to
// do what a test needs.
type proberFunc func(ctx context.Context, target connectivity.Target, observe func(connectivity.StepEvent)) connectivity.Report

func (f proberFunc) Probe(ctx context.Context, target connectivity.Target, observe func(connectivity.StepEvent)) connectivity.Report {
	return f(ctx, target, observe)
}

// set is two real sentinels with a primary and its replica.
func set(t *testing.T) (sentinels []*redistest.Server, primary *redistest.Server) {
	t.Helper()
	primary = redistest.Start(t, redistest.Options{})
	redistest.Start(t, redistest.Options{Args: []string{"--replicaof", primary.Host, strconv.Itoa(primary.Port)}})
	for range 2 {
		sentinels = append(sentinels, redistest.StartSentinel(t, redistest.SentinelOptions{Primary: primary}))
	}
	return sentinels, primary
}

// fillSentinels fills in a set of Sentinel, one row for each address.
func (v *visit) fillSentinels(sentinels ...*redistest.Server) {
	v.Helper()
	v.choose("sentinel")
	v.fill(keyName, "mymaster")
	for i, s := range sentinels {
		v.fill(keyNode(i, "host"), s.Host)
		v.fill(keyNode(i, "port"), strconv.Itoa(s.Port))
	}
}

// TestReportGrows shows what is known about a sentinel while another one, which
// accepts and says nothing, keeps the test waiting; and keeps it when the test
// is cancelled. What a person unfolds and focuses meanwhile stays so.
func TestReportGrows(t *testing.T) {
	t.Parallel()
	sentinels, primary := set(t)
	silent := listenSilently(t)
	v := open(t, nil, nil)
	v.expected = []string{"ERR_ABORTED"}
	v.fillSentinels(sentinels...)
	v.fill(keyNode(2, "host"), "127.0.0.1")
	v.fill(keyNode(2, "port"), strconv.Itoa(silent.port))
	v.must(v.page.Keyboard().Press("Control+Enter"))

	report := v.page.Locator("#report .report")
	good := report.Locator(`.line[data-endpoint="e1"]`)
	v.must(expect.Locator(good).ToHaveAttribute("data-status", "passed"))
	v.must(expect.Locator(report).ToHaveAttribute("data-verdict", "running"))
	v.must(expect.Locator(v.byID("cancel")).ToBeVisible())
	v.must(expect.Locator(report.Locator(`[data-copy]`)).ToHaveCount(0)) // nothing to copy yet
	v.must(expect.Locator(report.Locator(".line").Filter(playwright.LocatorFilterOptions{HasText: primary.Addr})).ToBeVisible())

	<-silent.accepted
	v.must(v.page.Keyboard().Press("Escape"))
	v.must(expect.Locator(v.byID("ended-note")).ToHaveText("Test cancelled. The results so far are below."))
	v.must(expect.Locator(v.byID("cancel")).ToBeHidden())
	v.must(expect.Locator(v.byID("test")).ToHaveText(regexp.MustCompile("^Test again")))
	v.must(expect.Locator(v.byID("report-verdict")).ToBeHidden()) // nothing runs any more
	<-silent.closed                                               // the server gave up, too
	v.must(expect.Locator(good).ToBeVisible())
	v.reportSays(sentinels[0].Addr)
}

// TestReportKeepsItsFolds puts views in faster than a person acts: what was
// folded stays folded, and the focus stays where it was.
func TestReportKeepsItsFolds(t *testing.T) {
	t.Parallel()
	more := make(chan connectivity.StepName)
	v := open(t, func(o *web.Options) {
		o.Prober = proberFunc(func(ctx context.Context, target connectivity.Target, observe func(connectivity.StepEvent)) connectivity.Report {
			e := connectivity.EndpointReport{ID: "e1", Endpoint: connectivity.Endpoint{Role: connectivity.RoleRedis, Address: "redis:6379"}}
			for name := range more {
				e.Steps = append(e.Steps, connectivity.Step{Step: name, Status: connectivity.Passed})
				observe(connectivity.StepEvent{ID: e.ID, Endpoint: e.Endpoint, Step: e.Steps[len(e.Steps)-1]})
			}
			return connectivity.Report{Verdict: connectivity.Pass, Authelia: target.Authelia, Mode: target.Mode, Endpoints: []connectivity.EndpointReport{e}}
		})
	}, nil)
	v.fill(keyHost, "redis")
	v.press("Test connection")
	more <- connectivity.StepResolve
	taken := v.page.Locator(`#report .line [data-status="passed"]`)
	v.must(expect.Locator(taken).ToHaveCount(1))
	options := v.byID("test-options")
	summary := options.Locator("summary")
	v.must(summary.Click())
	v.must(expect.Locator(options).ToHaveAttribute("open", ""))
	more <- connectivity.StepConnect
	v.must(expect.Locator(taken).ToHaveCount(2))
	v.must(expect.Locator(options).ToHaveAttribute("open", ""))
	v.must(expect.Locator(summary).ToBeFocused())
	close(more)
	v.must(expect.Locator(v.page.Locator("#report .report")).ToHaveAttribute("data-verdict", "pass"))
	v.must(expect.Locator(v.byID("cancel")).ToBeHidden())
	v.must(expect.Locator(options).ToHaveAttribute("open", ""))
	v.must(expect.Locator(summary).ToBeFocused())

	// Nor does what is typed later fold the report.
	steps := v.page.Locator("#report .step")
	v.must(v.page.Locator("#checks > summary").Click())
	v.must(expect.Locator(steps.First()).ToBeVisible())
	v.fill(keyPort, "7000")
	v.isEarlier(true)
	v.must(expect.Locator(steps.First()).ToBeVisible())
}

// TestSentinelPicture draws a real set: the sentinels, the primary that they
// announce, and what was reached, in shapes and in words. It is whole without a
// script, too.
func TestSentinelPicture(t *testing.T) {
	t.Parallel()
	sentinels, primary := set(t)
	for _, script := range []bool{true, false} {
		v := begin(t, nil, func(o *playwright.BrowserNewContextOptions) { o.JavaScriptEnabled = &script })
		v.load()
		if script {
			v.ready()
			v.fillSentinels(sentinels...)
		} else {
			v.expected = []string{".js: csp", "was preloaded using link preload but not used"}
			v.choose("sentinel")
			v.press("Apply")
			v.fillSentinels(sentinels...)
		}
		v.press("Test connection")
		v.must(expect.Locator(v.page.Locator("#report .report")).ToHaveAttribute("data-verdict", regexp.MustCompile("^(pass|warn)$")))
		v.must(v.page.Locator("#checks > summary").Click())
		v.must(v.page.Locator("#pictured > summary").Click())
		picture := v.page.GetByRole("img", playwright.PageGetByRoleOptions{Name: "The setup, as tested"})
		v.must(expect.Locator(picture).ToHaveCount(1)) // the other one is for other screens
		words, err := picture.Locator("desc").TextContent()
		v.must(err)
		for _, s := range sentinels {
			if want := "Sentinel " + s.Addr + ": passed; it announces " + primary.Addr + " as the primary."; !strings.Contains(words, want) {
				t.Errorf("the words lack %q: %s", want, words)
			}
		}
		if !strings.Contains(words, "Primary "+primary.Addr) {
			t.Errorf("the words lack the primary: %s", words)
		}
		// A line from each sentinel, and one to the replica.
		v.must(expect.Locator(picture.Locator(".edge")).ToHaveCount(len(sentinels) + 1))
		v.must(expect.Locator(v.page.Locator("#report .endpoint").Filter(playwright.LocatorFilterOptions{HasText: "named by " + sentinels[0].Addr}).First()).ToBeVisible())
		v.must(expect.Locator(v.page.GetByRole("img", playwright.PageGetByRoleOptions{Name: "Round trips of the pings"})).ToBeVisible())
		v.must(expect.Locator(v.page.Locator("#report-markdown")).ToContainText("## Latency"))
		v.must(expect.Locator(v.page.Locator("#report-json")).ToContainText(`"verdict"`))
	}
}

// TestCopyReport takes the report along as Markdown and as JSON.
func TestCopyReport(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, redistest.Options{Password: "s3ssions"})
	v := open(t, nil, clipboard(t))
	v.secrets = []string{"s3ssions"}
	v.connect(server.Host, server.Port)
	v.fill(keyPassword, "s3ssions")
	v.test("pass")
	copied := func(button, of string) string {
		t.Helper()
		v.press(button)
		v.must(expect.Locator(v.page.Locator(`#report [data-copy="` + of + `"][data-state="done"]`)).ToBeVisible())
		text, err := v.page.Evaluate("navigator.clipboard.readText()")
		v.must(err)
		if strings.Contains(text.(string), "s3ssions") {
			t.Errorf("the copy holds the password:\n%s", text)
		}
		return text.(string)
	}
	if text := copied("Copy as Markdown", "report-markdown"); !strings.HasPrefix(text, "# Redis connection test: Works\n") || !strings.Contains(text, "| Authentication | passed |") {
		t.Errorf("the Markdown is\n%s", text)
	}
	var report connectivity.Report
	if err := json.Unmarshal([]byte(copied("Copy as JSON", "report-json")), &report); err != nil || report.Verdict != connectivity.Pass || report.Endpoints[0].Address != server.Addr {
		t.Errorf("the JSON is %+v (%v)", report, err)
	}
}

// TestReportAccessible looks with axe at a report with everything in it, in both
// colour schemes, on a desk and on a phone, and keeps a picture of each.
func TestReportAccessible(t *testing.T) {
	t.Parallel()
	looksOnly(t)
	sentinels, _ := set(t)
	silent := listenSilently(t) // for an address where nothing good is
	for _, scheme := range []*playwright.ColorScheme{playwright.ColorSchemeLight, playwright.ColorSchemeDark} {
		for _, size := range []playwright.Size{{Width: 1280, Height: 2600}, {Width: 360, Height: 3600}} {
			v := open(t, nil, func(o *playwright.BrowserNewContextOptions) { o.ColorScheme, o.Viewport = scheme, &size })
			v.fillSentinels(sentinels...)
			v.fill(keyNode(2, "host"), "127.0.0.1")
			v.fill(keyNode(2, "port"), strconv.Itoa(silent.port))
			v.test("warn")
			v.axe("with the report on a set")
			v.keepPicture("report-" + string(*scheme) + "-" + strconv.Itoa(size.Width))
			v.openAll()
			v.axe("with the report unfolded")
			if size.Width < 400 {
				v.fitsScreen()
			}
		}
	}
}

// keepPicture leaves a picture of the report with the evidence.
func (v *visit) keepPicture(name string) {
	v.Helper()
	v.must(os.MkdirAll(".output", 0o755))
	path := filepath.Join(".output", name+".png")
	_, err := v.page.Locator("#tester").Screenshot(playwright.LocatorScreenshotOptions{Path: &path})
	v.must(err)
}
