package yamltree

import (
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema/causes"
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

// UnreadableHint is for what there is nothing better to say about.
const UnreadableHint phrase.Text = "Authelia can't load the file until this is fixed."

// A yamlFault is why Authelia cannot read the file at all.
type yamlFault struct {
	message      string
	line, column int
}

// faultHints are what to do, by what yaml says.
var faultHints = []struct {
	says string
	hint phrase.Text
}{
	{"already defined", "Keep one of the two. Authelia before 4.36 silently used the last one."},
	{"cannot start any token", "YAML is indented with spaces, never with tabs, and a value that begins with %, @, ` or a tab needs quotes."},
	{"mapping values are not allowed", "Put a value that contains ': ' in single quotes. Otherwise check the indentation of this line and the one above."},
	{"unknown anchor", "Put a value that begins with * or & in single quotes."},
	{"control characters", "There is an invisible character here. Delete it and type the value again."},
	{"unknown escape", "Put the value in single quotes: a backslash then is just a backslash."},
	{"end of stream", "A quote or a bracket is opened and never closed."},
}

func (f yamlFault) problem(source string) causes.Problem {
	p := causes.Problem{Line: f.line, Column: f.column, Severity: causes.Error, Code: "yaml-syntax", Message: f.message, PlainText: phrase.Of("The file is not valid YAML"), HintText: phrase.Of(UnreadableHint)}
	if f.line > 0 {
		p.PlainText = phrase.Of("Line {line} is not valid YAML", "line", strconv.Itoa(f.line))
	}
	for i, known := range faultHints {
		if strings.Contains(f.message, known.says) {
			p.HintText = phrase.Of(known.hint)
			if key := loneKey(source, f.line); key != "" && strings.Contains(f.message, "mapping values") {
				p.HintText = phrase.Of("{key} is indented further than it can be: the line above has a value already, and nothing below it. Move {key} to the left, to where its section begins.", "key", key)
			}
			if i == 0 {
				p.Code, p.PlainText = "F10", phrase.Of("The same key is there twice")
			}
			break
		}
	}
	return p
}

// loneKey is the key on a line that has nothing else.
func loneKey(source string, line int) string {
	for text := range strings.Lines(source) {
		if line--; line == 0 {
			text, _, _ = strings.Cut(text, " #")
			if text = strings.TrimSpace(text); strings.HasSuffix(text, ":") && strings.Count(text, ":") == 1 {
				return text
			}
			break
		}
	}
	return ""
}

// locate finds the place that a message of yaml's parser speaks of. The number
// in the message is not always the line of the fault: yaml.v3 names the line
// where the enclosing block begins, and yaml.v2 counts parser faults from 0.
func (d *Document) locate(message, source string) yamlFault {
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
		if !d.V3 {
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
		at = FirstInvalid(source)
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
		return !parses(strings.Join(lines[:i+1], ""))
	})
}

func parses(source string) bool { return yaml.Unmarshal([]byte(source), new(yaml.Node)) == nil }

func isControl(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r >= 0x7F && r <= 0x9F && r != 0x85 ||
		r == 0xFFFE || r == 0xFFFF
}

// FirstInvalid is where the first byte stands that is no UTF-8; -1 for none.
func FirstInvalid(s string) int {
	for i, r := range s {
		if r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD") {
			return i
		}
	}
	return -1
}
