package causes

import (
	"regexp"

	"redis-wizard/configschema/phrase"
)

// Span is a piece of a text.
type Span struct {
	Kind SpanKind
	Text string
}

// SpanKind says what a Span is.
type SpanKind int

// The kinds of spans.
const (
	Plain     SpanKind = iota
	Literal            // written exactly so: `password`
	Place              // stands for what was found: {address}
	Reference          // another code: [A03]
)

var marks = regexp.MustCompile("`([^`]+)`" + `|\{([A-Za-z]+)\}|\[([A-F][0-9]{2}|[a-z]+(?:-[a-z]+)+)\]`)

// SpansIn takes what a text says in a language apart: what stands in backquotes, what
// stands in brackets and is a code, and the places in the Catalogue's words.
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
