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
	out := t.reading(Environment)
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
	for w := range words(strings.TrimPrefix(t.Text, "\uFEFF"), 1) {
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
		s.note("{variable} is set from {others}, whose value is not in the text.", "variable", name, "others", s.list(open))
		s.elsewhere(name)
	case known && field.Type == configschema.Text || !known:
		s.note("{variable} is set from {others}, whose value is not in the text. It was taken as it is written.", "variable", name, "others", s.list(open))
		s.variable(name, value)
	default:
		s.note("{variable} is set from {others}, whose value is not in the text. It was left aside.", "variable", name, "others", s.list(open))
	}
}

// passed takes a variable that is passed on without a value.
func (s *spot) passed(name string) {
	if strings.HasPrefix(name, envRedis) {
		s.note("{variable} is passed on from outside. Its value is not in the text.", "variable", name)
	}
	if field, known := optionOf(name); !known || field.Secret {
		s.elsewhere(name)
	}
}
