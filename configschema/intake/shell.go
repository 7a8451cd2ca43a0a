package intake

import "strings"

// A word is a word of a shell's command line.
type word struct {
	text string
	line int // of its beginning, from 1
	// reference tells that it holds a $variable, which is not replaced here.
	reference bool
	// end marks what ends a command: a line break, ; | or &.
	end bool
}

// words splits a command line, or a script of several, as a POSIX shell does:
// quotes, backslashes, comments, and lines that go on behind a backslash. A
// quote that is never closed ends with the text. PowerShell's ` and cmd's ^ at
// the end of a line go on, too.
func words(source string, line int) (out []word) {
	var b strings.Builder
	w := word{line: line}
	open := false // a word has begun, if only with an empty pair of quotes
	flush := func() {
		if open {
			w.text = b.String()
			out = append(out, w)
		}
		b.Reset()
		w, open = word{line: line}, false
	}
	begin := func() {
		if !open {
			w.line, open = line, true
		}
	}
	for i := 0; i < len(source); i++ {
		c := source[i]
		switch {
		case c == '\r' && i+1 < len(source) && source[i+1] == '\n':
		case (c == '\\' || c == '`' || c == '^') && continues(source[i+1:]):
			i += strings.IndexByte(source[i:], '\n')
			line++
		case c == '\n':
			flush()
			out = append(out, word{line: line, end: true})
			line++
			w.line = line
		case c == ' ' || c == '\t':
			flush()
		case c == ';' || c == '|' || c == '&':
			flush()
			out = append(out, word{line: line, end: true})
		case c == '#' && !open:
			for i+1 < len(source) && source[i+1] != '\n' {
				i++
			}
		case c == '\'':
			begin()
			for i++; i < len(source) && source[i] != '\''; i++ {
				if source[i] == '\n' {
					line++
				}
				b.WriteByte(source[i])
			}
		case c == '"':
			begin()
			for i++; i < len(source) && source[i] != '"'; i++ {
				switch {
				case source[i] == '\\' && i+1 < len(source) && strings.IndexByte("\"\\$`", source[i+1]) >= 0:
					i++
				case source[i] == '\\' && i+1 < len(source) && source[i+1] == '\n':
					i++
					line++
					continue
				case source[i] == '$':
					w.reference = w.reference || begins(source[i+1:])
				case source[i] == '\n':
					line++
				}
				b.WriteByte(source[i])
			}
		case c == '\\' && i+1 < len(source):
			begin()
			i++
			b.WriteByte(source[i])
		default:
			begin()
			if c == '$' {
				w.reference = w.reference || begins(source[i+1:])
			}
			b.WriteByte(c)
		}
	}
	flush()
	return append(out, word{line: line, end: true})
}

// continues tells whether a line ends here.
func continues(rest string) bool {
	return strings.HasPrefix(rest, "\n") || strings.HasPrefix(rest, "\r\n")
}

// begins tells whether what follows a $ makes it the beginning of a reference.
func begins(rest string) bool {
	return rest != "" && (rest[0] == '{' || rest[0] == '(' || rest[0] == '_' || rest[0] >= 'a' && rest[0] <= 'z' || rest[0] >= 'A' && rest[0] <= 'Z')
}

// commands groups words into commands.
func commands(all []word) (out [][]word) {
	var now []word
	for _, w := range all {
		if !w.end {
			now = append(now, w)
			continue
		}
		if len(now) > 0 {
			out = append(out, now)
		}
		now = nil
	}
	return out
}
