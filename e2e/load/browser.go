package main

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
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
	{"processor four times slower", 0, 0, 4, "no task over 50 ms"},
}

// browser measures cold starts and keystrokes in a real browser.
var browser = chapter{
	name: "browser", title: "In the browser",
	intro: `A cold start has an empty cache and no connection yet; times count from the start of the navigation, by the page's own
clock. Usable: the page has been drawn, and what is typed is judged from here on. First judgement: from a keystroke at
that very moment to its YAML, by the server mostly. Module: it runs in its worker, and judges instead. Then, right
after the module has come, 100 keystrokes as fast as people type, one in 60 ms: the evaluation of each, from the page to the
worker and back, and all of it from the input event to the YAML on the page. Medians of five visits. At last, of all five,
the tasks of the page's main thread over 50 ms, from the start to the last keystroke, by what Chromium traces of each: by
the clock, which counts what else the machine did meanwhile, and by the processor time of the task itself. Those with no
script in them are the browser's own work with HTML, styles, fonts and drawing.`,
	measure: func(binary string) []row {
		w := start(binary)
		defer w.stop()
		executable := must(exec.LookPath("chromium-headless-shell"))
		driver := must(filepath.Abs("e2e/.playwright"))
		pw := must(playwright.Run(&playwright.RunOptions{DriverDirectory: driver, SkipInstallBrowsers: true}))
		defer pw.Stop()
		chromium := must(pw.Chromium.Launch(playwright.BrowserTypeLaunchOptions{ExecutablePath: &executable, Args: []string{"--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"}}))
		defer chromium.Close()
		var rows []row
		for _, condition := range conditions {
			origin, hangUp := w.origin, func() {}
			if condition.kilobits > 0 {
				slow := newLine(strings.TrimPrefix(w.origin, "http://"), condition.kilobits, condition.roundTrip)
				defer slow.close()
				origin, hangUp = "http://"+slow.listener.Addr().String(), slow.hangUp
			}
			all := visit{times: map[string][]float64{}}
			for range 5 {
				all.add(coldStart(chromium, origin, hangUp, condition.slower))
			}
			rows = append(rows, row{condition.name, all.String(), condition.target})
		}
		return rows
	},
}

// visit is what was measured of one visit or several, in milliseconds.
type visit struct {
	times map[string][]float64 // by the names that watch gives them
	tasks []task
}

func (v *visit) add(other visit) {
	for name, times := range other.times {
		v.times[name] = append(v.times[name], times...)
	}
	v.tasks = append(v.tasks, other.tasks...)
}

func (v *visit) String() string {
	at := func(name string, percent int) float64 {
		times := slices.Sorted(slices.Values(v.times[name]))
		return times[(len(times)-1)*percent/100]
	}
	return fmt.Sprintf("usable %.0f ms, first judgement %.0f ms, module %.0f ms; evaluation p50 %.1f ms, p95 %.1f ms; keystroke to YAML p50 %.1f ms, p95 %.1f ms; %s",
		at("Usable", 50), at("Judged", 50), at("Module", 50), at("Evaluations", 50), at("Evaluations", 95), at("Strokes", 50), at("Strokes", 95), long(v.tasks))
}

// watch does the whole visit in the page and by its clock, so that nothing else gives
// its thread work. It notes when the page answers to typing, types at that moment, and
// notes when that has been judged. Once the module runs, it types as fast as people
// can, sixty milliseconds between two keys.
const watch = `(() => {
	const seen = { Usable: [], Judged: [], Module: [], Evaluations: [], Strokes: [] };

	let timed = false;
	const post = Worker.prototype.postMessage;
	Worker.prototype.postMessage = function (message) {
		if (timed && message.name === "evaluate") {
			const began = performance.now();
			this.addEventListener("message", function answered({ data }) {
				if (data.id !== message.id) return;
				seen.Evaluations.push(performance.now() - began);
				this.removeEventListener("message", answered);
			});
		}
		return post.call(this, message);
	};

	const until = (target, options, holds) => new Promise((done) => {
		if (holds()) return done();
		const observer = new MutationObserver(() => {
			if (!holds()) return;
			observer.disconnect();
			done();
		});
		observer.observe(target, options);
	});
	const root = () => document.documentElement;
	const type = async (text) => {
		const host = document.getElementById("session.redis.host"), yaml = document.getElementById("yaml");
		const began = performance.now();
		host.value = text;
		host.dispatchEvent(new InputEvent("input", { bubbles: true }));
		await until(yaml, { childList: true, characterData: true, subtree: true }, () => yaml.textContent.includes(text));
		return performance.now() - began;
	};

	(async () => {
		await until(document, { attributes: true, childList: true, subtree: true }, () => root()?.dataset.script === "running");
		const wired = performance.now();
		await new Promise((next) => setTimeout(next)); // a key is no part of the task that wired the page
		const running = until(root(), { attributes: true }, () => root().dataset.module === "running").then(() => seen.Module.push(performance.now()));
		seen.Judged.push(await type("first-stroke"));
		await running;
		timed = true;
		for (let i = 0; i < 100; i++) {
			await new Promise((next) => setTimeout(next, 60));
			seen.Strokes.push(await type("redis-" + i));
		}
		const drawn = performance.getEntriesByName("first-contentful-paint")[0].startTime;
		seen.Usable.push(Math.max(wired, drawn));
		globalThis.measured = JSON.stringify(seen);
	})();
})()`

// coldStart is one visit with an empty cache.
func coldStart(chromium playwright.Browser, origin string, hangUp func(), slower int) visit {
	context := must(chromium.NewContext())
	defer context.Close()
	page := must(context.NewPage())
	session := must(context.NewCDPSession(page))
	// A browser in use keeps a process for the next page; this one starts it here.
	must(page.Goto(origin + "/healthz"))
	hangUp()
	must(session.Send("Emulation.setCPUThrottlingRate", map[string]any{"rate": slower}))
	check(page.AddInitScript(playwright.Script{Content: playwright.String(watch)}))
	traced := trace(chromium)
	must(page.Goto(origin+"/", playwright.PageGotoOptions{WaitUntil: playwright.WaitUntilStateCommit}))
	// The driver's own way to ask would bring a script of its own into the page.
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		answer := must(session.Send("Runtime.evaluate", map[string]any{"expression": "globalThis.measured"}))
		if text, is := answer.(map[string]any)["result"].(map[string]any)["value"].(string); is {
			var v visit
			check(json.Unmarshal([]byte(text), &v.times))
			v.tasks = traced()
			return v
		}
	}
	panic("a visit did not end within two minutes")
}
