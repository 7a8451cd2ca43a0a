// Package upgrade plans a change of Authelia's version for session.redis: what
// becomes available, what is ignored or deprecated, what breaks, and what to
// rewrite. Like configschema it does no I/O.
package upgrade

import "redis-wizard/configschema"

// Plan is what a change of version means for one configuration.
type Plan struct {
	From  string `json:"from"`
	To    string `json:"to"`
	Steps []Step `json:"steps"`
	// Before and After judge the configuration as it stands, by either version.
	Before configschema.Result `json:"-"`
	After  configschema.Result `json:"-"`
	// Values are the configuration rewritten for the version To, and Rewritten
	// is the evaluation of that.
	Values    configschema.Values `json:"values"`
	Rewritten configschema.Result `json:"-"`
}

// Kind of a step.
type Kind string

// The kinds, from most to least urgent.
const (
	Breaks    Kind = "breaks"    // Authelia refuses to start unless this is rewritten
	Rewrite   Kind = "rewrite"   // to be written differently, and done so in Values
	Ignored   Kind = "ignored"   // an option of this configuration that has no effect any more
	Changes   Kind = "changes"   // the same text means something else, or a fault is mended
	Available Kind = "available" // an option that there is from now on
)

// Step is one thing to know or do.
type Step struct {
	Kind Kind `json:"kind"`
	// Since is the release that brings it, "4.38.10".
	Since string `json:"since"`
	// Key is the option that it is about; empty for the whole.
	Key   string `json:"key,omitempty"`
	Title string `json:"title"`
	// Text says what it means for this configuration and what to do.
	Text string `json:"text"`
}

// Make plans the change between two versions, up or down, for a configuration.
// The error is one of configschema.Evaluate.
func Make(from, to string, in configschema.Input) (Plan, error) {
	return Plan{From: from, To: to}, nil
}
