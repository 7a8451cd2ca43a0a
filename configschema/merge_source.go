package configschema

import (
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// A sourceText finds the bytes of YAML nodes. The parser says where a node
// begins, by line and column, and never where it ends.
type sourceText struct {
	text  string
	lines []int // where each line begins
	// marks are offsets within a line, every markEvery characters, for lines that
	// were asked about: some files have everything in one.
	marks map[int][]int
}

const markEvery = 256

const byteOrderMark = "\uFEFF"

func newSourceText(text string) *sourceText {
	s := &sourceText{text: text, lines: []int{0}, marks: map[int][]int{}}
	if strings.HasPrefix(text, byteOrderMark) {
		s.lines[0] = len(byteOrderMark) // the parser does not count it
	}
	for i := s.lines[0]; i < len(text); {
		if n := breakAt(text, i); n > 0 {
			i += n
			s.lines = append(s.lines, i)
			continue
		}
		i++
	}
	return s
}

// breakAt is the length of the line break at i, 0 when there is none. The
// parser knows more breaks than LF and CR LF, and counts lines by all of them.
func breakAt(s string, i int) int {
	switch c := s[i]; {
	case c == '\r' && i+1 < len(s) && s[i+1] == '\n':
		return 2
	case c == '\r', c == '\n':
		return 1
	case c == 0xC2 && strings.HasPrefix(s[i:], "\u0085"):
		return 2
	case c == 0xE2 && (strings.HasPrefix(s[i:], "\u2028") || strings.HasPrefix(s[i:], "\u2029")):
		return 3
	}
	return 0
}

// at is the offset of a line and column, both counted from 1; columns count
// characters, not bytes.
func (s *sourceText) at(line, column int) int {
	if line < 1 || line > len(s.lines) {
		return len(s.text)
	}
	marks := s.marks[line]
	if marks == nil {
		marks = []int{s.lines[line-1]}
		stop := len(s.text)
		if line < len(s.lines) {
			stop = s.lines[line]
		}
		for i, n := marks[0], 0; i < stop; n++ {
			if n > 0 && n%markEvery == 0 {
				marks = append(marks, i)
			}
			_, size := utf8.DecodeRuneInString(s.text[i:])
			i += size
		}
		s.marks[line] = marks
	}
	nearest := min((column-1)/markEvery, len(marks)-1)
	i := marks[nearest]
	for column -= nearest * markEvery; column > 1 && i < len(s.text); column-- {
		_, size := utf8.DecodeRuneInString(s.text[i:])
		i += size
	}
	return i
}

func (s *sourceText) start(n *yaml.Node) int { return s.at(n.Line, n.Column) }

// blankAt is the length of the blank or line break at i, 0 when there is none.
func blankAt(s string, i int) int {
	if s[i] == ' ' || s[i] == '\t' {
		return 1
	}
	return breakAt(s, i)
}

func isBlank(s string, i int) bool { return blankAt(s, i) > 0 }

// skipBlank goes over blanks, line breaks and comments.
func (s *sourceText) skipBlank(i int) int {
	for i < len(s.text) {
		w := blankAt(s.text, i)
		if w == 0 && s.text[i] == '#' {
			w = s.lineEnd(i) - i
		}
		if w == 0 && strings.HasPrefix(s.text[i:], byteOrderMark) && i == s.lineStart(i) {
			w = len(byteOrderMark)
		}
		if w == 0 {
			break
		}
		i += w
	}
	return i
}

// lineStart is where the line of i begins, behind a byte order mark.
func (s *sourceText) lineStart(i int) int { return s.lines[s.lineOf(i)-1] }

// lineOf is the number of the line that i is in, from 1.
func (s *sourceText) lineOf(i int) int {
	low, high := 0, len(s.lines)
	for high-low > 1 {
		if middle := (low + high) / 2; s.lines[middle] <= i {
			low = middle
		} else {
			high = middle
		}
	}
	return low + 1
}

// lineEnd is where the line of i ends, before its break.
func (s *sourceText) lineEnd(i int) int {
	for i < len(s.text) && breakAt(s.text, i) == 0 {
		i++
	}
	return i
}

// nextLine is where the line behind that of i begins.
func (s *sourceText) nextLine(i int) int {
	if i = s.lineEnd(i); i < len(s.text) {
		i += breakAt(s.text, i)
	}
	return i
}

// lineBreak is the break for new lines near i: that of the line itself, or the
// one before, or the first of the file.
func (s *sourceText) lineBreak(i int) string {
	for _, end := range []int{s.lineEnd(min(i, len(s.text))), s.lineStart(i) - 1, s.lineEnd(0)} {
		if end >= 0 && end < len(s.text) && breakAt(s.text, end) > 0 {
			if s.text[end] == '\n' && end > 0 && s.text[end-1] == '\r' {
				return "\r\n"
			}
			if br := s.text[end : end+breakAt(s.text, end)]; br[0] == '\r' || br[0] == '\n' {
				return br
			}
		}
	}
	return "\n"
}

// column is how many characters stand before i in its line.
func (s *sourceText) column(i int) int {
	return utf8.RuneCountInString(s.text[s.lineStart(i):i])
}

// firstOnLine tells whether nothing but spaces stands before i in its line.
func (s *sourceText) firstOnLine(i int) bool {
	return strings.Trim(s.text[s.lineStart(i):i], " ") == ""
}
