package views

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/a-h/templ"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/unknown"
	"redis-wizard/web/state"
)

// Page is everything that the wizard's page shows.
type Page struct {
	state.State
	Settings
	// Report is the report of the connection test, as package reportview draws it; nil
	// where there is none, and in the module, which leaves alone what is on the page.
	Report templ.Component
}

// Title is the title of the document.
func Title(ctx context.Context, _ Page) string { return say(ctx, "Redis wizard for Authelia") }

// Versions are the releases to plan a change between, the asked one included.
func (p Page) Versions() []string {
	choices := state.VersionChoices()
	if slices.Contains(choices, p.Version()) {
		return choices
	}
	return append([]string{p.Version()}, choices...)
}

// otherRelease is the release that was typed; empty for one of the list.
func (p Page) otherRelease() string {
	if slices.Contains(state.VersionChoices(), p.Version()) {
		return ""
	}
	return p.Version()
}

// promise says in the footer what becomes of what was typed, and who may learn it.
func (p Page) promise() phrase.Text {
	if len(p.Vantages) == 0 {
		return "{program}. Your input is not stored or logged. It is sent only to this server, and from there to the Redis you test."
	}
	return "{program}. Your input is not stored or logged. It is sent only to this server, to the vantage point you test from, and to the Redis you test."
}

func (p Page) control(f configschema.Field, id string) Control {
	c := Control{Field: f, ID: id, Value: p.Input.Values[id], Problems: p.ProblemsAt(id)}
	c.Hidden = len(c.Problems) == 0 && !p.known(f.Key)
	c.Default, c.Defaults = p.defaults(f)
	return c
}

// standIns are the variables among the values whose own values are not known here.
func (p Page) standIns() []string {
	_, stand := unknown.Split(p.Input.Values)
	return slices.Sorted(maps.Keys(stand))
}

// known tells whether the version has the option and the kind uses it.
func (p Page) known(key string) bool {
	return slices.Contains(p.Result.Fields, key)
}

// defaults gives the default that holds now, and, where it depends on the
// version or the kind, all of them as JSON: {"4.39 single":"6379",…}.
func (p Page) defaults(f configschema.Field) (now, all string) {
	differ := false
	p.eachDefault(f, func(version string, kind configschema.Kind, value string) {
		if version == p.Version() && kind == p.Kind() {
			now = value
		}
		differ = differ || value != f.Default
	})
	if !differ { // most of them: a table for each would be half of what a page allocates
		return now, ""
	}
	table := map[string]string{}
	p.eachDefault(f, func(version string, kind configschema.Kind, value string) {
		table[version+" "+string(kind)] = value
	})
	text, err := json.Marshal(table)
	if err != nil {
		return now, "" // a map of strings always has a JSON form
	}
	return now, string(text)
}

// releases are those of the list, read once: a page asks for them with each of its fields.
var releases = sync.OnceValue(func() map[string]configschema.Version {
	all := map[string]configschema.Version{}
	for _, text := range state.VersionChoices() {
		if version, err := authelia.ParseVersion(text); err == nil {
			all[text] = version
		}
	}
	return all
})

// eachDefault goes through a field's defaults, by version and kind.
func (p Page) eachDefault(f configschema.Field, do func(version string, kind configschema.Kind, value string)) {
	for _, text := range p.Versions() {
		version, listed := releases()[text]
		if !listed {
			var err error
			if version, err = authelia.ParseVersion(text); err != nil {
				continue
			}
		}
		for _, kind := range authelia.RootOf(f.Key).Kinds {
			do(text, kind, f.DefaultIn(version, kind))
		}
	}
}

// ProblemsAt are the problems of one key. An untouched form has none yet.
func (p Page) ProblemsAt(key string) (problems []configschema.Problem) {
	for _, problem := range p.Summary() {
		if problem.Key == key && key != "" {
			problems = append(problems, problem)
		}
	}
	return problems
}

// Verdict is what the summary says: "fresh", "error", "warning" or "ok".
func (p Page) Verdict() string {
	switch {
	case p.Fresh:
		return "fresh"
	case !p.Result.OK:
		return string(configschema.Error)
	}
	if slices.ContainsFunc(p.Result.Problems, func(problem configschema.Problem) bool { return problem.Severity == configschema.Warning }) {
		return string(configschema.Warning)
	}
	return "ok"
}

// Summary are the problems that the summary lists.
func (p Page) Summary() []configschema.Problem {
	if p.Fresh {
		return nil
	}
	return p.Result.Problems
}

// anchor is the id of the element that a problem's key is about, and the words
// for it; empty when the page has no such element.
func (p Page) anchor(ctx context.Context, key string) (id, label string) {
	for _, s := range sections() {
		if s.ID == key && key != "" {
			return key, s.title(ctx)
		}
	}
	f, ok := authelia.OptionOf(key)
	if !ok || strings.Contains(key, "[]") {
		return "", key
	}
	if row, ok := authelia.Key(key).Row(); ok {
		if row >= p.Rows[authelia.Key(key).List()] {
			return "", key
		}
		return key, say(ctx, numbered, "option", say(ctx, f.Label), "number", strconv.Itoa(row+1))
	}
	return key, say(ctx, f.Label)
}

// numbered is an option of one of several sentinels.
const numbered phrase.Text = "{option} {number}"
