package yamledit

import (
	"slices"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// A Source finds the bytes of YAML nodes. The parser says where a node begins, by
// line and column, and never where it ends.
type Source struct {
	Text  string
	lines []int // where each line begins
	// offsets are where each character of a line begins, for lines that were asked
	// about: some files have everything in one.
	offsets map[int][]int
}

// ByteOrderMark may stand before the first line, and belongs to none.
const ByteOrderMark = "\uFEFF"

// NewSource counts the lines of a text, in UTF-8.
func NewSource(text string) *Source {
	s := &Source{Text: text, lines: []int{0}, offsets: map[int][]int{}}
	if strings.HasPrefix(text, ByteOrderMark) {
		s.lines[0] = len(ByteOrderMark) // the parser does not count it
	}
	for i := s.lineEnd(s.lines[0]); i < len(text); i = s.lineEnd(i) {
		i += breakAt(text, i)
		s.lines = append(s.lines, i)
	}
	return s
}

// breakAt is the length of the line break at i, 0 when there is none. The
// parser knows more breaks than LF and CR LF, and counts lines by all of them.
func breakAt(s string, i int) int {
	for _, br := range [...]string{"\r\n", "\r", "\n", "\u0085", "\u2028", "\u2029"} {
		if strings.HasPrefix(s[i:], br) {
			return len(br)
		}
	}
	return 0
}

// Start is where a node begins. Its line and column count from 1; columns count
// characters, not bytes.
func (s *Source) Start(n *yaml.Node) int {
	if n.Line < 1 || n.Line > len(s.lines) {
		return len(s.Text)
	}
	offsets := s.offsets[n.Line]
	if offsets == nil {
		start, stop := s.lines[n.Line-1], len(s.Text)
		if n.Line < len(s.lines) {
			stop = s.lines[n.Line]
		}
		for i := range s.Text[start:stop] {
			offsets = append(offsets, start+i)
		}
		offsets = append(offsets, stop)
		s.offsets[n.Line] = offsets
	}
	return offsets[min(max(n.Column, 1), len(offsets))-1]
}

// blankAt is the length of the blank or line break at i, 0 when there is none.
func blankAt(s string, i int) int {
	if s[i] == ' ' || s[i] == '\t' {
		return 1
	}
	return breakAt(s, i)
}

// skipBlank goes over blanks, line breaks and comments.
func (s *Source) skipBlank(i int) int {
	for i < len(s.Text) {
		w := blankAt(s.Text, i)
		switch {
		case w == 0 && s.Text[i] == '#':
			w = s.lineEnd(i) - i
		case w == 0 && strings.HasPrefix(s.Text[i:], ByteOrderMark) && i == s.lineStart(i):
			w = len(ByteOrderMark)
		}
		if w == 0 {
			break
		}
		i += w
	}
	return i
}

// lineStart is where the line of i begins, behind a byte order mark.
func (s *Source) lineStart(i int) int { return s.lines[s.LineOf(i)-1] }

// LineOf is the number of the line that i is in, from 1.
func (s *Source) LineOf(i int) int {
	line, begins := slices.BinarySearch(s.lines, i)
	if begins {
		line++
	}
	return max(line, 1)
}

// lineEnd is where the line of i ends, before its break.
func (s *Source) lineEnd(i int) int {
	if length := strings.IndexAny(s.Text[i:], "\r\n\u0085\u2028\u2029"); length >= 0 {
		return i + length
	}
	return len(s.Text)
}

// nextLine is where the line behind that of i begins.
func (s *Source) nextLine(i int) int {
	if i = s.lineEnd(i); i < len(s.Text) {
		i += breakAt(s.Text, i)
	}
	return i
}

// lineBreak is the break for new lines near i: that of the line itself, or the
// one before, or the first of the file.
func (s *Source) lineBreak(i int) string {
	for _, end := range []int{s.lineEnd(min(i, len(s.Text))), s.lineStart(i) - 1, s.lineEnd(0)} {
		if end >= 0 && end < len(s.Text) && breakAt(s.Text, end) > 0 {
			if s.Text[end] == '\n' && end > 0 && s.Text[end-1] == '\r' {
				return "\r\n"
			}
			if br := s.Text[end : end+breakAt(s.Text, end)]; br[0] == '\r' || br[0] == '\n' {
				return br
			}
		}
	}
	return "\n"
}

// column is how many characters stand before i in its line.
func (s *Source) column(i int) int {
	return utf8.RuneCountInString(s.Text[s.lineStart(i):i])
}

// firstOnLine tells whether nothing but spaces stands before i in its line.
func (s *Source) firstOnLine(i int) bool {
	return strings.Trim(s.Text[s.lineStart(i):i], " ") == ""
}
