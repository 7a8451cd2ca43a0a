package intake

import "strings"

// interpolated takes a value from a compose file: $$ is a $ there, and ${NAME}
// comes from outside.
func (s *spot) interpolated(name, value string) {
	out, open, defaults := interpolate(value)
	switch {
	case len(open) > 0:
		s.unresolved(name, value, open)
		return
	case defaults:
		s.note("{variable} has a default in it ({example}), which was taken.", "variable", name, "example", "${NAME:-default}")
	}
	s.variable(name, out)
}

// interpolate replaces what compose does. References without a default are
// listed; the others give their default.
func interpolate(value string) (out string, open []string, defaults bool) {
	var b strings.Builder
	for i := 0; i < len(value); i++ {
		if value[i] != '$' || i+1 == len(value) {
			b.WriteByte(value[i])
			continue
		}
		next := value[i+1]
		switch {
		case next == '$':
			b.WriteByte('$')
			i++
		case next == '{':
			end := closing(value[i+2:])
			if end < 0 {
				b.WriteByte('$')
				continue
			}
			inner := value[i+2 : i+2+end]
			i += 2 + end
			name, standard, ok := defaultOf(inner)
			switch {
			case ok:
				defaults = true
				b.WriteString(standard)
			case isName(name):
				open = append(open, name)
			default:
				b.WriteString("${" + inner + "}")
			}
		case begins(value[i+1:]):
			n := 1
			for i+1+n < len(value) && isName("_"+value[i+1+n:i+2+n]) {
				n++
			}
			open = append(open, value[i+1:i+1+n])
			i += n
		default:
			b.WriteByte('$')
		}
	}
	return b.String(), open, defaults
}

// closing finds the } that ends a reference.
func closing(s string) int {
	const longest = 256 // so that many that never end cost little
	depth := 1
	for i := range min(len(s), longest) {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// defaultOf splits NAME:-default. A default that refers to a variable itself is
// none that is known.
func defaultOf(inner string) (name, standard string, ok bool) {
	end := strings.IndexAny(inner, ":-?+")
	if end < 0 {
		return inner, "", false
	}
	name = inner[:end]
	rest := strings.TrimPrefix(inner[end:], ":")
	standard, ok = strings.CutPrefix(rest, "-")
	if strings.Contains(standard, "$") {
		return name, "", false
	}
	return name, standard, ok
}
