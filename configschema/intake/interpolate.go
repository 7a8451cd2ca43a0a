package intake

import (
	"regexp"
	"strings"

	"redis-wizard/configschema"
)

// interpolated takes a value from a compose file: $$ is a $ there, and ${NAME}
// comes from outside, or from the file .env beside it.
func (s *spot) interpolated(name, value string) {
	out, open, defaults := interpolate(value, s.known)
	switch {
	case len(open) > 0:
		s.unresolved(name, value, open)
		if found := reference.FindString(value); found != value && strings.HasPrefix(name, envRedis) {
			s.note("A $ that belongs to the value of {variable} is written twice: $$.", "variable", name)
		}
		return
	case defaults:
		s.note("{variable} has a default in it ({example}), which was taken.", "variable", name, "example", "${NAME:-default}")
	}
	if found := reference.FindStringSubmatch(value); found != nil && found[0] == value {
		if v, ok := s.known[found[1]+found[4]]; ok && v.Value == out { // it stands there
			s.take(configschema.Variable{Name: name, Value: out, File: v.File, Line: v.Line})
			return
		}
	}
	s.variable(name, out)
}

// reference is $$, ${NAME:-default}, another ${NAME…}, or $NAME. A default that
// refers to a variable itself is none that is known.
var reference = regexp.MustCompile(`\$(?:\$|` +
	`\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?-)((?:[^${}]|\{[^${}]*\})*)|[:?+-](?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)?\}|` +
	`\(?([A-Za-z_][A-Za-z0-9_]*))`)

// interpolate replaces what compose does, by the variables that are known.
// References without a value and without a default are listed.
func interpolate(value string, known map[string]configschema.Variable) (out string, open []string, defaults bool) {
	out = reference.ReplaceAllStringFunc(value, func(match string) string {
		if match == "$$" {
			return "$"
		}
		parts := reference.FindStringSubmatch(match)
		name := parts[1] + parts[4]
		if v, ok := known[name]; ok && !v.Elsewhere && (v.Value != "" || parts[2] != ":-") {
			return v.Value
		}
		if parts[2] != "" {
			defaults = true
			return parts[3]
		}
		open = append(open, name)
		return ""
	})
	return out, open, defaults
}
