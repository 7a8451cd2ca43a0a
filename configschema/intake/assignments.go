package intake

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

var (
	// beforeName is what may stand before a name: it tells whose rules a value is
	// quoted by.
	beforeName = regexp.MustCompile(`\A[ \t]*((?:(?:export|declare -x|typeset -x|env|-|\?) [ \t]*)*)`)
	// nameAndSign is the name of a variable, and what follows it.
	nameAndSign  = regexp.MustCompile(`\A([A-Za-z0-9_]*)[ \t]*(=|:(?:[ \t\r\n]|\z)|[\r\n]|\z)`)
	signBehind   = regexp.MustCompile(`\A[:=]`)
	commentStart = regexp.MustCompile(`[ \t]#`)
)

// assignment reads the line at which the scanner stands, if it sets a variable.
func (s *scanner) assignment() {
	before := beforeName.FindStringSubmatch(s.source[s.pos:])
	s.advance(len(before[0]))
	rules, listed := dotenv, false
	for _, word := range strings.Fields(before[1]) {
		rules = shell
		if word == "-" || word == "?" {
			rules = yamlish
		}
		listed = listed || word == "-"
	}
	rest := s.source[s.pos:]
	found := nameAndSign.FindStringSubmatch(rest)
	switch {
	case strings.HasPrefix(rest, "Environment="):
		s.unit(rest)
	case strings.HasPrefix(rest, "EnvironmentFile="):
		name, _, _ := strings.Cut(strings.TrimPrefix(rest, "EnvironmentFile="), "\n")
		s.include(strings.Trim(name, "-\"' \t\r"), "EnvironmentFile= was not read. Give that file as well.")
	case strings.HasPrefix(rest, "Secret="): // of a Quadlet
		line, _, _ := strings.Cut(rest, "\n")
		if found := secretTarget.FindStringSubmatch(line); found != nil && s.isWanted(found[1]) {
			s.here().passed(found[1])
		}
	case strings.HasPrefix(rest, "<Config "):
		s.unraid(rest)
	case strings.HasPrefix(rest, "|"):
		s.tableRow(rest)
	case rest != "" && strings.IndexByte("\"'`", rest[0]) >= 0:
		s.quotedAssignment(rules)
	case found == nil || !s.isWanted(found[1]):
	case found[2] == "=" && listed:
		s.advance(len(found[0]))
		s.here().interpolated(found[1], s.restOfLine())
	case found[2] == "=":
		s.advance(len(found[0]))
		s.assign(found[1], rules)
	case strings.HasPrefix(found[2], ":"):
		s.advance(strings.IndexByte(rest, ':') + 1)
		s.assign(found[1], yamlish)
	case listed || rules == shell:
		s.here().passed(found[1])
	}
}

// assign takes a variable whose value follows.
func (s *scanner) assign(name string, rules *dialect) {
	at := s.here()
	value, reference := s.value(rules)
	at.assign(name, value, reference)
}

// quotedAssignment reads "NAME=value", quotes around all of it; and "NAME": value.
func (s *scanner) quotedAssignment(rules *dialect) {
	at := s.here()
	if rules == dotenv {
		rules = yamlish
	}
	inner, _ := s.value(rules)
	name, value, ok := strings.Cut(inner, "=")
	s.blanks()
	switch {
	case ok && s.isWanted(name):
		at.interpolated(name, value)
	case s.isWanted(inner) && signBehind.MatchString(s.source[s.pos:]):
		s.advance(1)
		value, reference := s.value(yamlish)
		at.assign(inner, strings.TrimSuffix(value, ","), reference)
	}
}

// unit reads the assignments of a systemd Environment= line.
func (s *scanner) unit(rest string) {
	rest, _, _ = strings.Cut(strings.TrimPrefix(rest, "Environment="), "\n")
	for w := range s.scan(rest, s.line).words() {
		if name, value, ok := strings.Cut(w.text, "="); ok && s.isWanted(name) {
			s.here().variable(name, strings.NewReplacer("%%", "%", "%d/", "/run/credentials/").Replace(value))
		}
	}
}

// value reads a value by the rules of its dialect.
func (s *scanner) value(rules *dialect) (value string, reference bool) {
	if rules == shell {
		w := s.word()
		return w.text, w.reference
	}
	s.blanks()
	if rest := s.source[s.pos:]; strings.HasPrefix(rest, "'") || strings.HasPrefix(rest, `"`) {
		return s.quoted(rules)
	}
	value = s.restOfLine()
	if strings.HasSuffix(value, ";") || strings.HasSuffix(value, ",") {
		s.ended = append(s.ended, len(s.variables))
	}
	if _, behind, ok := strings.Cut(value, "$"); ok {
		reference = refers(behind)
	}
	return value, reference
}

// unended takes the mark off that ends a line in a program. A secret may well end with
// it, so that there it counts as one only if all lines have it.
func (s *scanner) unended() {
	for _, i := range s.ended {
		if i >= len(s.variables) {
			continue
		}
		v := &s.variables[i]
		if f, known := optionOf(v.Name); known && !f.Secret || len(s.ended) > 1 && len(s.ended) == len(s.variables) {
			v.Value = unquote(strings.TrimRight(v.Value, ";,"))
		}
	}
}

// tableRow reads a row of a table in Markdown: the name stands in the first cell, the
// value in the one below a heading that says so, else in the next.
func (s *scanner) tableRow(rest string) {
	row, _, _ := strings.Cut(rest, "\n")
	cells := strings.Split(strings.Trim(strings.TrimSpace(row), "|"), "|")
	for i, cell := range cells {
		cells[i] = strings.Trim(strings.TrimSpace(cell), "`*_")
	}
	if !s.isWanted(cells[0]) {
		if at := slices.IndexFunc(cells, valueHeading.MatchString); at > 0 {
			s.column = at
		}
		return
	}
	at := s.here()
	switch column := cmp.Or(s.column, 1); {
	case column >= len(cells) || noValue.MatchString(cells[column]):
		if s.any {
			at.passed(cells[0])
		} else if strings.HasPrefix(cells[0], envRedis) {
			at.note("{variable} has no value in the table, and was left aside.", "variable", cells[0])
		}
	default:
		value := unquote(cells[column])
		_, behind, _ := strings.Cut(value, "$")
		at.assign(cells[0], value, refers(behind))
	}
}

// secretTarget is the variable that Podman gives a secret to.
var secretTarget = regexp.MustCompile(`\btarget=(AUTHELIA_\w+)`)

// unraidVariable is an entry of a template of Unraid, and its value.
var unraidVariable = regexp.MustCompile(`^<Config [^>]*\bTarget="(\w+)"[^>]*?(?:/>|>([^<]*)</Config>)`)

// unraid reads a variable in a template of Unraid.
func (s *scanner) unraid(rest string) {
	line, _, _ := strings.Cut(rest, "\n")
	if found := unraidVariable.FindStringSubmatch(line); found != nil && s.isWanted(found[1]) {
		s.here().variable(found[1], strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&#39;", "'", "&apos;", "'", "&amp;", "&").Replace(found[2]))
	}
}

// noValue is what a table of documentation says where there is none.
var noValue = regexp.MustCompile(`(?i)^(?:|[-–—]+|n/?a|\(?(?:none|empty|unset|not set|optional|required|null|leer|keiner?)\)?|""|\'\')$`)

// valueHeading is what stands above the values in a table.
var valueHeading = regexp.MustCompile(`(?i)^(?:value|example|setting|wert|beispiel)s?\b`)

// isWanted tells whether a name is that of a variable that is looked for.
func (s *scanner) isWanted(name string) bool { return s.any && isName(name) || isOurName(name) }

func (s *scanner) blanks() {
	rest := s.source[s.pos:]
	s.advance(len(rest) - len(strings.TrimLeft(rest, " \t")))
}

// restOfLine is everything up to the end of the line or a comment, without the
// blanks around it.
func (s *scanner) restOfLine() string {
	rest, _, _ := strings.Cut(s.source[s.pos:], "\n")
	s.advance(len(rest))
	if comment := commentStart.FindStringIndex(rest); comment != nil {
		rest = rest[:comment[0]]
	}
	return strings.TrimSpace(rest)
}

func (s *scanner) skipLine() {
	line, _, _ := strings.Cut(s.source[s.pos:], "\n")
	s.advance(min(len(line)+1, len(s.source)-s.pos))
}
