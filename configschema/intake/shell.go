package intake

import (
	"iter"
	"strings"
)

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
func words(source string, line int) iter.Seq[word] {
	return func(yield func(word) bool) { split(source, line, yield) }
}

// split gives the words one by one: a text can consist of nothing else.
func split(source string, line int, yield func(word) bool) {
	var b strings.Builder
	w := word{line: line}
	more := true  // words are still asked for
	open := false // a word has begun, if only with an empty pair of quotes
	flush := func() {
		if open {
			w.text = b.String()
			more = more && yield(w)
		}
		b.Reset()
		w, open = word{line: line}, false
	}
	begin := func() {
		if !open {
			w.line, open = line, true
		}
	}
	end := func() { more = more && yield(word{line: line, end: true}) }
	for i := 0; i < len(source) && more; i++ {
		c := source[i]
		switch {
		case c == '\r' && i+1 < len(source) && source[i+1] == '\n':
		case (c == '\\' || c == '`' || c == '^') && continues(source[i+1:]):
			i += strings.IndexByte(source[i:], '\n')
			line++
		case c == '\n':
			flush()
			end()
			line++
			w.line = line
		case c == ' ' || c == '\t':
			flush()
		case c == ';' || c == '|' || c == '&':
			flush()
			end()
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
	end()
}

// continues tells whether a line ends here.
func continues(rest string) bool {
	return strings.HasPrefix(rest, "\n") || strings.HasPrefix(rest, "\r\n")
}

// begins tells whether what follows a $ makes it the beginning of a reference.
func begins(rest string) bool {
	return rest != "" && (rest[0] == '{' || rest[0] == '(' || rest[0] == '_' || rest[0] >= 'a' && rest[0] <= 'z' || rest[0] >= 'A' && rest[0] <= 'Z')
}

// maxWords bounds the words of a command that are looked at.
const maxWords = 1000

// commands groups words into commands. The slice is used again for the next one.
func commands(all iter.Seq[word]) iter.Seq[[]word] {
	return func(yield func([]word) bool) {
		var now []word
		for w := range all {
			if !w.end {
				if len(now) < maxWords {
					now = append(now, w)
				}
				continue
			}
			if len(now) > 0 && !yield(now) {
				return
			}
			now = now[:0]
		}
	}
}
