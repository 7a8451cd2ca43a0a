package main

import (
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/playwright-community/playwright-go"
)

// conditions are the networks and processors that the page is loaded with.
var conditions = []struct {
	name      string
	kilobits  int // a second; 0 is loopback as it is
	roundTrip time.Duration
	slower    int // times
	target    string
}{
	{"loopback", 0, 0, 1, "p95 of an evaluation under 4 ms"},
	{"slow network (1.6 Mbit/s, 150 ms)", 1600, 150 * time.Millisecond, 1, "usable within 1 s"},
	{"processor four times slower", 0, 0, 4, ""},
}

// browser measures cold starts and keystrokes in a real browser.
func browser(binary string) (chapter, error) {
	c := chapter{title: "In the browser", intro: `A cold start has an empty cache and no connection yet; times count from the start of the navigation, by the page's own
clock. Usable: the page has been drawn, and what is typed is judged from here on. First judgement: from a keystroke at
that very moment to its YAML, by the server mostly. Module: it is there, and judges instead. Medians of five. Then, right
after the module has come, 100 keystrokes as fast as people type, one in 60 ms: the evaluation of each, and all of it from
the input event to the YAML on the page. At last 200 evaluations at one stretch.`}
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
	address := strings.TrimPrefix(w.origin, "http://")
	for _, condition := range conditions {
		var all visit
		hangUp := func() {}
		origin := w.origin
		if condition.kilobits > 0 {
			slow, err := newLine(address, condition.kilobits, condition.roundTrip)
			if err != nil {
				return c, err
			}
			defer slow.close()
			origin, hangUp = "http://"+slow.listener.Addr().String(), slow.hangUp
		}
		for range 5 {
			one, err := coldStart(chromium, origin, hangUp, condition.slower)
			if err != nil {
				return c, fmt.Errorf("%s: %w", condition.name, err)
			}
			all.add(one)
		}
		c.rows = append(c.rows, row{condition.name, all.String(), condition.target})
	}
	return c, nil
}

// visit is what was measured, in milliseconds: one or several of each.
type visit struct{ usable, judged, module, evaluations, strokes, burst []float64 }

func (v *visit) add(other visit) {
	v.usable = append(v.usable, other.usable...)
	v.judged = append(v.judged, other.judged...)
	v.module = append(v.module, other.module...)
	v.evaluations = append(v.evaluations, other.evaluations...)
	v.strokes = append(v.strokes, other.strokes...)
	v.burst = append(v.burst, other.burst...)
}

func (v *visit) String() string {
	at := func(times []float64, percent int) float64 {
		slices.Sort(times)
		return times[(len(times)-1)*percent/100]
	}
	return fmt.Sprintf("usable %.0f ms, first judgement %.0f ms, module %.0f ms; evaluation p50 %.1f ms, p95 %.1f ms; keystroke to YAML p50 %.1f ms, p95 %.1f ms; at one stretch p50 %.1f ms, p95 %.1f ms",
		at(v.usable, 50), at(v.judged, 50), at(v.module, 50), at(v.evaluations, 50), at(v.evaluations, 95), at(v.strokes, 50), at(v.strokes, 95), at(v.burst, 50), at(v.burst, 95))
}

// watch notes, in the page and by its clock, when it answers to typing. It types at
// that moment, and notes when that has been judged.
const watch = `(() => {
	const seen = globalThis.measured = {};
	const wired = new MutationObserver(() => {
		if (!document.documentElement.classList.contains("js")) return;
		wired.disconnect();
		seen.wired = performance.now();
		const host = document.getElementById("session.redis.host"), yaml = document.getElementById("yaml");
		new MutationObserver(() => {
			if (yaml.textContent.includes("first-stroke")) seen.judged ??= performance.now() - seen.wired;
		}).observe(yaml, { childList: true, characterData: true, subtree: true });
		host.value = "first-stroke";
		host.dispatchEvent(new InputEvent("input", { bubbles: true }));
	});
	wired.observe(document, { attributes: true, childList: true, subtree: true });
	let door; // the module puts itself here when it is ready
	Object.defineProperty(globalThis, "redisWizard", { configurable: true, get: () => door, set: (value) => {
		if (value) seen.module ??= performance.now();
		door = value;
	} });
})()`

// typing types as fast as people can, sixty milliseconds between two keys, and times
// what the page does for each: the evaluation, and all of it up to the YAML. Then it
// has the module evaluate at one stretch, which leaves the engine no time to make its
// code fast beside it.
const typing = `async () => {
	const host = document.getElementById("session.redis.host"), yaml = document.getElementById("yaml");
	const strokes = [], evaluations = [], burst = [];
	const module = globalThis.redisWizard, evaluate = module.evaluate;
	module.evaluate = (input) => {
		const began = performance.now();
		const result = evaluate(input);
		evaluations.push(performance.now() - began);
		return result;
	};
	for (let i = 0; i < 100; i++) {
		await new Promise((next) => setTimeout(next, 60));
		evaluations.length = i; // without those of the page's own warming up
		host.value = "redis-" + i;
		const start = performance.now();
		host.dispatchEvent(new InputEvent("input", { bubbles: true }));
		if (!yaml.textContent.includes("redis-" + i)) break;
		strokes.push(performance.now() - start);
	}
	evaluations.length = strokes.length;
	const input = { authelia: "4.39", kind: "single", tls: "on", values: { "session.redis.host": "redis.example.com", "session.redis.port": "6380", "session.redis.password": "it's a secret" } };
	for (let i = 0; i < 200; i++) {
		const began = performance.now();
		evaluate(input);
		burst.push(performance.now() - began);
	}
	const { wired, judged, module: came } = globalThis.measured;
	const drawn = performance.getEntriesByName("first-contentful-paint")[0].startTime;
	return { usable: [Math.max(wired, drawn)], judged: [judged], module: [came], evaluations, strokes, burst };
}`

// coldStart is one visit with an empty cache.
func coldStart(chromium playwright.Browser, origin string, hangUp func(), slower int) (v visit, err error) {
	context, err := chromium.NewContext()
	if err != nil {
		return v, err
	}
	defer context.Close()
	page, err := context.NewPage()
	if err != nil {
		return v, err
	}
	session, err := context.NewCDPSession(page)
	if err != nil {
		return v, err
	}
	// A browser in use keeps a process for the next page; this one starts it here.
	if _, err := page.Goto(origin + "/healthz"); err != nil {
		return v, err
	}
	hangUp()
	_, err1 := session.Send("Emulation.setCPUThrottlingRate", map[string]any{"rate": slower})
	err2 := page.AddInitScript(playwright.Script{Content: playwright.String(watch)})
	if err := errors.Join(err1, err2); err != nil {
		return v, err
	}
	if _, err := page.Goto(origin+"/", playwright.PageGotoOptions{WaitUntil: playwright.WaitUntilStateCommit}); err != nil {
		return v, err
	}
	arrived := playwright.PageWaitForFunctionOptions{Timeout: playwright.Float(120_000)}
	if _, err := page.WaitForFunction(`() => measured.module !== undefined && measured.judged !== undefined`, nil, arrived); err != nil {
		return v, err
	}
	answer, err := page.Evaluate(typing)
	if err != nil {
		return v, err
	}
	measured := answer.(map[string]any)
	v = visit{numbers(measured["usable"]), numbers(measured["judged"]), numbers(measured["module"]), numbers(measured["evaluations"]), numbers(measured["strokes"]), numbers(measured["burst"])}
	if len(v.strokes) != 100 {
		return v, fmt.Errorf("%d of 100 keystrokes reached the YAML", len(v.strokes))
	}
	return v, nil
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
