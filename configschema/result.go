package configschema

import "redis-wizard/configschema/phrase"

// Values maps Authelia's dotted keys to the text a person typed, for example
// "session.redis.port" to "6379". Node rows are numbered from 0:
// "session.redis.high_availability.nodes.0.host". The text may be invalid; it
// is kept as typed. An empty text means that the option is not set.
type Values map[string]string

// Kind is the way Authelia is to reach Redis.
type Kind string

// The kinds of set-up that the form offers.
const (
	Single   Kind = "single"   // one Redis server over TCP
	Socket   Kind = "socket"   // one Redis server through a unix socket
	Sentinel Kind = "sentinel" // a replicated set, found through Redis Sentinel
)

// known is the kind, or empty for what is none: the kind then follows from the
// values.
func (k Kind) known() Kind {
	switch k {
	case Single, Socket, Sentinel:
		return k
	}
	return ""
}

// Input is what Evaluate judges: form values or YAML, for one version of
// Authelia. With both empty, the configuration has no session.redis at all.
type Input struct {
	// Authelia is the target version: "4.39" (its newest patch), "4.38.10",
	// or empty for the newest.
	Authelia string
	// Kind says which of the form's values count. Values of the other kinds are
	// kept but neither judged nor written. Empty: every value counts, and the
	// kind follows from them. YAML always counts as a whole.
	Kind Kind
	// TLS is the form's switch for the tls section: "on" writes the section even
	// when every option in it is at its default, "off" leaves its values out but
	// keeps them. Empty: the section is on when one of its options is set.
	TLS Switch
	// Values are the texts of the form.
	Values Values
	// YAML is a whole configuration.yml, or a fragment that begins at session:
	// or at redis:. It is judged instead of Values when it is not empty.
	YAML string
	// Files are several of them, as Authelia takes them (--config a.yml,b.yml):
	// sections become one, and what a later file says about an option wins. They
	// are judged instead of YAML and Values when there is one.
	Files []File
	// Settings are options that were read from something else than a
	// configuration, a Redis URL for example. They count together with YAML or
	// Files, as a last file would.
	Settings []Setting
	// Environment are variables of Authelia's process. They count together with
	// YAML, Files and Settings, and win over them; without those, and without
	// Values, they are judged alone.
	Environment []Variable
	// Language is what the problems are told in. Authelia's own words stay as
	// they are.
	Language phrase.Language
}

// File is one configuration file by its name.
type File struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// Variable is one environment variable, AUTHELIA_SESSION_REDIS_HOST for example.
type Variable struct {
	Name, Value string
	// Elsewhere tells that the value is not known here, such as that of a
	// Kubernetes secretKeyRef. Value is not looked at then.
	Elsewhere bool
	// File and Line say where it was read, for problems; both may be absent.
	File string
	Line int
}

// Setting is the value of one option by its key, as in Values.
type Setting struct {
	Key, Value string
	// File and Line say where it was read, for problems; both may be absent.
	File string
	Line int
}

// Switch is a choice that a form makes beside its values.
type Switch string

// The positions of a Switch; empty leaves the matter to the values.
const (
	On  Switch = "on"
	Off Switch = "off"
)

// known is the switch, or empty for what is no position of it.
func (s Switch) known() Switch {
	switch s {
	case On, Off:
		return s
	}
	return ""
}

// Severity says how much a problem matters.
type Severity string

// The severities, from worst to mildest.
const (
	Error   Severity = "error"   // this version of Authelia refuses to start
	Warning Severity = "warning" // Authelia starts, but it will hurt
	Info    Severity = "info"    // the person is better off knowing
)

// Problem says what a person should change, and how.
type Problem struct {
	// Key is the option it concerns, with node numbers as in Values; empty when
	// it concerns the file as a whole.
	Key string
	// File is the name of the file that Line and Column are in, where there are
	// several inputs: one of Input.Files, or of Variable.File.
	File string
	// Line and Column point into the YAML that was given, counted from 1. They
	// are 0 for form values.
	Line, Column int
	Severity     Severity
	// Code is stable and documented: the id of a failure in the catalogue
	// ("B06"), or a short slug ("port-range").
	Code string
	// Message is Authelia's own wording where Authelia has one.
	Message string
	// Lang is "en" where the message is in Authelia's words though another
	// language was asked for: a page tells browsers and screen readers so.
	Lang string
	// Hint says what to do next.
	Hint string
	// Fix is set where one act mends the problem.
	Fix *Fix

	// message and hint become Message and Hint in the language of the input.
	// Where Authelia has words of its own, Message is set at once.
	message, hint phrase.Said
}

// say puts the problem into words.
func (p *Problem) say(l phrase.Language) {
	if p.message.Text != "" {
		p.Message = p.message.In(l)
	} else if l != nil {
		p.Lang = "en"
	}
	if p.hint.Text != "" {
		p.Hint = p.hint.In(l)
	}
	if p.Fix != nil && p.Fix.label.Text != "" {
		p.Fix.Label = p.Fix.label.In(l)
	}
}

// Fix is one act that mends a problem: set these values. An empty text takes
// the option out.
type Fix struct {
	Label string
	Set   Values

	label phrase.Said // becomes Label
}

// newFix makes a fix whose label has words in its places.
func newFix(label phrase.Text, set Values, words ...string) *Fix {
	return &Fix{Set: set, label: phrase.Of(label, words...)}
}

// use is the fix that puts a value in place of another.
func use(value string, set Values) *Fix { return newFix("Use {value}", set, "value", value) }

// Result is the answer to an Input.
type Result struct {
	// Authelia is the version judged for, as it was asked ("4.39").
	Authelia string
	// OK is true when no problem is an error.
	OK bool
	// Kind is the way Authelia would reach Redis with these values.
	Kind Kind
	// TLS tells whether Authelia would speak TLS with these values.
	TLS bool
	// Values are the form's values, or what was read from the YAML.
	Values Values
	// FromFile lists the secrets whose value Authelia reads from a file when it
	// starts (AUTHELIA_SESSION_REDIS_PASSWORD_FILE), or gets from elsewhere. They
	// are given, but not among the Values.
	FromFile []string
	// Fields lists the keys that this version knows and this kind uses, in the
	// order of the form; node options as "…nodes[].host".
	Fields []string
	// Problems come in the order of the form, errors first for one option.
	Problems []Problem
	// YAML is the configuration to use, beginning at "session:".
	YAML string

	version      Version
	settings     *settings // nil when session.redis is not configured, or ignored
	certificates string
}

// Config is what this version of Authelia would work with, defaults filled in.
// It is nil when there is an error, and when Redis is not configured at all.
func (r *Result) Config() *Config {
	if !r.OK || r.settings == nil {
		return nil
	}
	c := effective(r.settings, r.version)
	c.CertificatesDirectory = r.certificates
	return c
}
