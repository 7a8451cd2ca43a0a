package intake

import (
	"strings"

	"redis-wizard/configschema"
)

// readVariables takes a text in which variables are set, one on each line or
// behind -e in a docker run command.
func readVariables(t *text) *reading {
	if !strings.Contains(t.Text, envPrefix) {
		return nil
	}
	out := &reading{form: Environment}
	if isRunCommand(t.Text) {
		out.runCommand(t)
	} else {
		s := &scanner{reading: out, file: t.Name, text: strings.TrimPrefix(t.Text, "\uFEFF"), line: 1}
		for s.pos < len(s.text) {
			s.assignment()
			s.skipLine()
		}
	}
	if len(out.variables) == 0 {
		return nil
	}
	out.noteOthers()
	return out
}

// noteOthers says what there is to know about variables beside session.redis.
func (r *reading) noteOthers() {
	kept := r.variables[:0]
	for _, v := range r.variables {
		switch v.Name {
		case "X_AUTHELIA_CONFIG":
			r.note("X_AUTHELIA_CONFIG names the configuration files that Authelia reads. Give them as well to have everything judged together.")
		case "X_AUTHELIA_CONFIG_FILTERS":
			r.note("X_AUTHELIA_CONFIG_FILTERS makes Authelia fill in templates in its files first. They are judged here as they are written.")
		default:
			kept = append(kept, v)
		}
	}
	r.variables = kept
}

// isRunCommand tells whether a text is the command line of a container.
func isRunCommand(s string) bool {
	for _, program := range []string{"docker", "podman", "nerdctl"} {
		for _, act := range []string{" run ", " create ", " container run ", " service create "} {
			if strings.Contains(s, program+act) {
				return true
			}
		}
	}
	for _, l := range strings.Split(s, "\n") {
		if l = strings.TrimSpace(l); strings.HasPrefix(l, "-e ") || strings.HasPrefix(l, "--env") {
			return true
		}
	}
	return false
}

// runCommand takes the variables behind -e and --env, and those set before a
// program.
func (r *reading) runCommand(t *text) {
	behind := false
	for _, w := range words(strings.TrimPrefix(t.Text, "\uFEFF"), 1) {
		assignment := w.text
		for _, option := range []string{"--env=", "-e=", "-e"} {
			if rest, ok := strings.CutPrefix(assignment, option); ok && rest != "" {
				assignment, behind = rest, true
				break
			}
		}
		name, value, ok := strings.Cut(assignment, "=")
		at := r.at(t.Name, w.line)
		switch {
		case w.text == "--env-file" || strings.HasPrefix(w.text, "--env-file="):
			r.note("The file behind --env-file was not read. Give it as well.")
		case !isOurName(name):
		case ok:
			at.assign(name, value, w.reference)
		case behind:
			at.passed(name)
		}
		behind = w.text == "-e" || w.text == "--env"
	}
}

// isOurName tells whether Authelia looks at a variable.
func isOurName(name string) bool {
	return isName(name) && (strings.HasPrefix(name, envPrefix) || strings.HasPrefix(name, "X_"+envPrefix))
}

// assign takes a variable and its value, which may hold a reference.
func (s *spot) assign(name, value string, reference bool) {
	if _, open, _ := interpolate(value); reference && len(open) > 0 {
		s.unresolved(name, value, open)
		return
	}
	s.variable(name, value)
}

// unresolved takes a variable whose value refers to others, which are not in
// the text. A secret counts as given; a text stays as it is written; what must
// be a number or a switch is left out, rather than judged wrongly.
func (s *spot) unresolved(name, value string, open []string) {
	field, known := optionOf(name)
	switch {
	case !strings.HasPrefix(name, envRedis):
		s.elsewhere(name)
	case known && field.Secret:
		s.note(name + " is set from " + list(open) + ", whose value is not in the text.")
		s.elsewhere(name)
	case known && field.Type == configschema.Text || !known:
		s.note(name + " is set from " + list(open) + ", whose value is not in the text. It was taken as it is written.")
		s.variable(name, value)
	default:
		s.note(name + " is set from " + list(open) + ", whose value is not in the text. It was left aside.")
	}
}

// passed takes a variable that is passed on without a value.
func (s *spot) passed(name string) {
	if strings.HasPrefix(name, envRedis) {
		s.note(name + " is passed on from outside. Its value is not in the text.")
	}
	if field, known := optionOf(name); !known || field.Secret {
		s.elsewhere(name)
	}
}

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
	for _, w := range words(strings.TrimSuffix(rest, "\r"), s.line) {
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

// value reads a value by the rules of its dialect.
func (s *scanner) value(rules dialect) (value string, reference bool) {
	var quote byte
	if s.pos < len(s.text) {
		quote = s.text[s.pos]
	}
	switch {
	case s.atEnd():
		return "", false
	case rules == batch:
		return s.restOfLine(false), false
	case rules == shell:
		return s.shellWord()
	case quote == '\'':
		return s.single(rules), false
	case quote == '"':
		return s.double(rules)
	}
	value = s.restOfLine(true)
	if i := strings.IndexByte(value, '$'); i >= 0 {
		reference = begins(value[i+1:])
	}
	return value, reference
}

// shellWord reads one word as a shell does.
func (s *scanner) shellWord() (string, bool) {
	all := words(s.text[s.pos:s.wordEnd()], s.line)
	s.line += strings.Count(s.text[s.pos:s.wordEnd()], "\n")
	s.pos = s.wordEnd()
	if len(all) == 0 || all[0].end {
		return "", false
	}
	return all[0].text, all[0].reference
}

// wordEnd is where the word at which the scanner stands ends: at a blank or a
// line break outside quotes.
func (s *scanner) wordEnd() int {
	var quote byte
	for i := s.pos; i < len(s.text); i++ {
		c := s.text[i]
		switch {
		case c == '\\' && quote != '\'':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == ' ' || c == '\t' || c == '\n' || c == ';':
			return i
		}
	}
	return len(s.text)
}

// single reads a value in single quotes. YAML and PowerShell double a quote in
// it; a .env file has no way to write one.
func (s *scanner) single(rules dialect) string {
	var b strings.Builder
	for s.pos++; s.pos < len(s.text); s.pos++ {
		c := s.text[s.pos]
		if c == '\'' {
			if rules == dotenv || s.pos+1 >= len(s.text) || s.text[s.pos+1] != '\'' {
				s.pos++
				break
			}
			s.pos++
		}
		s.write(&b, c)
	}
	return b.String()
}

// double reads a value in double quotes, with its escapes.
func (s *scanner) double(rules dialect) (value string, reference bool) {
	escape := byte('\\')
	if rules == powershell {
		escape = '`'
	}
	var b strings.Builder
	for s.pos++; s.pos < len(s.text); s.pos++ {
		c := s.text[s.pos]
		switch {
		case c == '"':
			s.pos++
			return b.String(), reference
		case c == escape && s.pos+1 < len(s.text):
			s.pos++
			s.write(&b, unescaped(s.text[s.pos], escape, &b))
			continue
		case c == '$' && rules != yamlish:
			reference = reference || begins(s.text[s.pos+1:])
		}
		s.write(&b, c)
	}
	return b.String(), reference
}

// unescaped is what stands for an escaped character. An escape that is none
// keeps its sign.
func unescaped(c, sign byte, b *strings.Builder) byte {
	switch c {
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case '"', '\'', '$', '`', '\\', '/', ' ':
		return c
	}
	b.WriteByte(sign)
	return c
}

func (s *scanner) write(b *strings.Builder, c byte) {
	if c == '\n' && s.pos < len(s.text) && s.text[s.pos] == '\n' {
		s.line++
	}
	b.WriteByte(c)
}
