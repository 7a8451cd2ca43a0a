package intake

import "strings"

// A scanner goes through a text line by line; quoted values may hold several.
type scanner struct {
	*reading
	file, text string
	pos, line  int
}

// A dialect is whose rules a value is quoted by.
type dialect int

const (
	dotenv     dialect = iota // NAME=value in a .env file
	shell                     // export NAME=value
	batch                     // set NAME=value
	powershell                // $env:NAME = "value"
	yamlish                   // NAME: value
)

// starts are what may stand before a name, and whose rules it brings.
var starts = []struct {
	text    string
	dialect dialect
}{
	{"export ", shell}, {"declare -x ", shell}, {"typeset -x ", shell}, {"env ", shell}, {"ENV ", shell}, {"ARG ", shell},
	{"set -gx ", shell}, {"set -x ", shell}, {"setenv ", shell}, {"set ", batch}, {"SET ", batch}, {"setx ", batch},
	{"$env:", powershell}, {"$Env:", powershell}, {"$ENV:", powershell}, {"- ", yamlish}, {"? ", yamlish},
}

// assignment reads the line at which the scanner stands, if it sets a variable.
func (s *scanner) assignment() {
	s.blanks()
	rest := s.text[s.pos:]
	if strings.HasPrefix(rest, "EnvironmentFile=") {
		s.note("EnvironmentFile= was not read. Give that file as well.")
		return
	}
	if unit, ok := strings.CutPrefix(rest, "Environment="); ok {
		s.unit(unit)
		return
	}
	rules, listed := dotenv, false
	for again := true; again; {
		again = false
		for _, start := range starts {
			if strings.HasPrefix(s.text[s.pos:], start.text) {
				s.pos += len(start.text)
				s.blanks()
				rules, again = start.dialect, true
				listed = listed || start.text == "- "
			}
		}
	}
	rest = s.text[s.pos:]
	if strings.HasPrefix(rest, `"`) || strings.HasPrefix(rest, "'") {
		s.quotedAssignment(rules)
		return
	}
	at := s.at(s.file, s.line)
	n := strings.IndexFunc(rest, func(r rune) bool { return r != '_' && !isName(string(r)) && (r < '0' || r > '9') })
	if n < 0 {
		n = len(rest)
	}
	name := rest[:n]
	if !isOurName(name) {
		return
	}
	s.pos += n
	after := strings.TrimLeft(s.text[s.pos:], " \t")
	switch {
	case strings.HasPrefix(after, "="):
		s.pos = len(s.text) - len(after) + 1
		if rules == powershell {
			s.blanks()
		}
		if listed {
			rules = yamlish
			at.interpolated(name, s.restOfLine(true))
			return
		}
	case strings.HasPrefix(after, ":") && (len(after) == 1 || strings.ContainsRune(" \t\r\n", rune(after[1]))):
		s.pos = len(s.text) - len(after) + 1
		rules = yamlish
		s.blanks()
	case rules == shell || rules == batch: // fish, ENV and setx separate by a blank
		s.blanks()
		if s.atEnd() {
			at.passed(name)
			return
		}
	case s.atEnd() && listed:
		at.passed(name)
		return
	default:
		return
	}
	value, reference := s.value(rules)
	at.assign(name, value, reference)
}

// quotedAssignment reads "NAME=value", quotes around all of it; and "NAME": value.
func (s *scanner) quotedAssignment(rules dialect) {
	at := s.at(s.file, s.line)
	if rules == dotenv {
		rules = yamlish
	}
	inner, _ := s.value(rules)
	if rules == batch {
		inner = unquote(inner)
	}
	name, value, ok := strings.Cut(inner, "=")
	rest := strings.TrimLeft(s.text[s.pos:], " \t")
	switch {
	case ok && isOurName(name):
		at.interpolated(name, value)
	case isOurName(inner) && strings.HasPrefix(rest, ":"):
		s.pos = len(s.text) - len(rest) + 1
		s.blanks()
		value, reference := s.value(yamlish)
		at.assign(inner, strings.TrimSuffix(value, ","), reference)
	}
}

// unit reads the assignments of a systemd Environment= line.
func (s *scanner) unit(rest string) {
	if end := strings.IndexByte(rest, '\n'); end >= 0 {
		rest = rest[:end]
	}
	for w := range words(strings.TrimSuffix(rest, "\r"), s.line) {
		if name, value, ok := strings.Cut(w.text, "="); ok && isOurName(name) {
			s.at(s.file, s.line).variable(name, strings.ReplaceAll(value, "%%", "%"))
		}
	}
}

func (s *scanner) blanks() {
	for s.pos < len(s.text) && (s.text[s.pos] == ' ' || s.text[s.pos] == '\t') {
		s.pos++
	}
}

// atEnd tells whether the line ends here.
func (s *scanner) atEnd() bool {
	return s.pos >= len(s.text) || s.text[s.pos] == '\n' || s.text[s.pos] == '\r'
}

func (s *scanner) skipLine() {
	if end := strings.IndexByte(s.text[s.pos:], '\n'); end >= 0 {
		s.pos += end + 1
		s.line++
		return
	}
	s.pos = len(s.text)
}

// restOfLine is everything up to the end of the line, without the blanks around
// it; without a comment, if there can be one.
func (s *scanner) restOfLine(comments bool) string {
	rest := s.text[s.pos:]
	if end := strings.IndexByte(rest, '\n'); end >= 0 {
		rest = rest[:end]
	}
	s.pos += len(rest)
	if comments {
		for i := range rest {
			if rest[i] == '#' && i > 0 && (rest[i-1] == ' ' || rest[i-1] == '\t') {
				rest = rest[:i]
				break
			}
		}
	}
	return strings.TrimSpace(rest)
}
