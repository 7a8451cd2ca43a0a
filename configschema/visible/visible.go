// Package visible tells which characters of other people's text may be shown as they
// are, and makes such a text fit to be shown: without what could steer a terminal, turn
// the direction of the words around it, or hide a part of it. It knows nothing of what the
// text is about, nor of secrets in it.
package visible

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Rune tells whether a character can be seen, the plain blank included: it is no control
// or formatting character, and no space of another kind.
func Rune(r rune) bool { return unicode.IsPrint(r) }

// All tells whether all of a text can be seen, and is UTF-8.
func All(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return !Rune(r) })
}

// Line makes one line of a text: one blank of every kind of space, and nothing of what
// cannot be seen.
func Line(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == utf8.RuneError || !Rune(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
}

// Words is Line with one blank between the words, and none around them.
func Words(text string) string { return strings.Join(strings.Fields(Line(text)), " ") }

// Escaped writes what cannot be seen as Go would in quotes. Line breaks proper stay.
func Escaped(text string) string {
	var out strings.Builder
	for _, r := range text {
		if r == '\n' || Rune(r) {
			out.WriteRune(r)
		} else {
			out.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
		}
	}
	return out.String()
}

// Clip cuts a text behind so many bytes, between two characters, and says that it did.
func Clip(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit] + "…"
}
