package main

import (
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/playwright-community/playwright-go"
)

// conditions are the networks and processors that the page is loaded with.
var conditions = []struct {
	name             string
	kilobits, delay  int // a second, and milliseconds; 0 is loopback as it is
	slower           int // times
	usable, complete string
}{
	{"loopback", 0, 0, 1, "", ""},
	{"slow network (1.6 Mbit/s, 150 ms)", 1600, 150, 1, "1 s", ""},
	{"processor four times slower", 0, 0, 4, "", ""},
}

// browser measures cold starts and keystrokes in a real browser.
func browser(binary string) (chapter, error) {
	c := chapter{title: "In the browser", intro: "A cold start: an empty cache, until the first field can be filled in and is judged (by the server, until the module has\narrived), and until the module judges. Then 200 keystrokes, from the input event to the YAML on the page."}
	w, err := start(binary)
	if err != nil {
		return c, err
	}
	defer w.stop(syscall.SIGTERM)
	executable, err := exec.LookPath("chromium-headless-shell")
	if err != nil {
		return c, err
	}
	driver, err := filepath.Abs("e2e/.playwright")
	if err != nil {
		return c, err
	}
	pw, err := playwright.Run(&playwright.RunOptions{DriverDirectory: driver, SkipInstallBrowsers: true})
	if err != nil {
		return c, err
	}
	defer pw.Stop()
	chromium, err := pw.Chromium.Launch(playwright.BrowserTypeLaunchOptions{ExecutablePath: &executable, Args: []string{"--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"}})
	if err != nil {
		return c, err
	}
	defer chromium.Close()
	for _, condition := range conditions {
		var usable, complete []float64
		var evaluations, strokes []float64
		for range 3 {
			u, r, e, s, err := visit(chromium, w.origin, condition.kilobits, condition.delay, condition.slower)
			if err != nil {
				return c, fmt.Errorf("%s: %w", condition.name, err)
			}
			usable, complete, strokes = append(usable, u), append(complete, r), append(strokes, s...)
			evaluations = append(evaluations, e...)
		}
		slices.Sort(usable)
		slices.Sort(complete)
		slices.Sort(strokes)
		slices.Sort(evaluations)
		target := ""
		if condition.usable != "" {
			target = "usable within " + condition.usable
		}
		if condition.slower == 1 && condition.kilobits == 0 {
			target = "p95 of an evaluation under 4 ms"
		}
		c.rows = append(c.rows, row{condition.name, fmt.Sprintf("usable %.0f ms, module %.0f ms (medians of three); evaluation p50 %.1f ms, p95 %.1f ms; keystroke to YAML p50 %.1f ms, p95 %.1f ms",
			usable[1], complete[1], evaluations[len(evaluations)/2], evaluations[len(evaluations)*95/100], strokes[len(strokes)/2], strokes[len(strokes)*95/100]), target})
	}
	return c, nil
}

// visit is one cold start.
func visit(chromium playwright.Browser, origin string, kilobits, delay, slower int) (usable, complete float64, evaluations, strokes []float64, err error) {
	context, err := chromium.NewContext()
	if err != nil {
		return 0, 0, nil, nil, err
	}
	defer context.Close()
	page, err := context.NewPage()
	if err != nil {
		return 0, 0, nil, nil, err
	}
	session, err := context.NewCDPSession(page)
	if err != nil {
		return 0, 0, nil, nil, err
	}
	_, err1 := session.Send("Network.enable", nil)
	var err2 error
	if kilobits > 0 {
		bytes := kilobits * 1000 / 8
		_, err2 = session.Send("Network.emulateNetworkConditions", map[string]any{"offline": false, "latency": delay, "downloadThroughput": bytes, "uploadThroughput": bytes})
	}
	_, err3 := session.Send("Emulation.setCPUThrottlingRate", map[string]any{"rate": slower})
	if err := errors.Join(err1, err2, err3); err != nil {
		return 0, 0, nil, nil, err
	}
	began := time.Now()
	if _, err := page.Goto(origin+"/", playwright.PageGotoOptions{WaitUntil: playwright.WaitUntilStateCommit}); err != nil {
		return 0, 0, nil, nil, err
	}
	host := page.Locator(`[id="session.redis.host"]`)
	if _, err := page.WaitForFunction(`() => document.documentElement.classList.contains("js")`, nil); err != nil {
		return 0, 0, nil, nil, err
	}
	usable = float64(time.Since(began).Microseconds()) / 1000
	if _, err := page.WaitForFunction(`() => globalThis.redisWizard !== undefined`, nil, playwright.PageWaitForFunctionOptions{Timeout: playwright.Float(120_000)}); err != nil {
		return 0, 0, nil, nil, err
	}
	complete = float64(time.Since(began).Microseconds()) / 1000
	if err := host.Focus(); err != nil {
		return 0, 0, nil, nil, err
	}
	measured, err := page.Evaluate(`() => {
		const host = document.getElementById("session.redis.host"), yaml = document.getElementById("yaml");
		const input = { authelia: "4.39", kind: "single", tls: "on", values: { "session.redis.host": "redis.example.com", "session.redis.port": "6380", "session.redis.password": "it's a secret" } };
		const times = [], evaluations = [];
		for (let i = 0; i < 200; i++) {
			const began = performance.now();
			globalThis.redisWizard.evaluate(input);
			evaluations.push(performance.now() - began);
		}
		for (let i = 0; i < 200; i++) {
			host.value = "redis-" + i;
			const start = performance.now();
			host.dispatchEvent(new InputEvent("input", { bubbles: true }));
			if (!yaml.textContent.includes("redis-" + i)) return [[], []];
			times.push(performance.now() - start);
		}
		return [evaluations, times];
	}`)
	if err != nil {
		return 0, 0, nil, nil, err
	}
	both := measured.([]any)
	evaluations, strokes = numbers(both[0]), numbers(both[1])
	if len(strokes) != 200 {
		return 0, 0, nil, nil, fmt.Errorf("%d of 200 keystrokes reached the YAML", len(strokes))
	}
	return usable, complete, evaluations, strokes, nil
}

// numbers are those of a list from the browser, where whole ones are ints.
func numbers(list any) (out []float64) {
	for _, n := range list.([]any) {
		switch n := n.(type) {
		case float64:
			out = append(out, n)
		case int:
			out = append(out, float64(n))
		}
	}
	return out
}
