// Package state is the form of the page as a value, and what people do to it: actions,
// each of which makes another state of one. It knows neither requests nor pages, so that
// whoever shows the form does the same with it.
package state

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"redis-wizard/configschema"
	"redis-wizard/configschema/api"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/logs"
	"redis-wizard/configschema/phrase"
)

// State is the form: what was typed and chosen in it, and what came of the last action.
type State struct {
	// Input is the form as it was typed, with the language in which it is answered.
	Input configschema.Input
	// Result is the evaluation of Input.
	Result configschema.Result
	// VersionRefusal says that there is no such release of Authelia as was typed; empty
	// otherwise.
	VersionRefusal string
	// Fresh is a form that nobody has touched: it does not complain yet. Judge finds out.
	Fresh bool
	// Submitted tells that the form was checked without the script: what is wrong
	// then has the focus.
	Submitted bool
	// Rows are the numbers of rows in the form, by the paths of their lists.
	Rows map[string]int
	// Switched are the sections whose switches are on, by their paths. The switch of
	// the root that the chosen kind is for is the Input's as well: see Choose.
	Switched map[string]bool
	Seen
	Import
	Output
	Plan
	Kept
	// Log is the text of the log to explain, and Explained what it means; nil
	// when nothing was asked.
	Log       string
	Explained *logs.Log
	// CA is the text in the box for a private CA.
	CA string
	// Neighbours is the check box for trying near variants.
	Neighbours bool
	// Vantage is the place that a test is made from; empty for this server.
	Vantage string
	Test
	// Place is the part of the wizard that is shown: empty for the configuration, or
	// one of Places.
	Place string
	// Focus is the id of the element that has the focus after an action; empty where
	// that stays as it is.
	Focus string
	// Said is what an action tells people who do not see what it did, in the language
	// of the page; empty for nothing.
	Said string
}

// The places beside the configuration, by the names in their paths.
const (
	PlaceUpgrade = "upgrade"
	PlaceExplain = "explain"
)

// Places lists them.
var Places = []string{PlaceUpgrade, PlaceExplain}

// VersionChoices are listed once: a page asks for them with each of its fields.
var VersionChoices = sync.OnceValue(authelia.VersionChoices)

// Version is the target version as it is chosen in the form.
func (s State) Version() string {
	if s.Input.Authelia == "" {
		return VersionChoices()[0]
	}
	return strings.TrimPrefix(s.Input.Authelia, "v")
}

// Kind is the kind of set-up that is chosen in the form.
func (s State) Kind() configschema.Kind { return cmp.Or(s.Input.Kind, configschema.Single) }

// choose takes another kind of set-up, and with it the TLS switch of its root.
func (s *State) choose(kind configschema.Kind) {
	s.Input.Kind, s.Input.TLS = kind, configschema.Turned(s.Switched[authelia.RootFor(kind).TLS()])
}

// turn turns the TLS switch of a root on or off.
func (s *State) turn(root *authelia.Root, on bool) {
	if s.Switched == nil {
		s.Switched = map[string]bool{}
	}
	s.Switched[root.TLS()] = on
	s.choose(s.Kind())
}

// RefuseVersion tells whether no release of Authelia is meant by what was typed as one,
// and has the state say so.
func (s *State) RefuseVersion() bool {
	_, err := authelia.ParseVersion(s.Input.Authelia)
	if s.VersionRefusal = ""; err != nil {
		s.VersionRefusal = phrase.Explain(err, s.Input.Language)
	}
	return err != nil
}

// Form is what there is to know of a form beside its state.
type Form struct {
	// MaxRows is the largest number of rows in a list, of sentinels for instance.
	MaxRows int
	// Prefill is what the form shows at first.
	Prefill configschema.Values
}

// Blank is the form as it is at first. What was prefilled is judged at once.
func (f Form) Blank(l phrase.Language) (State, error) {
	blank := State{
		Input:      configschema.Input{Kind: configschema.Single, TLS: configschema.Off, Values: f.Prefill, Language: l},
		Neighbours: true, Kept: Kept{Prefill: f.Prefill},
	}
	if err := f.countRows(&blank); err != nil || len(f.Prefill) == 0 {
		return blank, err
	}
	blank.leave(Everything)
	prefilled, err := configschema.Evaluate(configschema.Input{Values: f.Prefill})
	if err != nil {
		return blank, err
	}
	blank.Input.Kind = prefilled.Kind
	blank.turn(authelia.RootFor(prefilled.Kind), prefilled.TLS)
	return blank, nil
}

// Judge evaluates the form, and makes what the place shows that somebody is at.
func (s *State) Judge(ctx context.Context) (err error) {
	in := s.Input
	if s.VersionRefusal != "" { // judged as the newest until it is mended
		in.Authelia = ""
	}
	read, err := api.Judge(ctx, s.Document(), in)
	if err != nil {
		return err
	}
	s.Result, s.Fresh = read.Result, s.untouched()
	s.DocumentForm, s.DocumentNotes = read.Form, read.Notes
	s.keep()
	s.Mergeable = len(read.Files) > 0 || read.HasChart()
	if s.Submitted && !s.Result.OK {
		s.Focus = s.firstError()
	}
	if err := s.review(ctx); err != nil {
		return err
	}
	switch s.Place {
	case PlaceUpgrade:
		return s.plan(ctx, in)
	case PlaceExplain:
		return s.explained(ctx)
	}
	return s.write(ctx, s.Document(), in)
}

// firstError is the key of the control that is to be corrected first; the verdict for
// what has no control.
func (s State) firstError() string {
	for _, p := range s.Result.Problems {
		if _, known := authelia.OptionOf(p.Key); known && p.Severity == configschema.Error && slices.Contains(s.Result.Fields, authelia.Key(p.Key).Option()) {
			return p.Key
		}
	}
	return Verdict
}

// clone is the same state, of which nothing is shared that an action changes.
func (s State) clone() State {
	s.Input.Values, s.Rows, s.Switched, s.Proposed = maps.Clone(s.Input.Values), maps.Clone(s.Rows), maps.Clone(s.Switched), maps.Clone(s.Proposed)
	if s.Input.Values == nil {
		s.Input.Values = configschema.Values{}
	}
	return s
}
