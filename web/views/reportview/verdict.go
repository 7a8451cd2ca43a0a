package reportview

import (
	"strconv"
	"strings"

	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/phrase"
	"redis-wizard/connectivity"
)

// Headline is the verdict on a connection in a few words, with counts. It is one of five:
// works, works with warnings, failed, could not be tested from here, not tested.
func (r Report) Headline() string {
	errors, warnings := r.count(causes.Error), r.count(causes.Warning)
	switch r.Outcome() {
	case connectivity.Outcome(connectivity.Pass):
		return r.say("Works")
	case connectivity.Outcome(connectivity.Warn):
		return r.counted(warnings, "Works, with warnings", "Works, 1 warning", "Works, {count} warnings")
	case connectivity.Inconclusive:
		return r.say("Could not be tested from here")
	case connectivity.Untested:
		return r.counted(errors, "Not tested", "Not tested: fix 1 error first", "Not tested: fix {count} errors first")
	case connectivity.Unused:
		return r.say("Not tested: there is no Redis to connect to")
	case connectivity.Outcome(Running):
		return r.running()
	}
	return r.counted(errors, "Connection failed", "Connection failed — 1 thing to fix", "Connection failed — {count} things to fix")
}

func (r Report) running() string {
	if r.Vantage != "" {
		return r.say("Testing from {place}…", "place", r.Vantage)
	}
	return r.say("Testing from this server…")
}

// Meaning says what a verdict that is not good means for Authelia; empty for a good one.
func (r Report) Meaning() string {
	switch r.Outcome() {
	case connectivity.Outcome(connectivity.Fail):
		return r.say("Authelia {authelia} would fail, too.", "authelia", r.Authelia)
	case connectivity.Inconclusive:
		return r.say("This says nothing about Authelia {authelia}.", "authelia", r.Authelia)
	case connectivity.Untested:
		return r.say("Authelia {authelia} would not start with this configuration.", "authelia", r.Authelia)
	case connectivity.Unused:
		return r.say("With this configuration Authelia {authelia} uses no Redis.", "authelia", r.Authelia)
	}
	return ""
}

// Figures say how much was tested and how long it took; empty where nothing was.
func (r Report) Figures() string {
	checks, took := 0, strconv.FormatFloat(r.TookMS, 'f', 0, 64)
	for status, n := range r.statuses() {
		if status != connectivity.Skipped {
			checks += n
		}
	}
	if checks == 0 || r.Verdict == Running {
		return ""
	}
	return r.counted(checks, "", "1 check", "{count} checks") + " · " + r.say("{time} ms", "time", took)
}

// statuses count the steps of all endpoints by how they ended. What there was nothing to do
// for is not counted.
func (r Report) statuses() map[connectivity.Status]int {
	counts := map[connectivity.Status]int{}
	for _, e := range r.Endpoints {
		reached := true
		for _, s := range e.Steps {
			if s.Status != connectivity.Skipped || !reached {
				counts[s.Status]++
			}
			reached = reached && s.Status != connectivity.Failed
		}
	}
	return counts
}

// checks sums the steps up: "23 passed, 2 failed, 8 not reached".
func (r Report) checks() string {
	counts := r.statuses()
	var parts []string
	add := func(n int, text phrase.Text) {
		if n > 0 {
			parts = append(parts, r.say(text, "count", strconv.Itoa(n)))
		}
	}
	add(counts[connectivity.Passed], "{count} passed")
	add(counts[connectivity.Warned], "{count} with warnings")
	add(counts[connectivity.Failed], "{count} failed")
	add(counts[connectivity.Skipped], "{count} not reached")
	return strings.Join(parts, ", ")
}

// counted says something of a number.
func (r Report) counted(n int, none, one, many phrase.Text) string {
	switch n {
	case 0:
		return r.say(none)
	case 1:
		return r.say(one)
	}
	return r.say(many, "count", strconv.Itoa(n))
}
