package logs

import (
	"regexp"
	"strings"
	"sync"
)

// A rule says which codes a text leads to.
type rule struct {
	// codes are entries of the catalogue, the most probable first, with blanks
	// between them.
	codes string
	// source is who prints such a text; empty where several do. A line that was
	// plainly written by somebody else does not fulfil the rule.
	source string
	// needs is how sure it must be that a line is about Redis: other programs print
	// some of the words, too.
	needs concern
	// urgency says what stands first among the explanations of a log.
	urgency urgency
	// when looks at what the pattern found; nil where that does not matter.
	when    func([]Detail) bool
	pattern pattern
}

func (r *rule) fits(source string) bool {
	return r.source == "" || source == "" || r.source == source ||
		r.source == Redis && source == Sentinel // one program, and one log
}

// A pattern is a text to be found anywhere, in either case. In it, * stands for
// anything and {name} for anything that is worth telling; {name:} stands for
// nothing, and tells the word that begins there; {name#} is a number. ^ in front
// and $ at the end are the ends of the text.
type pattern struct {
	expression func() *regexp.Regexp // of small letters; there are hundreds, so only what is asked for is compiled
	tells      []string              // the names of what its groups find, as they are written
	must       string                // its longest part without gaps: a text without it is no match
}

// A gap, in a pattern and in its quoted form.
var (
	gap       = regexp.MustCompile(`\*|\{[^}]*\}`)
	quotedGap = regexp.MustCompile(`\\\*|\\\{[^}]*\\\}`)
)

func compile(text string) pattern {
	text, start := strings.CutPrefix(text, "^")
	text, end := strings.CutSuffix(text, "$")
	text = lower(text) // names are in small letters anyway
	if open, ok := strings.CutSuffix(text, "}"); ok && !strings.HasSuffix(open, ":") {
		text = open + ":}" // nothing ends it
	}
	var p pattern
	for _, part := range gap.Split(text, -1) {
		if len(part) > len(p.must) {
			p.must = part
		}
	}
	expression := quotedGap.ReplaceAllStringFunc(regexp.QuoteMeta(text), func(gap string) string {
		name := strings.Trim(gap, `\*{}`)
		if name == "" {
			return `.*?`
		}
		p.tells = append(p.tells, name)
		switch name[len(name)-1] {
		case ':':
			return `()`
		case '#':
			return `([0-9]+?)`
		}
		return `(.*?)`
	})
	if start {
		expression = `\A` + expression
	}
	if end {
		expression += `\z`
	}
	p.expression = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?s)` + expression) })
	return p
}

// match looks for the pattern in a text; small is the same text in small
// letters.
func (p pattern) match(text, small string) (details []Detail, ok bool) {
	if !strings.Contains(small, p.must) {
		return nil, false
	}
	found := p.expression().FindStringSubmatchIndex(small)
	for i, name := range p.tells {
		if found == nil {
			break
		}
		value := text[found[2*i+2]:found[2*i+3]]
		if strings.HasSuffix(name, ":") {
			value = token(text[found[2*i+2]:])
		}
		if value = tidy(value); value != "" {
			details = append(details, Detail{strings.TrimRight(name, ":#"), value})
		}
	}
	return details, found != nil
}

// token is the text up to what ends a word in an error message.
func token(s string) string {
	s = strings.TrimLeft(s, ` "'`)
	if end := strings.IndexAny(s, " \"',\n;)}"); end >= 0 {
		s = s[:end]
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
