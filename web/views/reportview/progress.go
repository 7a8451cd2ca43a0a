package reportview

import (
	"cmp"
	"slices"
	"strconv"

	"redis-wizard/configschema/phrase"
	"redis-wizard/connectivity"
	"redis-wizard/web/locale"
)

// chip is a step of a test that runs, in one word.
type chip struct{ title, status string }

// short are the steps in a word each.
var short = map[connectivity.StepName]phrase.Text{
	connectivity.StepResolve: "DNS", connectivity.StepPolicy: "policy", connectivity.StepConnect: "TCP", connectivity.StepTLS: "TLS",
	connectivity.StepRESP: "RESP", connectivity.StepAuth: "AUTH", connectivity.StepSelect: "SELECT", connectivity.StepIdentity: "handshake",
	connectivity.StepRole: "role", connectivity.StepPrimary: "primary", connectivity.StepGroup: "quorum", connectivity.StepCommands: "session",
	connectivity.StepLatency: "latency", connectivity.StepAudit: "settings",
}

func (r Report) short(name connectivity.StepName) string {
	if text, known := short[name]; known {
		return r.say(text)
	}
	return string(name)
}

// chips are the steps of an endpoint so far, and the one that is under way.
func (r Report) chips(e connectivity.EndpointReport) (chips []chip) {
	for _, s := range e.Steps {
		if s.Status != connectivity.Skipped {
			chips = append(chips, chip{r.short(s.Step), string(s.Status)})
		}
	}
	if next := r.next(e); next != "" {
		chips = append(chips, chip{r.short(next), string(Running)})
	}
	return chips
}

// next is the step that an endpoint is at; empty when it is through.
func (r Report) next(e connectivity.EndpointReport) connectivity.StepName {
	plan := r.Plans[e.ID]
	if len(e.Steps) >= len(plan) || slices.ContainsFunc(e.Steps, func(s connectivity.Step) bool { return s.Status == connectivity.Failed }) {
		return ""
	}
	return plan[len(e.Steps)]
}

// position says which step of how many it is; empty when an endpoint is through.
func (r Report) position(e connectivity.EndpointReport) string {
	if r.next(e) == "" {
		return ""
	}
	return r.say("step {number} of {all}", "number", strconv.Itoa(len(e.Steps)+1), "all", strconv.Itoa(len(r.Plans[e.ID])))
}

// isWaiting tells whether the primary is still to be named by the sentinels.
func (r Report) isWaiting() bool {
	return len(r.Endpoints) > 0 && !slices.ContainsFunc(r.Endpoints, func(e connectivity.EndpointReport) bool {
		return e.Role != connectivity.RoleSentinel
	})
}

// elapsed is how long it has been running, in seconds.
func (r Report) elapsed() string {
	return r.say("{time} s", "time", cmp.Or(r.Locale, locale.English).Number(strconv.FormatFloat(r.Elapsed.Seconds(), 'f', 1, 64)))
}
