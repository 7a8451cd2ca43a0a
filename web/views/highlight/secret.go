package highlight

import (
	"regexp"
	"slices"
	"strings"
)

// Secrets are the values that are hidden wherever they stand: those of options that are
// secret, in every way in which a file may have them.
type Secrets struct{ written []string }

// shortest is the length from which on a value is looked for: a shorter one is found by
// the name in front of it, and looked for would be found everywhere.
const shortest = 4

// Of are the secrets with those values.
func Of(values []string) Secrets {
	var s Secrets
	for _, value := range values {
		for line := range strings.SplitSeq(value, "\n") {
			line = strings.TrimSpace(line)
			if len(line) < shortest || strings.HasPrefix(line, "-----") {
				continue
			}
			s.written = append(s.written, line)
			for _, written := range []*strings.Replacer{inSingleQuotes, inDoubleQuotes, inCompose, inShell, inUnits, inTemplates} {
				if other := written.Replace(line); other != line {
					s.written = append(s.written, other)
				}
			}
		}
	}
	slices.SortFunc(s.written, func(a, b string) int { return len(b) - len(a) }) // a part of another last
	s.written = slices.Compact(s.written)
	return s
}

// How files write what a value consists of.
var (
	inSingleQuotes = strings.NewReplacer("'", "''")
	inDoubleQuotes = strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	inCompose      = strings.NewReplacer("'", "''", "$", "$$")
	inShell        = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "`", "\\`")
	inUnits        = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "%", "%%")
	inTemplates    = strings.NewReplacer("'", "''", "{{", `{{ "{{" }}`)
)

// mark marks what of a line is one of the secrets. A key is none.
func (s Secrets) mark(line Line) Line {
	if len(s.written) == 0 {
		return line
	}
	var out writer
	for _, part := range line {
		if part.Secret || part.Class == Key {
			out.add(part.Class, part.Text, part.Secret)
			continue
		}
		for rest := part.Text; rest != ""; {
			at, length := s.find(rest)
			out.add(part.Class, rest[:at], false)
			out.add(part.Class, rest[at:at+length], true)
			rest = rest[at+length:]
		}
	}
	return out.line
}

// find is where the first of the secrets is in a text, and how long it is; the end of
// the text where there is none.
func (s Secrets) find(text string) (at, length int) {
	at = len(text)
	for _, written := range s.written {
		if i := strings.Index(text, written); i >= 0 && i < at {
			at, length = i, len(written)
		}
	}
	return at, length
}

// inside finds secrets in what is not taken apart, such as comments and maps on one line:
// a name and what it is set to, or the password in a URL.
var inside = regexp.MustCompile(`(?i)(?:\b([a-z0-9_.-]*(?:password|passwd|secret|token|_key))["']?[ \t]*[:=][ \t]*["']?([^\s"',}\]]+))|(?:[a-z]+://[^\s/:@"']*:([^\s@/"']+)@)`)

// mark is a text with the secrets in it marked.
func (w *writer) mark(class Class, text string) {
	done := 0
	if strings.ContainsAny(text, ":=") {
		for _, at := range inside.FindAllStringSubmatchIndex(text, -1) {
			from, to := at[4], at[5]
			if at[2] < 0 {
				from, to = at[6], at[7]
			} else if !isSecretName(text[at[2]:at[3]]) || isReference(text[from:to]) {
				continue
			}
			w.add(class, text[done:from], false)
			w.add(class, text[from:to], true)
			done = to
		}
	}
	w.add(class, text[done:], false)
}

// secretNames are the last words of the names of secrets, in Authelia and around it.
var secretNames = []string{"password", "passwd", "pass", "pwd", "secret", "token", "private_key", "privatekey", "encryption_key", "api_key", "apikey"}

// isSecretName tells whether the value of a name is secret. A name that ends in _FILE has
// a path.
func isSecretName(name string) bool {
	name = strings.ToLower(strings.ReplaceAll(name, "-", "_"))
	name = name[strings.LastIndexByte(name, '.')+1:]
	return slices.ContainsFunc(secretNames, func(word string) bool {
		rest, ends := strings.CutSuffix(name, word)
		return ends && (rest == "" || strings.HasSuffix(rest, "_")) && name != "disable_reset_password"
	})
}

// isReference tells whether a value names where the secret is, or says yes or no.
func isReference(value string) bool {
	value = strings.Trim(value, " \t\r\"'")
	switch strings.ToLower(value) {
	case "true", "false", "null", "~":
		return true
	}
	return strings.HasPrefix(value, "{{") || strings.HasPrefix(value, "${") || strings.HasPrefix(value, "$(")
}
