package intake

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/bounds"
	"redis-wizard/configschema/phrase"
)

// readVariables takes a text in which variables are set, one on each line or
// behind -e in a docker run command.
func readVariables(t *text) *reading {
	if !strings.Contains(t.Text, envPrefix) {
		return nil
	}
	r := &reading{text: t}
	r.lines(false)
	r.neighbours = r.redisRuns()
	return r.onlyVariables()
}

// lines takes what the lines of a text set: the variables of Authelia, or any.
func (r *reading) lines(any bool) {
	s := r.scan(r.unmarked(), 1)
	s.any = any
	if !any && runCommand.MatchString(r.Text) {
		s.runCommand()
	}
	for s.pos < len(s.source) {
		s.assignment()
		s.skipLine()
	}
	s.unended()
}

// Variables are those that a file sets which is known to hold nothing else. The error is
// one of the bounds.
func Variables(ctx context.Context, f configschema.File) ([]configschema.Variable, error) {
	request := bounds.New(ctx)
	if err := request.Text(f.Name, f.Text); err != nil {
		return nil, err
	}
	t := newText(request, f, nil)
	r := readVariableTree(t)
	if r == nil {
		r = readVariables(t)
	}
	if r == nil {
		r = &reading{}
	}
	return r.variables, request.Err()
}

// onlyVariables is the reading, if there is something in it, with what there is to
// know about variables beside those of Redis.
func (r *reading) onlyVariables() *reading {
	if len(r.variables)+len(r.files) == 0 {
		return nil
	}
	r.noteOthers()
	return r
}

// noteOthers says what there is to know about variables that are no options.
func (r *reading) noteOthers() {
	r.variables = slices.DeleteFunc(r.variables, func(v configschema.Variable) bool {
		switch v.Name {
		case "X_AUTHELIA_CONFIG":
			r.note("X_AUTHELIA_CONFIG names the configuration files that Authelia reads. Give them as well to have everything judged together.")
		case configschema.FiltersVariable:
			return false // it counts for the files
		default:
			return false
		}
		return true
	})
}

// filterOption takes the filters that Authelia's own command line names, as it does with
// the variable of them.
func (r *reading) filterOption() {
	isFilters := func(v configschema.Variable) bool { return v.Name == configschema.FiltersVariable }
	number := 0
	for line := range strings.Lines(r.Text) {
		number++
		found := filterOption.FindStringSubmatch(line)
		if found != nil && !strings.HasPrefix(strings.TrimSpace(line), "#") && !slices.ContainsFunc(r.variables, isFilters) {
			r.at(number).variable(configschema.FiltersVariable, found[1])
		}
	}
}

var filterOption = regexp.MustCompile(`--config\.experimental\.filters["']?[=,\s]+["']?([a-z][a-z,-]*)`)

// foreignScripts set variables in ways that are not read.
var foreignScripts = []struct {
	name string
	line *regexp.Regexp
}{
	{"fish", regexp.MustCompile(`(?m)^[ \t]*set -[a-zA-Z]+ AUTHELIA_`)},
	{"cmd.exe", regexp.MustCompile(`(?mi)^[ \t]*setx? "?AUTHELIA_`)},
	{"PowerShell", regexp.MustCompile(`(?mi)^[ \t]*\$env:AUTHELIA_`)},
	{"Dockerfile", regexp.MustCompile(`(?mi)^[ \t]*(?:ENV|ARG)[ \t]+AUTHELIA_`)},
	{"csh", regexp.MustCompile(`(?m)^[ \t]*setenv AUTHELIA_`)},
}

// foreignScript is whose way of setting variables a text uses, if it is one that
// is not read.
func foreignScript(text string) string {
	for _, s := range foreignScripts {
		if s.line.MatchString(text) {
			return s.name
		}
	}
	return ""
}

var (
	// runCommand finds the command line of a container.
	runCommand = regexp.MustCompile(`(?m)(?:docker|podman|nerdctl) (?:run|create|container run|service create) |^[\s\v\x{85}\pZ]*(?:-e [^\n]*[^\s\v\x{85}\pZ]|--env)`)
	envOption  = regexp.MustCompile(`(?s)^(?:--env=|-e=|-e)(.+)$`)
)

// runCommand takes the variables behind -e and --env, and those set before a
// program.
func (s *scanner) runCommand() {
	behind, file := false, false
	for w := range s.words() {
		if name, ok := strings.CutPrefix(w.text, "--env-file="); ok {
			s.envFile(name)
		} else if file {
			s.envFile(w.text)
		}
		file = w.text == "--env-file"
		assignment, isOption := w.text, behind
		if found := envOption.FindStringSubmatch(w.text); found != nil {
			assignment, isOption = found[1], true
		}
		name, value, ok := strings.Cut(assignment, "=")
		switch {
		case !isOurName(name):
		case ok:
			s.at(w.line).assign(name, value, w.reference)
		case isOption:
			s.at(w.line).passed(name)
		}
		behind = w.text == "-e" || w.text == "--env"
	}
}

// quotedValue is a line of a list of variables whose value stands between quotes.
var quotedValue = regexp.MustCompile(`^[ \t]*(` + envPrefix + `SESSION_\w+)=["']`)

// envFile reads the file behind --env-file, of which docker run takes quotes as a part of
// the value, other than compose.
func (r *reading) envFile(name string) {
	r.include(name, "The file behind --env-file was not read. Give it as well.")
	other := r.besides(name)
	if other == nil {
		return
	}
	number := 0
	for line := range strings.Lines(other.Text) {
		number++
		if found := quotedValue.FindStringSubmatch(line); found != nil {
			at := (&reading{text: other}).at(number)
			at.warn("A13", "docker run takes the quotes around {variable} as a part of its value", "Remove them in this file, or use Docker Compose, which does not.", "variable", found[1])
			r.problems = append(r.problems, at.problems...)
			return // of the others it is true as well
		}
	}
}

// include reads the variables of a file that a text names, where it was given.
func (r *reading) include(name string, missing phrase.Text) {
	other := r.besides(name)
	switch {
	case other == nil:
		r.note(missing)
		return
	case slices.Contains(r.included, other):
		return
	}
	other.isPart, r.included = true, append(r.included, other)
	inner := &reading{text: other, known: r.known}
	inner.lines(false)
	r.variables = append(r.variables, inner.variables...)
	for _, note := range inner.notes {
		r.add(note)
	}
}

// assign takes a variable and its value, which may hold a reference.
func (s *spot) assign(name, value string, reference bool) {
	out, open, _ := interpolate(value, s.known)
	switch {
	case reference && len(open) > 0:
		s.unresolved(name, value, open)
	case reference: // and what it refers to is known, or has a default
		s.variable(name, out)
	default:
		s.variable(name, value)
	}
}

// unresolved takes a variable whose value refers to others, which are not in the text:
// it is given, and not known here.
func (s *spot) unresolved(name, value string, open []string) {
	if strings.HasPrefix(name, envRedis) {
		s.note("{variable} is set from {others}, whose value is not in the text. It is not known here, and kept as it is written.", "variable", name, "others", s.list(open))
	}
	s.elsewhere(name, value)
}

// passed takes a variable that is passed on without a value.
func (s *spot) passed(name string) {
	if v, ok := s.known[name]; ok {
		s.take(v)
		return
	}
	if strings.HasPrefix(name, envRedis) {
		s.note("{variable} is passed on from outside. Its value is not in the text.", "variable", name)
	}
	s.elsewhere(name, "")
}
