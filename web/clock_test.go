package web

import (
	"cmp"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// mayLook are the places where tests may look at the clock, each with its
// reason: "file function rule".
var mayLook = map[string]string{
	"web/work_test.go TestWorkHasAnEnd measured":           "what is left of a deadline; a busy machine leaves less",
	"connectivity/redistest/server.go Eventually sleep":    "the one place that asks again and again for all tests",
	"connectivity/redistest/server.go awaitReady sleep":    "a process that starts has no event to wait for",
	"connectivity/redistest/server.go awaitReady deadline": "it gives up on a server that never answers",
	"deploy/namespace_test.go eventually sleep":            "as Eventually, for a module of its own",
	"deploy/namespace_test.go eventually deadline":         "it gives up on what never comes",
	"connectivity/bubble_test.go set measured":             "it is the deadline of connections in a bubble",
	"connectivity/hostile_helpers_test.go drip sleep":      "it runs in bubbles alone",
	"connectivity/deadline_test.go fullBacklog deadline":   "the kernel itself answers a dial at once, unless the queue is full, which is what is waited for",
}

// TestClocks holds that no test decides by the wall clock: not how fast
// something must be, not that something does not come, and not by a wait that
// only an idle machine keeps. Speed stands in benchmarks, which are not looked
// at, and neither is what runs in a bubble of testing/synctest, whose clock
// stands still while there is work to do.
func TestClocks(t *testing.T) {
	found, used := 0, map[string]bool{}
	for _, look := range looksAtTheClock(t, "..") {
		found++
		if place := look.place(); mayLook[place] != "" {
			used[place] = true
			continue
		}
		t.Errorf("%s:%d: %s (in %s): %s", look.file, look.line, look.text, look.function, clockRules[look.rule])
	}
	for place := range mayLook {
		if !used[place] {
			t.Errorf("%q is in the list of what may look at the clock, and does not", place)
		}
	}
	if found == 0 {
		t.Error("not even the places in the list were found")
	}
}

// looksAtTheClock reads all tests below a folder.
func looksAtTheClock(t *testing.T, root string) []look {
	t.Helper()
	var all []look
	for _, sources := range testSources(t, root) {
		looks, err := looksOf(sources)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, looks...)
	}
	slices.SortFunc(all, func(a, b look) int {
		return cmp.Or(strings.Compare(a.file, b.file), a.line-b.line)
	})
	return all
}

// TestLooksOf holds the rules to what they are for.
func TestLooksOf(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		want string // the rules, in order
	}{
		"since":                   {"if time.Since(began) > time.Second { panic(0) }", "measured"},
		"a variable":              {"took := time.Since(began); if x && took >= 4*limit { panic(0) }", "measured"},
		"a variable of a closure": {"var took time.Duration; f(func() { took = time.Since(began) }); if took < limit { panic(0) }", "measured"},
		"a difference":            {"took := time.Now().Sub(began); if limit < took { panic(0) }", "measured"},
		"by way of a function":    {"if took := measures(); took > limit { panic(0) }", "measured"},
		"in seconds":              {"if s := time.Since(began).Seconds(); s > 1 { panic(0) }", "measured"},
		"told, not compared":      {"log(time.Since(began))", ""},
		"a sleep":                 {"time.Sleep(time.Millisecond)", "sleep"},
		"a ticker":                {"for range time.Tick(limit) { }", "sleep"},
		"after a moment":          {"select { case <-c: case <-time.After(200 * time.Millisecond): }", "sleep"},
		"after a minute":          {"select { case <-c: case <-time.After(time.Minute): }", ""},
		"after a named minute":    {"select { case <-c: case <-time.After(long): }", ""},
		"after who knows":         {"select { case <-c: case <-time.After(limit): }", "sleep"},
		"a short context":         {"ctx, cancel := context.WithTimeout(ctx, 5*time.Second)", "deadline"},
		"a long context":          {"ctx, cancel := context.WithTimeout(ctx, 30*time.Second)", ""},
		"a short deadline":        {"c.SetReadDeadline(time.Now().Add(20 * time.Second))", "deadline"},
		"a long deadline":         {"c.SetDeadline(time.Now().Add(2 * time.Minute))", ""},
		"no deadline":             {"c.SetDeadline(time.Time{})", ""},
		"a loop of its own":       {"for time.Now().Before(end) { }", "deadline"},
		"and the other way":       {"if end.Before(time.Now()) { panic(0) }", "deadline"},
		"a short dial":            {"c, err := net.DialTimeout(n, a, time.Second)", "deadline"},
		"a bubble by its name":    {"inBubble(t, name, func(t *testing.T) { time.Sleep(limit) })", ""},
		"a bubble":                {"synctest.Test(t, func(t *testing.T) { time.Sleep(limit); if time.Since(began) > limit { panic(0) } })", ""},
	} {
		text := "package p\nconst long = 2 * time.Minute\nfunc measures() time.Duration { return time.Since(began) }\nfunc BenchmarkX(b *testing.B) { time.Sleep(limit) }\nfunc f() {\n" + c.body + "\n}\n"
		if _, err := parser.ParseFile(token.NewFileSet(), "", text, 0); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		looks, err := looksOf([]source{{"x_test.go", text}, {"bench_test.go", "package p\nfunc g() { time.Sleep(limit) }\n"}})
		if err != nil {
			t.Fatal(err)
		}
		var rules []string
		for _, l := range looks {
			rules = append(rules, l.rule)
			if l.line != 6 || l.function != "f" {
				t.Errorf("%s: found in %s, line %d", name, l.function, l.line)
			}
		}
		if got := strings.Join(rules, " "); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestModulesAreNotTimed: what runs the modules in node times them for the
// benchmark only.
func TestModulesAreNotTimed(t *testing.T) {
	files, err := filepath.Glob("../wasm/node/*.mjs")
	if err != nil || len(files) < 2 {
		t.Fatalf("%v: %v", files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, clock := range []string{"performance.now", "Date.now", "setTimeout"} {
			if filepath.Base(file) != "bench.mjs" && strings.Contains(string(text), clock) {
				t.Errorf("%s uses %s", file, clock)
			}
		}
	}
}
