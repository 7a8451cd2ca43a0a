package views

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"redis-wizard/configschema"
	"redis-wizard/configschema/api"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/logs"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/unknown"
)

// Assets are the URLs of what the page loads. Module and Worker, which runs it, are
// empty in a build without WebAssembly.
type Assets struct {
	Style, Script, Icon, Module, Worker string
	// Theme is the script that chooses the colours, on every page.
	Theme string
	// Words are the translations for the module; empty on a page in English.
	Words string
}

// static are the assets of a page without the form, which the script is for.
func (a Assets) static() Assets { return Assets{Style: a.Style, Icon: a.Icon, Theme: a.Theme} }

// Page is everything that the wizard's page shows.
type Page struct {
	Assets Assets
	// Wizard is the version of this program, for the footer.
	Wizard string
	// Input is the form as it was typed.
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
	// Blank is the JSON of the form as it is at first, for whoever starts afresh.
	Blank string
	// Posted tells that the page is the answer to a form that was sent: it holds
	// the newest of what was typed.
	Posted bool
	// Largest is how many bytes each text in the form may have that is sent.
	Largest int64
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
	// Log is the text of the log to explain, and Explained what it means; nil
	// when nothing was asked.
	Log       string
	Explained *logs.Log
	// CA is the text in the box for a private CA.
	CA string
	// Neighbours is the check box for trying near variants.
	Neighbours bool
	// Vantages are the other places that a test can be made from, and Vantage is
	// the chosen one; empty for this server.
	Vantages []string
	Vantage  string
	// Report is the answer of the connection test, or nil.
	Report *Report
	// Refusal says why the test that was asked for did not run; empty otherwise.
	Refusal string
}

// Versions are the releases to plan a change between, the asked one included.
func (p Page) Versions() []string {
	choices := versionChoices()
	if slices.Contains(choices, p.Version()) {
		return choices
	}
	return append([]string{p.Version()}, choices...)
}

// OtherRelease is the choice of a release that is typed.
const OtherRelease = "other"

// otherRelease is the release that was typed; empty for one of the list.
func (p Page) otherRelease() string {
	if slices.Contains(versionChoices(), p.Version()) {
		return ""
	}
	return p.Version()
}

// versionChoices are listed once: a page asks for them with each of its fields.
var versionChoices = sync.OnceValue(authelia.VersionChoices)

// Version is the target version as it is chosen in the form.
func (p Page) Version() string {
	if p.Input.Authelia == "" {
		return versionChoices()[0]
	}
	return strings.TrimPrefix(p.Input.Authelia, "v")
}

// promise says in the footer what becomes of what was typed, and who may learn it.
func (p Page) promise() phrase.Text {
	if len(p.Vantages) == 0 {
		return "{program}. Your input is not stored or logged. It is sent only to this server, and from there to the Redis you test."
	}
	return "{program}. Your input is not stored or logged. It is sent only to this server, to the vantage point you test from, and to the Redis you test."
}

// Kind is the kind of set-up that is chosen in the form.
func (p Page) Kind() configschema.Kind { return cmp.Or(p.Input.Kind, configschema.Single) }

// Choose takes another kind of set-up, and with it the TLS switch of its root.
func (p *Page) Choose(kind configschema.Kind) {
	p.Input.Kind, p.Input.TLS = kind, configschema.Turned(p.Switched[authelia.RootFor(kind).TLS()])
}

// Switch turns the TLS switch of a root on or off.
func (p *Page) Switch(root *authelia.Root, on bool) {
	if p.Switched == nil {
		p.Switched = map[string]bool{}
	}
	p.Switched[root.TLS()] = on
	p.Choose(p.Kind())
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

// eachDefault goes through a field's defaults, by version and kind.
func (p Page) eachDefault(f configschema.Field, do func(version string, kind configschema.Kind, value string)) {
	for _, text := range p.Versions() {
		version, err := authelia.ParseVersion(text)
		if err != nil {
			continue
		}
		for _, kind := range authelia.RootOf(f.Key).Kinds {
			do(text, kind, f.DefaultIn(version, kind))
		}
	}
}

// ProblemsAt are the problems of one key. An untouched form has none yet.
func (p Page) ProblemsAt(key string) []configschema.Problem {
	if p.Fresh || key == "" {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(p.Result.Problems), func(problem configschema.Problem) bool { return problem.Key != key })
}

// State is what the summary says: "fresh", "error", "warning" or "ok".
func (p Page) State() string {
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
