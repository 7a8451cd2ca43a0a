package views

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"sync"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/workshop"
)

// Assets are the URLs of what the page loads. Module and Glue are empty in a
// build without WebAssembly.
type Assets struct {
	Style, Script, Icon, Module, Glue string
	// Theme is the script that chooses the colours, on every page.
	Theme string
	// Workshop is the module that is loaded when it is first needed.
	Workshop string
	// Words are the translations for the module, and WorkshopWords those for the
	// workshop; empty on a page in English.
	Words, WorkshopWords string
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
	// Fresh is a form that nobody has touched: it does not complain yet.
	Fresh bool
	// Submitted tells that the form was checked without the script: what is wrong
	// then has the focus.
	Submitted bool
	// Blank is the form as it is at first, for whoever starts afresh.
	Blank Blank
	// Posted tells that the page is the answer to a form that was sent: it holds
	// the newest of what was typed.
	Posted bool
	// Largest is how many bytes each text in the form may have that is sent.
	Largest int64
	// Rows is the number of sentinel rows in the form.
	Rows int
	// Imported is what was found in the text that was brought, or nil.
	Imported *workshop.Imported
	// ImportText is the text in the import box, with its own line breaks.
	ImportText string
	// ImportRefusal says why it was not read; empty otherwise.
	ImportRefusal string
	Take
	Plan
	// Log is the text of the log to explain, and Explained what it means; nil
	// when nothing was asked.
	Log       string
	Explained *workshop.Explained
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

// kinds are the set-ups, in the order of the form.
var kinds = []struct {
	Kind           configschema.Kind
	Title, Explain phrase.Text
}{
	{configschema.Single, "Single server", "One Redis, reached by name and port."},
	{configschema.Socket, "Unix socket", "Redis on the same machine, through a file."},
	{configschema.Sentinel, "Sentinel", "A replicated set that fails over by itself."},
}

// sections are the groups of the form, in its order.
var sections = []struct {
	Section      configschema.Section
	ID           string // the key that problems of the group as a whole carry
	Title, Intro phrase.Text
}{
	{configschema.Server, "session.redis", "Address", ""},
	{configschema.Login, "", "Log-in", ""},
	{configschema.TLS, "session.redis.tls", "Encryption", ""},
	{configschema.Sentinels, "session.redis.high_availability", "Sentinel", ""},
	{configschema.Nodes, nodes, "Sentinel nodes", "Every sentinel of the set, at least three, each with its name or address. Authelia asks them where Redis is; they are not Redis servers themselves."},
	{configschema.Connection, "", "Connection", ""},
}

const nodes = "session.redis.high_availability.nodes"

// RowPlaceholder stands for the number of a row in the row's template.
const RowPlaceholder = "N"

// Versions are the choices of the version select, the asked one included.
func (p Page) Versions() []string {
	choices := versionChoices()
	if slices.Contains(choices, p.Version()) {
		return choices
	}
	return append([]string{p.Version()}, choices...)
}

// versionChoices are listed once: a page asks for them with each of its fields.
var versionChoices = sync.OnceValue(configschema.VersionChoices)

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
		return "{program}. What you type stays between your browser and this server: nothing is stored or logged, and nothing is asked of any other server but the Redis you test."
	}
	return "{program}. What you type stays between your browser and this server: nothing is stored or logged, and nothing is asked of any other server but the Redis you test and the place you test it from."
}

// Kind is the kind of set-up that is chosen in the form.
func (p Page) Kind() configschema.Kind {
	if p.Input.Kind == "" {
		return configschema.Single
	}
	return p.Input.Kind
}

// TLS tells whether the form's TLS switch is on.
func (p Page) TLS() bool { return p.Input.TLS == configschema.On }

// Controls are the fields of a section.
func (p Page) Controls(section configschema.Section, advanced bool) []Control {
	var out []Control
	for _, f := range configschema.Fields {
		if f.Section == section && f.Advanced == advanced {
			out = append(out, p.control(f, f.Key))
		}
	}
	return out
}

func (p Page) control(f configschema.Field, id string) Control {
	c := Control{Field: f, ID: id, Value: p.Input.Values[id], Problems: p.ProblemsAt(id)}
	c.Hidden = len(c.Problems) == 0 && !p.known(f.Key)
	c.Default, c.Defaults = p.defaults(f)
	return c
}

// usesTLS tells whether the kind of set-up can speak TLS at all. The section's
// fields come and go with its switch; the section itself stays.
func (p Page) usesTLS() bool {
	return slices.Contains(strings.Fields(tlsKinds()), string(p.Kind()))
}

// tlsKinds are the kinds of set-up that use one of the TLS options.
func tlsKinds() string {
	var names []string
	for _, k := range kinds {
		for _, f := range configschema.Fields {
			if f.Section == configschema.TLS && f.For(k.Kind) {
				names = append(names, string(k.Kind))
				break
			}
		}
	}
	return strings.Join(names, " ")
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
		version, err := configschema.ParseVersion(text)
		if err != nil {
			continue
		}
		for _, k := range kinds {
			do(text, k.Kind, f.DefaultIn(version, k.Kind))
		}
	}
}

// ProblemsAt are the problems of one key. An untouched form has none yet.
func (p Page) ProblemsAt(key string) []configschema.Problem {
	if p.Fresh || key == "" {
		return nil
	}
	var out []configschema.Problem
	for _, problem := range p.Result.Problems {
		if problem.Key == key {
			out = append(out, problem)
		}
	}
	return out
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
	for _, s := range sections {
		if s.ID == key && key != "" {
			return key, say(ctx, s.Title)
		}
	}
	f, ok := configschema.FieldOf(key)
	if !ok || strings.Contains(key, "[]") {
		return "", key
	}
	if row, ok := strings.CutPrefix(key, nodes+"."); ok {
		number, _, _ := strings.Cut(row, ".")
		i, err := strconv.Atoi(number)
		if err != nil || i >= p.Rows {
			return "", key
		}
		return key, say(ctx, numbered, "option", say(ctx, f.Label), "number", strconv.Itoa(i+1))
	}
	return key, say(ctx, f.Label)
}

// numbered is an option of one of several sentinels.
const numbered phrase.Text = "{option} {number}"
