package e2e

import (
	"strconv"
	"strings"
	"testing"

	"github.com/playwright-community/playwright-go"

	"redis-wizard/connectivity/policy"
	"redis-wizard/connectivity/redistest"
	"redis-wizard/web"
)

// withoutScript is a visit with another server than the usual one, by a browser that runs
// no scripts.
func withoutScript(t *testing.T, server func(*web.Options)) *visit {
	t.Helper()
	v := begin(t, server, func(o *playwright.BrowserNewContextOptions) { o.JavaScriptEnabled = playwright.Bool(false) })
	v.expected = []string{".js: csp", "was preloaded using link preload but not used"}
	v.scriptless = true
	v.load()
	return v
}

// panelSays holds that the panel of the test says each of some texts.
func (v *visit) panelSays(texts ...string) {
	v.Helper()
	for _, text := range texts {
		v.must(expect.Locator(v.byID("tester")).ToContainText(text))
	}
}

// TestFiveVerdicts has real servers bring about each verdict: one sentence for all of
// them would be wrong four times out of five.
func TestFiveVerdicts(t *testing.T) {
	t.Parallel()
	redis := redistest.Start(t, redistest.Options{Password: "s3ssions"})
	v := withoutScript(t, func(o *web.Options) {
		o.Policy, o.AllowLoopback, o.ProbesPerMinute = policy.ForServer(true), true, 100
	})
	v.secrets = []string{"s3ssions", "a-slip"}

	// Nothing to test, and something that Authelia would not start with.
	v.press("Test connection")
	v.panelSays("Not tested: fix 1 error first")
	v.fill(keyHost, redis.Host)
	v.fill(keyPort, "70000")
	v.press("Test connection")
	v.panelSays("Not tested: fix 1 error first")
	v.must(expect.Locator(v.page.Locator("#untested a")).ToHaveAttribute("href", "#"+keyPort))
	v.must(expect.Locator(v.page.Locator("#report .report")).ToHaveCount(0))

	// Works.
	v.fill(keyPort, strconv.Itoa(redis.Port))
	v.fill(keyPassword, "s3ssions")
	v.press("Test connection")
	v.panelSays("Works", " checks · ", " ms")

	// Failed, with the value that it takes in its place.
	v.fill(keyPassword, "a-slip")
	v.press("Test again")
	v.panelSays("Connection failed — 1 thing to fix", "Authelia 4.39 would fail, too.", "Password refused", "Skipped (Authentication failed)")
	offered := v.byID("put." + keyPassword)
	v.must(expect.Locator(offered).ToHaveAttribute("type", "password"))
	v.must(offered.Fill("s3ssions"))
	v.press("Save and test again")
	v.panelSays("Works", " checks · ")
	v.hasValue(keyPassword, "s3ssions")

	// Could not be tested from here.
	v.fill(keyHost, "redis.invalid")
	v.press("Test again")
	v.panelSays("Could not be tested from here", "This says nothing about Authelia 4.39.", "docker run --rm --interactive --network ", "kubectl debug ", "redis-wizard probe --authelia 4.39 -")
	if text, err := v.byID("report").TextContent(); err != nil || strings.Contains(text, "would fail, too") {
		t.Errorf("a name that is unknown here is told as a failure: %s (%v)", text, err)
	}
}

// TestWorksWithWarnings: it works, and what will hurt is counted.
func TestWorksWithWarnings(t *testing.T) {
	t.Parallel()
	redis := redistest.Start(t, redistest.Options{})
	v := withoutScript(t, nil)
	v.connect(redis.Host, redis.Port)
	v.fill(keyPassword, "unneeded")
	v.press("Test connection")
	v.panelSays("Works, 1 warning · ", "A password that Redis does not ask for")
	v.must(expect.Locator(v.page.Locator("#warnings .finding")).ToHaveCount(1))
}

// TestOneFindingForThreeSentinels: one cause at three servers is one thing to fix, with one
// field for the value.
func TestOneFindingForThreeSentinels(t *testing.T) {
	t.Parallel()
	primary := redistest.Start(t, redistest.Options{})
	var sentinels []*redistest.Server
	for range 3 {
		sentinels = append(sentinels, redistest.StartSentinel(t, redistest.SentinelOptions{Primary: primary}))
	}
	v := withoutScript(t, nil)
	v.choose("sentinel")
	v.press("Show the options for this setup")
	v.fillSentinels(sentinels...)
	v.fill(keyName, "another")
	v.press("Test connection")
	v.panelSays("Connection failed — 1 thing to fix", "The sentinel does not know this group")
	v.must(expect.Locator(v.page.Locator("#to-fix .finding")).ToHaveCount(1))
	for _, s := range sentinels {
		v.must(expect.Locator(v.page.Locator("#to-fix .servers")).ToContainText(s.Addr))
	}
	v.must(v.byID("put." + keyName).Fill("mymaster"))
	v.press("Save and test again")
	v.panelSays("Works")
	v.hasValue(keyName, "mymaster")
}

// TestRateLimitIsTold: who tests too often is told when to come back, and what
// was typed is still there.
func TestRateLimitIsTold(t *testing.T) {
	t.Parallel()
	redis := redistest.Start(t, redistest.Options{})
	v := withoutScript(t, func(o *web.Options) { o.ProbesPerMinute = 1 })
	v.expected = append(v.expected, "429")
	v.connect(redis.Host, redis.Port)
	v.press("Test connection")
	v.panelSays("Works")
	v.press("Test again")
	v.must(expect.Locator(v.byID("refusal")).ToContainText("Too many tests. Try again in "))
	v.hasValue(keyHost, redis.Host)
}

// TestRateLimitKeepsTheReport: nor is the last report lost, or called another one.
func TestRateLimitKeepsTheReport(t *testing.T) {
	t.Parallel()
	redis := redistest.Start(t, redistest.Options{})
	v := open(t, func(o *web.Options) { o.ProbesPerMinute = 1 }, nil)
	v.expected = append(v.expected, "429")
	v.connect(redis.Host, redis.Port)
	v.test("pass")
	v.press("Test again")
	v.must(expect.Locator(v.byID("refusal")).ToContainText("Too many tests. Try again in "))
	v.must(expect.Locator(v.byID("cancel")).ToBeHidden())
	v.must(expect.Locator(v.page.Locator("#report .report")).ToHaveAttribute("data-verdict", "pass"))
	v.must(expect.Locator(v.byID("report-verdict")).ToBeVisible())
	v.isEarlier(false)
}

// TestSaveAndTestAgain: with the script a finding takes its value in its place too, and a
// report says when the form has changed since.
func TestSaveAndTestAgain(t *testing.T) {
	t.Parallel()
	redis := redistest.Start(t, redistest.Options{Password: "s3ssions"})
	v := open(t, nil, nil)
	v.secrets = []string{"s3ssions", "a-slip"}
	v.connect(redis.Host, redis.Port)
	v.fill(keyPassword, "a-slip")
	v.test("fail")
	v.must(v.byID("put." + keyPassword).Fill("s3ssions"))
	v.press("Save and test again")
	v.panelSays("Works · ")
	v.hasValue(keyPassword, "s3ssions")
	v.must(expect.Locator(v.byID("stale")).ToHaveCount(0))
	v.fill(keyPort, "7000")
	v.must(expect.Locator(v.byID("stale")).ToContainText("Out of date: you changed the form."))
}
