// Package upgrade plans a change of Authelia's version for session.redis: what
// becomes available, what is ignored or deprecated, what breaks, and what to
// rewrite. Like configschema it does no I/O.
//
// Most of a plan is derived: the configuration is judged on both sides of every
// release at which something changed (path.go), and what one side says and the
// other does not is a step (derive.go). What no evaluation shows, such as the
// handshake of another go-redis, stands in one table (changes.go).
package upgrade

import (
	"cmp"
	"context"
	"slices"
	"sort"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/phrase"
)

// Plan is what a change of version means for one configuration.
type Plan struct {
	From  string `json:"from"`
	To    string `json:"to"`
	Steps []Step `json:"steps"`
	// Before and After judge the configuration as it stands, by either version.
	Before configschema.Result `json:"-"`
	After  configschema.Result `json:"-"`
	// Values are the configuration rewritten for the version To, and Rewritten
	// is the evaluation of that. Whatever both versions know is kept; what had to
	// go is named by a step with its key.
	Values    configschema.Values `json:"values"`
	Rewritten configschema.Result `json:"-"`

	// Environment and Filters are what counts beside the files.
	Environment []configschema.Variable `json:"-"`
	Filters     []string                `json:"-"`

	// Language is what the steps are in.
	Language phrase.Language `json:"-"`
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

// kinds is their order in a plan.
var kinds = []Kind{Breaks, Rewrite, Ignored, Changes, Available}

// Step is one thing to know or do.
type Step struct {
	Kind Kind `json:"kind"`
	// Since is the release that brings it, "4.38.10". On the way down it is the
	// release that is left behind.
	Since string `json:"since"`
	// Key is the option that it is about; empty for the whole.
	Key   string `json:"key,omitempty"`
	Title string `json:"title"`
	// Text says what it means for this configuration and what to do.
	Text string `json:"text"`
	// Set is what Values has otherwise than the configuration because of this
	// step; an empty text stands for an option that was taken out.
	Set configschema.Values `json:"set,omitempty"`
}

// MaxOptions is the most options of session.redis that are planned for. There
// are some twenty, and two for each sentinel.
const MaxOptions = 500

// ErrTooMany is returned for more than MaxOptions: a plan judges them a dozen
// times, and whatever has so many is no configuration.
var ErrTooMany error = phrase.New("session.redis has more than 500 options, which no configuration has; give a file with those that are meant")

// Make plans the change between two versions, up or down, for a configuration, for as
// long as somebody waits for it. The versions are written as in an Input, whose own
// Authelia does not count; the plan is in its language.
// The error is ErrTooMany, or one of configschema.Evaluate.
func Make(ctx context.Context, from, to string, in configschema.Input) (Plan, error) {
	m, err := walk(ctx, from, to, in)
	if err != nil {
		return Plan{}, err
	}
	plan := Plan{From: m.start.Authelia, To: m.end.Authelia, Before: m.start, After: m.end, Language: in.Language,
		Environment: in.Environment, Filters: in.Filters}
	edits, err := m.rewrite(ctx)
	if err != nil {
		return Plan{}, err
	}
	plan.Values, plan.Rewritten = edits.values, edits.result
	plan.Steps = edits.attach(m.steps())
	m.sort(plan.Steps)
	return plan, nil
}

// Needed tells whether something has to be written differently for the new
// version, or does not do any more what it did.
func (p Plan) Needed() bool {
	return p.has(Breaks) || p.has(Rewrite) || p.has(Ignored)
}

// Breaks tells whether the new version refuses the configuration as it stands
// for a reason that the old one did not have.
func (p Plan) Breaks() bool { return p.has(Breaks) }

// Unmended lists the errors that a rewriting cannot take away: those that the old
// version reports as well, and those for which nobody can tell what was meant.
// While there is one, Values are no configuration to use.
func (p Plan) Unmended() (out []configschema.Problem) {
	for _, problem := range p.After.Problems {
		if problem.Severity == configschema.Error && has(&p.Before, problem) {
			out = append(out, problem)
		}
	}
	reported := configschema.Result{Problems: out}
	for _, problem := range p.Rewritten.Problems {
		if problem.Severity == configschema.Error && !has(&reported, problem) {
			out = append(out, problem)
		}
	}
	return out
}

// Blocked tells whether the new version would refuse the rewritten configuration for
// a reason that the old one does not have. What both refuse is no reason to leave
// the rest as it is.
func (p Plan) Blocked() bool {
	return slices.ContainsFunc(p.Unmended(), func(problem configschema.Problem) bool {
		return problem.Key == "" || !has(&p.Before, problem) // without a key, it is about the file as a whole
	})
}

// Respelled lists the options whose text stays in Values but which the new
// version refuses as the file spells them, such as a date without quotes. To put
// Values into the file is not enough for them: they look the same.
func (p Plan) Respelled() (keys []string) {
	for _, problem := range p.After.Problems {
		value := p.Values[problem.Key]
		if problem.Severity == configschema.Error && value != "" && value == p.After.Values[problem.Key] && !has(&p.Rewritten, problem) && !slices.Contains(keys, problem.Key) {
			keys = append(keys, problem.Key)
		}
	}
	return keys
}

func (p Plan) has(kind Kind) bool {
	return slices.ContainsFunc(p.Steps, func(s Step) bool { return s.Kind == kind })
}

// sort puts the most urgent steps first, then those that are met first on the
// way, then the options in the order of the form.
func (m *move) sort(steps []Step) {
	place := func(key string) int {
		f, known := authelia.OptionOf(key)
		switch {
		case key == "":
			return -1
		case !known:
			return len(authelia.Options())
		}
		return slices.IndexFunc(authelia.Options(), func(o authelia.Option) bool { return o.Key == f.Key })
	}
	met := func(a, b Step) int {
		x, _ := authelia.ParseVersion(a.Since)
		y, _ := authelia.ParseVersion(b.Since)
		switch {
		case x == y:
			return 0
		case y.Since(x) == m.up:
			return -1
		}
		return 1
	}
	sort.SliceStable(steps, func(i, j int) bool {
		a, b := steps[i], steps[j]
		return cmp.Or(cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind)), met(a, b),
			cmp.Compare(place(a.Key), place(b.Key)), cmp.Compare(a.Key, b.Key)) < 0
	})
}
