package configschema

import (
	"slices"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/effective"
	"redis-wizard/configschema/internal/decode"
	"redis-wizard/configschema/internal/form"
	"redis-wizard/configschema/internal/sources"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/unknown"
)

// Input is what Evaluate judges: form values or YAML, for one version of
// Authelia. With both empty, the configuration has no session.redis at all.
type Input struct {
	// Authelia is the target version: "4.39" (its newest patch), "4.38.10",
	// or empty for the newest.
	Authelia string
	// Kind says which of the form's values count. Values of the other kinds are
	// kept but neither judged nor written. Empty: every value counts, and the
	// kind follows from them. YAML always counts as a whole.
	Kind authelia.Kind
	// TLS is the form's switch for the tls section of the root that Kind belongs to:
	// "on" writes the section even when every option in it is at its default, "off"
	// leaves its values out but keeps them. Empty: the section is on when one of its
	// options is set.
	TLS Switch
	// Values are the texts of the form. What is not known here stands among them
	// under the name of its variable: see package unknown.
	Values authelia.Values
	// YAML is a whole configuration.yml, or a fragment that begins at session:
	// or at redis:. It is judged instead of Values when it is not empty.
	YAML string
	// Files are several of them, as Authelia takes them (--config a.yml,b.yml):
	// sections become one, and what a later file says about an option wins. They
	// are judged instead of YAML and Values when there is one.
	Files []sources.File
	// Settings are options that were read from something else than a
	// configuration, a Redis URL for example. They count together with YAML or
	// Files, as a last file would.
	Settings []sources.Setting
	// Environment are variables of Authelia's process. They count together with
	// YAML, Files and Settings, and win over them; without those, and without
	// Values, they are judged alone.
	Environment []sources.Variable
	// Contents are what variables stand for, by their names, where that is known here: what
	// is in the file that one names, for instance. It is judged, and written nowhere.
	Contents authelia.Values
	// Filters are what Authelia reads its files through, see IsFilter; those that
	// X_AUTHELIA_CONFIG_FILTERS among Environment names count where there are none.
	Filters []string
	// Partial tells that the rest of the configuration is elsewhere, so that no option is
	// missing.
	Partial bool
	// Language is what the problems are put into words in. Authelia's own words stay as
	// they are.
	Language phrase.Language
}

// Switch is a choice that a form makes beside its values.
type Switch string

// The positions of a Switch; empty leaves the matter to the values.
const (
	On  Switch = "on"
	Off Switch = "off"
)

// Turned is a switch in one of its two positions.
func Turned(on bool) Switch {
	if on {
		return On
	}
	return Off
}

// known is the switch, or empty for what is no position of it.
func (s Switch) known() Switch {
	if s == On || s == Off {
		return s
	}
	return ""
}

// Result is the answer to an Input.
type Result struct {
	// Authelia is the version judged for, as it was asked ("4.39").
	Authelia string `json:"authelia"`
	// OK is true when no problem is an error.
	OK bool `json:"ok"`
	// Kind is the way Authelia would reach Redis with these values.
	Kind authelia.Kind `json:"kind"`
	// TLS tells whether Authelia would speak TLS with these values.
	TLS bool `json:"tls"`
	// Values are the form's values, or what was read from the YAML.
	Values authelia.Values `json:"values"`
	// FromFile lists the options whose value Authelia reads from a file when it
	// starts (AUTHELIA_SESSION_REDIS_PASSWORD_FILE), or gets from elsewhere. They
	// are given, and stand among the Values under the names of their variables.
	FromFile []string `json:"from_file,omitempty"`
	// Unknown are those of FromFile whose value is not known here.
	Unknown []string `json:"-"`
	// Contents are those of the input that count, and those that were read.
	Contents authelia.Values `json:"contents,omitempty"`
	// Sources say for each value that was read, and for each of FromFile, in which file it
	// stands and on which line.
	Sources map[string]Source `json:"-"`
	// Fields lists the keys that this version knows and this kind uses, in the
	// order of the form; node options as "…nodes[].host".
	Fields []string `json:"fields"`
	// Problems come in the order of the form, errors first for one option.
	Problems []causes.Problem `json:"problems"`
	// YAML is the configuration to use, beginning at "session:".
	YAML string `json:"-"` // in the document among its outputs

	unlisted     int              // how many more problems there are
	asked        authelia.Version // may be newer than version, as which it is judged
	version      authelia.Version
	settings     *decode.Settings // nil when session.redis is not configured, or ignored
	certificates string
}

// Source is a place in a text that was given.
type Source struct {
	File string `json:"file"`
	Line int    `json:"line"`
}

// Config is what this version of Authelia would work with, defaults filled in.
// It is nil when there is an error, and when Redis is not configured at all.
func (r *Result) Config() *effective.Config {
	if !r.OK || r.settings == nil || r.UnknownAddress() != "" {
		return nil
	}
	c := effective.Effective(r.settings, r.version)
	c.CertificatesDirectory = r.certificates
	return c
}

// UnknownAddress is the first option of those without which nothing can be reached whose
// value is not known here; empty where all of them are.
func (r *Result) UnknownAddress() string {
	for _, key := range r.Unknown {
		switch authelia.Key(key).Option() {
		case authelia.KeyHost, authelia.KeyPort, authelia.KeySentinelName, authelia.KeyNodes, authelia.KeyNodeHost, authelia.KeyNodePort, authelia.HAPath:
			return key
		}
	}
	return ""
}

// Configured tells whether there is a session.redis that Authelia would use, once
// there is no error.
func (r *Result) Configured() bool { return r.settings != nil }

// In is the answer for a form whose options stand in a document: fields and output are
// those of the form, and what is wrong is what is wrong with the document.
func (r Result) In(document Result) Result {
	problems := slices.Clone(document.Problems)
	for _, p := range r.Problems {
		known := slices.ContainsFunc(problems, func(q causes.Problem) bool { return q.Key == p.Key && q.Code == p.Code })
		if !known && (p.Severity == causes.Error || p.Code == "socket-path") { // which the kind that was chosen says, and no document
			problems = append(problems, p)
		}
	}
	r.settings, r.certificates = document.settings, document.certificates
	r.FromFile, r.Unknown, r.Contents = document.FromFile, document.Unknown, document.Contents
	return r.With(problems)
}

// With is the answer with other problems.
func (r Result) With(problems []causes.Problem) Result {
	r.Problems = problems
	r.OK = !slices.ContainsFunc(problems, func(p causes.Problem) bool { return p.Severity == causes.Error })
	return r
}

// Counted are those of some values that the input's kind and TLS switch let through.
func (in Input) Counted(values authelia.Values) authelia.Values {
	out := authelia.Values{}
	for name, value := range values {
		key := name
		if o, _, stands := unknown.Of(name, value); stands {
			key = o.Key
		}
		if value == "" {
			continue
		}
		root := authelia.RootOf(key)
		switch {
		case root != nil && in.Kind != "" && !root.For(in.Kind, key):
		case root != nil && in.TLS == Off && authelia.Within(key, root.TLS()):
		default:
			out[name] = value
		}
	}
	root := authelia.RootFor(in.Kind)
	on := in.TLS == On && (in.Kind == "" || root.For(in.Kind, root.TLS()))
	if section := root.TLS(); on && section != "" && !form.HasPrefix(out, section+".") {
		i := slices.IndexFunc(root.Options, func(o authelia.Option) bool { return authelia.Within(o.Key, section) && o.Default != "" })
		if i >= 0 {
			out[root.Options[i].Key] = root.Options[i].Default
		}
	}
	return out
}
