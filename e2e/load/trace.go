package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/playwright-community/playwright-go"
)

// task is one task of a page's main thread, in milliseconds: by the clock, and by the
// thread's own processor time, which does not count what the machine did meanwhile.
type task struct {
	clock, processor float64
	script           bool
}

// traceEvent is one of Chromium's, in microseconds.
type traceEvent struct {
	Name  string
	Phase string  `json:"ph"`
	PID   int     `json:"pid"`
	TID   int     `json:"tid"`
	Start float64 `json:"ts"`
	Clock float64 `json:"dur"`
	Own   float64 `json:"tdur"`
	Args  struct{ Name string }
}

// trace begins to trace a browser that has one page. What it returns ends that, and
// gives the tasks of the page's main thread. The page itself is told of tasks with a
// script in them alone (PerformanceObserver), and only of the clock.
func trace(chromium playwright.Browser) func() []task {
	session := must(chromium.NewBrowserCDPSession())
	var parts []any
	ended := make(chan struct{})
	session.On("Tracing.dataCollected", func(data map[string]any) { parts = append(parts, data["value"].([]any)...) })
	session.On("Tracing.tracingComplete", func(map[string]any) { close(ended) })
	must(session.Send("Tracing.start", map[string]any{"transferMode": "ReportEvents", "traceConfig": map[string]any{"includedCategories": []string{"toplevel", "devtools.timeline"}}}))
	return func() []task {
		must(session.Send("Tracing.end", nil))
		select {
		case <-ended:
		case <-time.After(time.Minute):
			panic("the browser's trace did not end within a minute")
		}
		check(session.Detach())
		var events []traceEvent
		check(json.Unmarshal(must(json.Marshal(parts)), &events))
		return tasks(events)
	}
}

// tasks are those of the busiest main thread of a page: browsers keep one more in
// reserve for the next.
func tasks(events []traceEvent) []task {
	type thread struct{ pid, tid int }
	of := map[thread][]traceEvent{}
	for _, e := range events {
		of[thread{e.PID, e.TID}] = append(of[thread{e.PID, e.TID}], e)
	}
	var main []traceEvent
	for _, own := range of {
		isMain := slices.ContainsFunc(own, func(e traceEvent) bool { return e.Name == "thread_name" && e.Args.Name == "CrRendererMain" })
		if isMain && len(own) > len(main) {
			main = own
		}
	}
	main = slices.DeleteFunc(main, func(e traceEvent) bool { return e.Phase != "X" })
	slices.SortFunc(main, func(a, b traceEvent) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.Clock, a.Clock))
	})
	var found []task
	end := 0.0 // of the task that is open; what begins before it is a part of it
	for _, e := range main {
		switch {
		case e.Start >= end && strings.HasSuffix(e.Name, "RunTask"):
			end = e.Start + e.Clock
			found = append(found, task{clock: e.Clock / 1000, processor: e.Own / 1000})
		case e.Start < end && (e.Name == "FunctionCall" || e.Name == "v8.evaluateModule" || e.Name == "EvaluateScript"):
			found[len(found)-1].script = true
		}
	}
	return found
}

// long says which tasks took longer than 50 ms.
func long(all []task) string {
	said := func(kind string, script bool) string {
		var clock, processor overlong
		for _, t := range all {
			if t.script == script {
				clock.count(t.clock)
				processor.count(t.processor)
			}
		}
		return fmt.Sprintf("tasks %s: over 50 ms of processor time %v, by the clock %v", kind, processor, clock)
	}
	return said("with script", true) + "; " + said("of the browser alone", false)
}

// overlong is how many times are over 50 ms, and the longest.
type overlong struct {
	over    int
	longest float64
}

func (o *overlong) count(time float64) {
	if time > 50 {
		o.over++
	}
	o.longest = max(o.longest, time)
}

func (o overlong) String() string { return fmt.Sprintf("%d (longest %.0f ms)", o.over, o.longest) }
