package codes

import (
	"regexp"
	"strings"
	"unicode"
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

// Spans takes a text apart: what stands in backquotes, what stands in brackets
// and is a code, and the places in the Catalogue's words.
func Spans(text string) []Span {
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
			span = Span{Place, placeName(group(2))}
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

// placeNames are the places whose names in the code are not the words for
// people.
var placeNames = map[string]string{
	"passwordKey": "password option",
	"usernameKey": "user name option",
	"dialled":     "address",
	"refused":     "address",
	"start":       "first bytes",
	"mode":        "permissions",
	"median":      "time",
	"given":       "number",
	"tried":       "number",
	"now":         "time",
	"notAfter":    "date",
	"notBefore":   "date",
	"what":        "details",
	"remark":      "what was noticed about it",
	"kind":        "something else",
	"missing":     "path",
}

// placeName is the words for a place. A new one is made of its own name:
// {serverName} becomes "server name".
func placeName(name string) string {
	if words, ok := placeNames[name]; ok {
		return words
	}
	var b strings.Builder
	for _, r := range name {
		if unicode.IsUpper(r) {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
