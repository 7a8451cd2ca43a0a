// Package causes has the one form of what is wrong: how much it matters, what it is,
// what to do next, and the fix where one act mends it. The evaluation of a configuration
// and the test of a connection both report it.
//
// It has the catalogue as well: the causes that a connection test can name, and an
// entry for each code with what people read about it. By what a cause is recognised is
// known where it is looked for.
package causes

import "redis-wizard/configschema/phrase"

// Severity says how much a problem matters.
type Severity string

// The severities, from worst to mildest.
const (
	Error   Severity = "error"   // this version of Authelia refuses to start, or could not keep sessions
	Warning Severity = "warning" // it starts and keeps them, but it will hurt
	Info    Severity = "info"    // the person is better off knowing
)

// Problem says what a person should change, and how.
type Problem struct {
	// Key is the option it concerns, with node numbers as in Values; empty when
	// it concerns the file as a whole.
	Key string `json:"key"`
	// File is the name of the file that Line and Column are in, where there are
	// several inputs: one of Input.Files, or of Variable.File.
	File string `json:"file,omitempty"`
	// Line and Column point into the YAML that was given, counted from 1. They
	// are 0 for form values.
	Line     int      `json:"line,omitempty"`
	Column   int      `json:"column,omitempty"`
	Severity Severity `json:"severity"`
	// Code is stable and documented: the id of a failure in the catalogue
	// ("B06"), or a short slug ("port-range").
	Code string `json:"code"`
	// Message is Authelia's own wording where Authelia has one.
	Message string `json:"message"`
	// Lang is "en" where the message is in Authelia's words though another
	// language was asked for: a page tells browsers and screen readers so.
	Lang string `json:"lang,omitempty"`
	// Plain says the same in our words, where the message is in Authelia's: which
	// option, what is allowed, what it is now. It is what people read first.
	Plain string `json:"plain,omitempty"`
	// Hint says what to do next.
	Hint string `json:"hint"`
	// Fix is set where one act mends the problem.
	Fix *Fix `json:"fix,omitempty"`
	// Endpoint is the id of the server that a connection test found it at; empty
	// when it concerns the deployment as a whole, or no test did.
	Endpoint string `json:"-"`

	// MessageText, PlainText and HintText become Message, Plain and Hint when the
	// problem is put into words. Where Authelia has words of its own, Message is
	// set at once, and PlainText instead of MessageText.
	MessageText phrase.Said `json:"-"`
	PlainText   phrase.Said `json:"-"`
	HintText    phrase.Said `json:"-"`
}

// Say puts the problem into words.
func (p *Problem) Say(l phrase.Language) {
	if p.MessageText.Text != "" {
		p.Message = p.MessageText.In(l)
	} else if l != nil {
		p.Lang = "en"
	}
	if p.PlainText.Text != "" {
		p.Plain = p.PlainText.In(l)
	}
	if p.HintText.Text != "" {
		p.Hint = p.HintText.In(l)
	}
	if p.Fix != nil && p.Fix.LabelText.Text != "" {
		p.Fix.Label = p.Fix.LabelText.In(l)
	}
}

// Fix is one act that mends a problem: set these options, by Authelia's dotted
// keys. An empty text takes the option out. The key of a whole section
// ("session.redis.high_availability") with an empty text says that nothing is to
// be left of it; its options are listed beside it.
//
// What is said to others holds no secret, so what concerns secrets is said without
// them: Copy gives options the value that another option had before the fix, and
// Cut takes characters off the ends of a value.
type Fix struct {
	Label string            `json:"label"`
	Set   map[string]string `json:"set"`
	// Copy maps an option to the one whose value it gets; two options that get
	// each other's value are swapped.
	Copy map[string]string `json:"copy,omitempty"`
	// Cut maps an option to how many characters to take off its beginning and
	// off its end.
	Cut map[string][2]int `json:"cut,omitempty"`

	// LabelText becomes Label when the problem is put into words.
	LabelText phrase.Said `json:"-"`
}

// NewFix makes a fix whose label has words in its places.
func NewFix(label phrase.Text, set map[string]string, words ...string) *Fix {
	return &Fix{Set: set, LabelText: phrase.Of(label, words...)}
}

// Use is the fix that puts a value in place of another.
func Use(value string, set map[string]string) *Fix { return NewFix("Use {value}", set, "value", value) }

// Cause is a row of a catalogue: one known cause of trouble, with its words.
type Cause struct {
	// Name is unique in its catalogue. Several causes can share a Code, where one
	// failure shows itself in several ways.
	Name string
	// Code is stable: the failure's id where it has one ("A03"), else a short slug.
	Code string
	// Title says in a few words what the matter is.
	Title    phrase.Text
	Severity Severity
	// Message and Hint say what is, and what to do next. They have places for what
	// was found, such as {address}.
	Message, Hint phrase.Text
}
