package logs

import "strings"

// A rule says which codes a text leads to.
type rule struct {
	// codes are entries of the catalogue, the most probable first, with blanks
	// between them.
	codes string
	// source is who prints such a text; empty where several do. A line that was
	// plainly written by somebody else does not fulfil the rule.
	source string
	// common marks words that many programs print, so that they count only where
	// a line is about Redis.
	common  bool
	pattern pattern
}

func (r *rule) fits(source string) bool {
	switch {
	case r.source == "" || source == "" || r.source == source:
		return true
	case r.source == Redis:
		return source == Sentinel // one program, and one log
	}
	return false
}

// A pattern is a text to be found anywhere, in either case. In it, * stands for
// anything and {name} for anything that is worth telling; {name:} stands for
// nothing, and tells the word that begins there; {name#} is a number. ^ in front
// and $ at the end are the ends of the text.
type pattern struct {
	parts      []part // what must be there, one behind the other
	start, end bool
}

// A part is a piece of a pattern without gaps.
type part struct {
	text string
	// word is the name of the word that begins at offset at; empty for none.
	word string
	at   int
	// gap is the name of what stands between this part and the next one.
	gap string
}

func compile(text string) pattern {
	var p pattern
	text, p.start = strings.CutPrefix(text, "^")
	text, p.end = strings.CutSuffix(text, "$")
	text = lower(text) // names are in small letters anyway
	var current part
	for {
		i := strings.IndexAny(text, "*{")
		if i < 0 {
			current.text += text
			p.parts = append(p.parts, current)
			return p
		}
		current.text += text[:i]
		name, rest := "", text[i+1:]
		if text[i] == '{' {
			name, rest, _ = strings.Cut(rest, "}")
		}
		if word, begins := strings.CutSuffix(name, ":"); begins {
			current.word, current.at = word, len(current.text)
		} else {
			current.gap = name
			p.parts, current = append(p.parts, current), part{}
		}
		text = rest
	}
}

// match looks for the pattern in a text; small is the same text in small
// letters.
func (p pattern) match(text, small string) (details []Detail, ok bool) {
	at := 0
	tell := func(name, value string) {
		if value = tidy(value); value != "" {
			details = append(details, Detail{name, value})
		}
	}
	for i, part := range p.parts {
		found := strings.Index(small[at:], part.text)
		if found < 0 || i == 0 && p.start && found > 0 {
			return nil, false
		}
		if i == len(p.parts)-1 && p.end {
			if found = len(small) - len(part.text) - at; found < 0 || !strings.HasSuffix(small, part.text) || i == 0 && p.start && found > 0 {
				return nil, false
			}
		}
		if i > 0 && p.parts[i-1].gap != "" {
			name, value := p.parts[i-1].gap, text[at:at+found]
			if number, isNumber := strings.CutSuffix(name, "#"); isNumber {
				if name = number; value == "" || !digits(value) {
					return nil, false
				}
			}
			if part.text == "" {
				value = token(text[at:])
			}
			tell(name, value)
		}
		if part.word != "" {
			tell(part.word, token(text[at+found+part.at:]))
		}
		at += found + len(part.text)
	}
	return details, true
}

// token is the text up to what ends a word in an error message.
func token(s string) string {
	s = strings.TrimLeft(s, ` "'`)
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case ' ', '"', '\'', ',', '\n', ';', ')', '}':
			return strings.TrimRight(s[:i], ":.")
		}
	}
	return strings.TrimRight(s, ":.")
}

// maxDetail bounds what is taken out of a line.
const maxDetail = 200

func tidy(value string) string {
	value = strings.Trim(value, ` "'`+"`")
	value, _, _ = strings.Cut(value, " on ") // lookup NAME on SERVER
	if len(value) > maxDetail || strings.ContainsAny(value, "\n") {
		return ""
	}
	return value
}
