// Package phrase keeps the words of a message apart from what was found, so that
// a message can be said in another language than English. It is for whoever has
// something to tell a person; the translations themselves are in web/locale.
//
// Every text that people read is a constant of the type Text. That is how the
// catalogue finds them all, and why none can be forgotten.
package phrase

import (
	"errors"
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
// and are put in as they are: a place in a word stays as it is.
func (l Language) Say(text Text, words ...string) string {
	said := string(text)
	if l != nil && said != "" {
		said = l(said)
	}
	if len(words) == 0 {
		return said
	}
	return fill(said, words)
}

// fill leaves a place that no word is given for as it is, for tests to stumble
// over.
func fill(text string, words []string) string {
	var out strings.Builder
	for {
		before, rest, open := strings.Cut(text, "{")
		name, after, closed := strings.Cut(rest, "}")
		if !open || !closed {
			break
		}
		out.WriteString(before)
		word, known := lookUp(words, name)
		if !known {
			out.WriteByte('{')
			text = rest
			continue
		}
		out.WriteString(word)
		text = after
	}
	out.WriteString(text)
	return out.String()
}

func lookUp(words []string, name string) (string, bool) {
	for i := 0; i+1 < len(words); i += 2 {
		if words[i] == name {
			return words[i+1], true
		}
	}
	return "", false
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
// wraps one, otherwise what it says anyway. It is errors.As by hand, which would
// bring the browser's module 12 KB of reflection.
func Explain(err error, l Language) string {
	for e := err; e != nil; e = errors.Unwrap(e) {
		if speaker, ok := e.(Speaker); ok {
			return speaker.In(l)
		}
	}
	return err.Error()
}
