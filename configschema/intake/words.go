package intake

import (
	"iter"
	"regexp"
	"strings"
)

// A scanner goes through a text from left to right. Words and quoted values may
// go over several lines.
type scanner struct {
	*reading
	source    string
	pos, line int
	any       bool  // variables of any name are looked for, not only Authelia's
	ended     []int // of the variables, those behind whose value a ; or , stands
	column    int   // of a table, that of the values
}

func (r *reading) scan(source string, line int) *scanner {
	return &scanner{reading: r, source: source, line: line}
}

// here is the line at which the scanner stands.
func (s *scanner) here() *spot { return s.at(s.line) }

// advance goes on behind the next n bytes.
func (s *scanner) advance(n int) {
	s.line += strings.Count(s.source[s.pos:s.pos+n], "\n")
	s.pos += n
}

// A dialect is whose rules a value is quoted by.
type dialect struct {
	// escapes are what a backslash between double quotes makes of the next
	// character; before another one it stands for itself.
	escapes map[byte]string
	// doubled tells that '' is a quote between single quotes.
	doubled bool
	// references tells that $NAME between double quotes stands for a value.
	references bool
}

var (
	escapes = map[byte]string{'n': "\n", 'r': "\r", 't': "\t", '"': `"`, '\'': "'", '$': "$", '`': "`", '\\': `\`, '/': "/", ' ': " "}

	dotenv  = &dialect{escapes: escapes, references: true} // NAME=value in a .env file
	yamlish = &dialect{escapes: escapes, doubled: true}    // NAME: value
	shell   = &dialect{escapes: map[byte]string{'"': `"`, '\\': `\`, '$': "$", '`': "`", '\n': ""}, references: true}
)

// quoted reads the value between the quotes at which the scanner stands, and
// tells whether it refers to a variable. A quote that is never closed ends with the
// text.
func (s *scanner) quoted(rules *dialect) (value string, reference bool) {
	rest := s.source[s.pos:]
	quote := rest[0]
	var b strings.Builder
	i := 1
	for ; i < len(rest) && (rest[i] != quote || rules.doubled && strings.HasPrefix(rest[i:], "''")); i++ {
		c, next := rest[i], rest[i+1:]
		switch {
		case c == quote: // the first of two
			i++
		case quote == '\'':
		case c == '$' && rules.references:
			reference = reference || refers(next)
		case c == '\\' && next != "":
			i++
			plain, known := rules.escapes[rest[i]]
			if !known {
				plain = rest[i-1 : i+1]
			}
			b.WriteString(plain)
			continue
		}
		b.WriteByte(c)
	}
	s.advance(min(i+1, len(rest)))
	return b.String(), reference
}

// refers tells whether what follows a $ makes it the beginning of a reference.
func refers(rest string) bool {
	return rest != "" && (strings.IndexByte("{(_", rest[0]) >= 0 || rest[0]|' ' >= 'a' && rest[0]|' ' <= 'z')
}

// A word is a word of a shell's command line.
type word struct {
	text string
	line int // of its beginning, from 1
	// reference tells that it holds a $variable, which is not replaced here.
	reference bool
	// end marks what ends a command: a line break, ; | or &.
	end bool
}

var (
	// betweenWords are blanks, comments, and the marks behind which a line goes on:
	// on Windows ` and ^.
	betweenWords = regexp.MustCompile("\\A(?:[ \t]|[\\\\`^]\r?\n|#[^\n]*)+")
	commandEnd   = regexp.MustCompile("\\A(?:\r?\n|[;|&])")
)

// words splits a command line, or a script of several, as a POSIX shell does. It
// gives them one by one: a text can consist of nothing else.
func (s *scanner) words() iter.Seq[word] {
	return func(yield func(word) bool) {
		for {
			s.advance(len(betweenWords.FindString(s.source[s.pos:])))
			w := word{line: s.line}
			end := commandEnd.FindString(s.source[s.pos:])
			if w.end = end != "" || s.pos == len(s.source); !w.end {
				w = s.word()
			}
			if !yield(w) || s.pos == len(s.source) && w.end {
				return
			}
			s.advance(len(end))
		}
	}
}

// word reads the word that begins here; it has no text where none does.
func (s *scanner) word() word {
	w := word{line: s.line}
	var b strings.Builder
	for s.pos < len(s.source) && strings.IndexByte(" \t\n;|&", s.source[s.pos]) < 0 {
		rest := s.source[s.pos:]
		switch {
		case strings.HasPrefix(rest, "\r\n"):
			s.advance(1)
		case strings.IndexByte("\\`^", rest[0]) >= 0 && strings.HasPrefix(strings.TrimPrefix(rest[1:], "\r"), "\n"):
			s.advance(strings.IndexByte(rest, '\n') + 1) // the line goes on
		case rest[0] == '\'' || rest[0] == '"':
			value, reference := s.quoted(shell)
			b.WriteString(value)
			w.reference = w.reference || reference
		default:
			if rest[0] == '\\' && len(rest) > 1 {
				s.advance(1)
			} else if rest[0] == '$' {
				w.reference = w.reference || refers(rest[1:])
			}
			b.WriteByte(s.source[s.pos])
			s.advance(1)
		}
	}
	w.text = b.String()
	return w
}
