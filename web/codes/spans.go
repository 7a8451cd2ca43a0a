package codes

import (
	"regexp"

	"redis-wizard/configschema/phrase"
)

// Span is a piece of a text.
type Span struct {
	Kind Kind
	Text string
}

// Kind says what a Span is.
type Kind int

// The kinds of spans.
const (
	Plain     Kind = iota
	Literal        // written exactly so: `password`
	Place          // stands for what was found: {address}
	Reference      // another code: [A03]
)

var marks = regexp.MustCompile("`([^`]+)`" + `|\{([A-Za-z]+)\}|\[([A-F][0-9]{2}|[a-z]+(?:-[a-z]+)+)\]`)

// Spans takes a text in English apart: what stands in backquotes, what stands in
// brackets and is a code, and the places in the Catalogue's words.
func Spans[T ~string](text T) []Span { return SpansIn(nil, string(text)) }

// SpansIn does the same with what a text says in a language.
func SpansIn(l phrase.Language, text string) []Span {
	var spans []Span
	plain := func(s string) {
		if s != "" {
			spans = append(spans, Span{Plain, s})
		}
	}
	at := 0
	for _, m := range marks.FindAllStringSubmatchIndex(text, -1) {
		group := func(n int) string { return text[m[2*n]:m[2*n+1]] }
		var span Span
		switch {
		case m[2] >= 0:
			span = Span{Literal, group(1)}
		case m[4] >= 0:
			span = Span{Place, l.Say(placeName(group(2)))}
		default:
			if _, known := Find(group(3)); !known {
				continue
			}
			span = Span{Reference, group(3)}
		}
		plain(text[at:m[0]])
		spans = append(spans, span)
		at = m[1]
	}
	plain(text[at:])
	return spans
}
