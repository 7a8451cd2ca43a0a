// Package phrase keeps the words of a message apart from what was found, so that
// a message can be said in another language than English. It is for whoever has
// something to tell a person; the translations themselves are in web/locale.
//
// Every text that people read is a constant of the type Text. That is how the
// catalogue finds them all, and why none can be forgotten.
package phrase

import (
	"errors"
	"slices"
	"strings"
)

// Text is a text for people in English, with places in braces for what was
// found: "{option} must be one of {choices}". It is what the catalogue is looked
// up by.
type Text string

// Language translates: it gets a Text's English and returns the same in another
// language, places included, or the English when it has no translation. Nil is
// English.
type Language func(english string) string

// Say is a text with words in its places. The words come in pairs, name and word,
// and are put in as they are: a place in a word stays as it is, and so does one that no
// word is given for, for tests to stumble over.
func (l Language) Say(text Text, words ...string) string {
	said := string(text)
	if l != nil && said != "" {
		said = l(said)
	}
	switch len(words) / 2 { // most of what a page says has one place, or none
	case 0:
		return said
	case 1:
		return strings.ReplaceAll(said, "{"+words[0]+"}", words[1])
	}
	places := slices.Clone(words[:len(words)/2*2])
	for i := 0; i < len(places); i += 2 {
		places[i] = "{" + places[i] + "}"
	}
	return strings.NewReplacer(places...).Replace(said)
}

// And joins what there is all of: "a, b and c".
const And Text = "{items} and {last}"

// Join writes a list the way people do, by a text with a place for its {items},
// with commas between them, and one for the {last} of them. A list of one is that
// one.
func (l Language) Join(text Text, items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return l.Say(text, "items", strings.Join(items[:last], ", "), "last", items[last])
}

// Said is a text with its words, for where the language is not known yet.
type Said struct {
	Text  Text
	Words []string // in pairs, as for Say
}

// Of puts a text and its words together.
func Of(text Text, words ...string) Said { return Said{text, words} }

// In says it in a language.
func (s Said) In(l Language) string { return l.Say(s.Text, s.Words...) }

// String says it in English.
func (s Said) String() string { return s.In(nil) }

// Speaker is what can be said in any language: Said, and errors that are for
// people.
type Speaker interface {
	In(Language) string
}

// Error is an error for people.
type Error struct{ Said }

// New makes an error for people.
func New(text Text, words ...string) *Error { return &Error{Of(text, words...)} }

// Error is the error in English.
func (e *Error) Error() string { return e.String() }

// Explain says an error in a language: its own words where it is a Speaker or
// wraps one, otherwise what it says anyway.
func Explain(err error, l Language) string {
	var speaker Speaker
	if errors.As(err, &speaker) {
		return speaker.In(l)
	}
	return err.Error()
}
