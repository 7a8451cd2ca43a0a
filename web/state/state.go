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
	"redis-wizard/configschema/render"
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
	// Fresh is a form that nobody has touched: it does not complain yet.
	Fresh bool
	// Submitted tells that the form was checked without the script: what is wrong
	// then has the focus.
	Submitted bool
	// Rows are the numbers of rows in the form, by the paths of their lists.
	Rows map[string]int
	// Switched are the sections whose switches are on, by their paths. The switch of
	// the root that the chosen kind is for is the Input's as well: see Choose.
	Switched map[string]bool
	// Imported is what was found in the text that was brought, or nil.
	Imported *api.Imported
	// ImportText is the text in the import box, with its own line breaks.
	ImportText string
	// ImportRefusal says why it was not read; empty otherwise.
	ImportRefusal string
	Take
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

// Take is what the tabs of the result show.
type Take struct {
	// Chosen is the name of the chosen tab: TabFile or a format; empty for the first.
	Chosen string
	// Rendering is what the tab of a format shows; nil with other tabs.
	Rendering *render.Rendering
	// Merged is what the tab of the brought file shows; nil without a file.
	Merged *api.Merged
	// TakeRefusal says why the file could not be merged; empty otherwise.
	TakeRefusal string
}

// TabFile is the tab of the file that was brought.
const TabFile = "file"

// Tab is the name of the chosen tab.
func (t Take) Tab() string {
	if t.Chosen == TabFile || slices.ContainsFunc(render.Shapes, func(s render.Shape) bool { return string(s.Format) == t.Chosen }) {
		return t.Chosen
	}
	return string(render.YAML)
}

// Plan is what the part of the page about another version shows.
type Plan struct {
	// From and To are the versions as they were chosen; empty: from the form's
	// version to the newest.
	From, To string
	// Upgraded is the plan; nil when none was asked for.
	Upgraded *api.Upgraded
	// PlanRefusal says why there is none; empty otherwise.
	PlanRefusal string
}

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

// untouched tells whether there is nothing in the form yet.
func (s *State) untouched() bool {
	for _, value := range s.Input.Values {
		if value != "" {
			return false
		}
	}
	return s.Input.Kind == configschema.Single && s.Input.TLS == configschema.Off
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

// blankRows is how many rows each list of a new form has room for: a set of sentinels
// needs three.
const blankRows = 3

// Blank is the form as it is at first. It is fresh when nothing is in it yet: what
// was prefilled is judged at once.
func (f Form) Blank(l phrase.Language) (State, error) {
	blank := State{
		Input:      configschema.Input{Kind: configschema.Single, TLS: configschema.Off, Values: f.Prefill, Language: l},
		Neighbours: true, Fresh: len(f.Prefill) == 0, Kept: Kept{Prefill: f.Prefill},
	}
	err := f.countRows(&blank)
	for list := range blank.Rows {
		blank.Rows[list] = max(blank.Rows[list], blankRows)
	}
	if err != nil || blank.Fresh {
		return blank, err
	}
	prefilled, err := configschema.Evaluate(configschema.Input{Values: f.Prefill})
	if err != nil {
		return blank, err
	}
	blank.Input.Kind = prefilled.Kind
	blank.turn(authelia.RootFor(prefilled.Kind), prefilled.TLS)
	return blank, nil
}

// Judge evaluates the form, and makes what the chosen tab shows.
func (s *State) Judge(ctx context.Context) (err error) {
	in := s.Input
	if s.VersionRefusal != "" { // judged as the newest until it is mended
		in.Authelia = ""
	}
	read, err := api.Judge(ctx, s.ImportText, in)
	if err != nil {
		return err
	}
	s.Result = read.Result
	s.keep()
	return s.take(ctx, in)
}

// clone is the same state, of which nothing is shared that an action changes.
func (s State) clone() State {
	s.Input.Values, s.Rows, s.Switched = maps.Clone(s.Input.Values), maps.Clone(s.Rows), maps.Clone(s.Switched)
	if s.Input.Values == nil {
		s.Input.Values = configschema.Values{}
	}
	return s
}
