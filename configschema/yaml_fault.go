package configschema

import (
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema/phrase"
)

// maxDepth bounds the nesting. yaml's own bound of 10000 levels exhausts the
// stack of a browser, which ends a WebAssembly module for good.
const maxDepth = 2000

// tooDeep looks for deep nesting before the parser recurses into it. Brackets
// in quotes count as well: nobody writes two thousand that are never closed.
func tooDeep(source string) (yamlFault, bool) {
	brackets, marks := 0, 0 // open brackets; "- - -" in one line
	line, start := 1, 0
	for i := 0; i < len(source); i++ {
		switch source[i] {
		case '[', '{':
			brackets++
		case ']', '}':
			brackets = max(brackets-1, 0)
		case '-', '?':
			if i+1 < len(source) && source[i+1] == ' ' {
				marks++
			}
		case '\n':
			marks, line, start = 0, line+1, i+1
		}
		if brackets+marks > maxDepth {
			return yamlFault{"yaml: nested more than " + strconv.Itoa(maxDepth) + " levels deep", line, i - start + 1}, true
		}
	}
	return yamlFault{}, false
}

// unreadableHint is for what there is nothing better to say about.
const unreadableHint phrase.Text = "Authelia cannot read any of the file until this is mended."

// A yamlFault is why Authelia cannot read the file at all.
type yamlFault struct {
	message      string
	line, column int
}

func (f yamlFault) problem() Problem {
	p := Problem{Line: f.line, Column: f.column, Severity: Error, Code: "yaml-syntax", Message: f.message,
		hint: phrase.Of(unreadableHint)}
	switch m := f.message; {
	case strings.Contains(m, "already defined"):
		p.Code, p.hint = "F10", phrase.Of("Keep one of the two. Authelia before 4.36 silently used the last one.")
	case strings.Contains(m, "cannot start any token"):
		p.hint = phrase.Of("YAML is indented with spaces, never with tabs, and a value that begins with %, @, ` or a tab stands in quotes.")
	case strings.Contains(m, "mapping values are not allowed"):
		p.hint = phrase.Of("A value that contains ': ' stands in single quotes. Otherwise look at the indentation of this line and the one above.")
	case strings.Contains(m, "unknown anchor"):
		p.hint = phrase.Of("A value that begins with * or & stands in single quotes.")
	case strings.Contains(m, "control characters"):
		p.hint = phrase.Of("There is an invisible character here. Delete it and type the value again.")
	case strings.Contains(m, "unknown escape"):
		p.hint = phrase.Of("Put the value in single quotes: a backslash then is just a backslash.")
	case strings.Contains(m, "end of stream"):
		p.hint = phrase.Of("A quote or a bracket is opened and never closed.")
	}
	return p
}

// locate finds the place that a message of yaml's parser speaks of. The number
// in the message is not always the line of the fault: yaml.v3 names the line
// where the enclosing block begins, and yaml.v2 counts parser faults from 0.
func (d *document) locate(message, source string) yamlFault {
	fault := yamlFault{message: message, line: 1, column: 1}
	if rest, ok := strings.CutPrefix(message, "yaml: line "); ok {
		digits, words, _ := strings.Cut(rest, ": ")
		line, _ := strconv.Atoi(digits)
		fault.line = max(line, 1)
		switch {
		case strings.HasPrefix(words, "did not find expected"):
			fault.line = max(firstBadLine(source), fault.line)
			line = fault.line - 1
		case strings.HasPrefix(words, "could not find expected"):
			line++
		}
		if !d.v3 {
			fault.message = "yaml: line " + strconv.Itoa(line) + ": " + words
		}
		return fault
	}
	at := -1
	switch {
	case strings.Contains(message, "unknown anchor"):
		if _, rest, ok := strings.Cut(message, "'"); ok {
			name, _, _ := strings.Cut(rest, "'")
			at = strings.Index(source, "*"+name)
		}
	case strings.Contains(message, "control characters are not allowed"):
		at = strings.IndexFunc(source, isControl)
	case strings.Contains(message, "UTF-8"):
		at = firstInvalid(source)
	}
	if at >= 0 {
		before := source[:at]
		fault.line = 1 + strings.Count(before, "\n")
		fault.column = 1 + utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])
	}
	return fault
}

// firstBadLine is the first line with which the source cannot be parsed any
// more, found by halving; 0 for a file too long to parse a dozen times.
func firstBadLine(source string) int {
	if len(source) > 64<<10 {
		return 0
	}
	lines := strings.SplitAfter(source, "\n")
	return 1 + sort.Search(len(lines)-1, func(i int) bool {
		var root yaml.Node
		return yaml.Unmarshal([]byte(strings.Join(lines[:i+1], "")), &root) != nil
	})
}

func isControl(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r >= 0x7F && r <= 0x9F && r != 0x85 ||
		r == 0xFFFE || r == 0xFFFF
}

func firstInvalid(s string) int {
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}
