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
}

const byteOrderMark = "\uFEFF"

func newSourceText(text string) *sourceText {
	s := &sourceText{text: text, lines: []int{0}}
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
	i := s.lines[line-1]
	for ; column > 1 && i < len(s.text); column-- {
		_, size := utf8.DecodeRuneInString(s.text[i:])
		i += size
	}
	return i
}

func (s *sourceText) start(n *yaml.Node) int { return s.at(n.Line, n.Column) }

// body is where a node begins behind its anchor and tag.
func (s *sourceText) body(n *yaml.Node) int {
	i := s.start(n)
	for {
		j := i
		if i < len(s.text) && (s.text[i] == '&' && n.Anchor != "" || s.text[i] == '!' && n.Style&yaml.TaggedStyle != 0) {
			for j < len(s.text) && !isBlank(s.text, j) && !(j > i && strings.IndexByte(",[]{}", s.text[j]) >= 0) {
				j++
			}
		}
		if j == i {
			return i
		}
		if i = s.skipBlank(j); i == len(s.text) || n.Kind == yaml.ScalarNode && n.Value == "" && s.style(i) == 0 {
			return j // an anchor or a tag without a value
		}
	}
}

// style tells how the scalar at i is written: one of " ' | > & ! or 0 for plain.
func (s *sourceText) style(i int) byte {
	if i < len(s.text) && strings.IndexByte("\"'|>&!", s.text[i]) >= 0 {
		return s.text[i]
	}
	return 0
}

// end is the offset behind the last byte of a node; comments behind it, and
// the line break, are not part of it.
func (s *sourceText) end(n *yaml.Node) int {
	i := s.body(n)
	switch n.Kind {
	case yaml.AliasNode:
		return min(len(s.text), i+1+len(n.Value))
	case yaml.ScalarNode:
		return s.scalarEnd(n, i)
	}
	end := i
	if n.Style&yaml.FlowStyle == 0 {
		switch count := len(n.Content); {
		case count > 1 && n.Kind == yaml.MappingNode:
			end = max(end, s.entryEnd(n.Content[count-2], n.Content[count-1]))
		case count > 0:
			end = max(end, s.end(n.Content[count-1]))
		}
		return end
	}
	braced := i < len(s.text) && (s.text[i] == '{' || s.text[i] == '[') // [a: b] has a mapping without
	if braced {
		end++
	}
	for _, c := range n.Content {
		end = max(end, s.valueEnd(c))
	}
	if !braced {
		return end
	}
	for end = s.skipBlank(end); end < len(s.text) && strings.IndexByte(",:?", s.text[end]) >= 0; end = s.skipBlank(end + 1) {
	}
	return min(len(s.text), end+1)
}

func (s *sourceText) scalarEnd(n *yaml.Node, i int) int {
	switch s.style(i) {
	case '\'':
		for i++; i < len(s.text); i++ {
			if s.text[i] == '\'' {
				if i+1 == len(s.text) || s.text[i+1] != '\'' {
					return i + 1
				}
				i++
			}
		}
		return i
	case '"':
		for i++; i < len(s.text); i++ {
			switch s.text[i] {
			case '\\':
				i++
			case '"':
				return i + 1
			}
		}
		return min(i, len(s.text))
	case '|', '>':
		if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
			return s.blockScalarEnd(i)
		}
	}
	// A plain scalar has no escapes: its characters stand in the source as they
	// are, and only the blanks between them may be more.
	for j := 0; j < len(n.Value); {
		if w := blankAt(n.Value, j); w > 0 {
			j += w
			continue
		}
		for i < len(s.text) {
			w := blankAt(s.text, i)
			if w == 0 {
				break
			}
			i += w
		}
		i++
		j++
	}
	return min(i, len(s.text))
}

// blockScalarEnd is behind the last line of a block scalar. Blank lines behind
// it are part of it only when the header says keep ("|+").
func (s *sourceText) blockScalarEnd(i int) int {
	head := s.lineEnd(i)
	keep, indent := false, 0
	for _, c := range s.text[i+1 : head] {
		if c == '+' {
			keep = true
		} else if c >= '1' && c <= '9' {
			indent = int(c - '0')
		} else if c != '-' {
			break
		}
	}
	parent := s.parentIndent(i)
	if indent > 0 {
		indent += parent
	}
	end := head
	for at := s.nextLine(head); at < len(s.text); at = s.nextLine(at) {
		stop := s.lineEnd(at)
		spaces := 0
		for at+spaces < stop && s.text[at+spaces] == ' ' {
			spaces++
		}
		blank := at+spaces == stop
		if !blank && indent == 0 {
			indent = max(spaces, parent+1)
		}
		switch {
		case blank && (keep || indent > 0 && spaces > indent):
			end = stop
		case blank:
		case spaces < indent || s.isMarker(at):
			return end
		default:
			end = stop
		}
		if s.nextLine(stop) == stop {
			break
		}
	}
	return end
}

// parentIndent is the column, from 0, of the mapping key or list item that the
// block scalar at i belongs to: the first thing on its line behind any dashes.
func (s *sourceText) parentIndent(i int) int {
	start := s.lineStart(i)
	at := start
	for at < i && (s.text[at] == ' ' || s.text[at] == '-' && at+1 < i && s.text[at+1] == ' ') {
		at++
	}
	return at - start
}

// isMarker tells whether a line begins with --- or ..., the end of a document.
func (s *sourceText) isMarker(at int) bool {
	rest := s.text[at:]
	return (strings.HasPrefix(rest, "---") || strings.HasPrefix(rest, "...")) && (len(rest) == 3 || isBlank(rest, 3))
}

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

// colon is behind the colon that follows a key; 0 for a key without one.
func (s *sourceText) colon(key *yaml.Node) int {
	i := s.skipBlank(s.end(key))
	if i < len(s.text) && s.text[i] == ':' {
		return i + 1
	}
	return 0
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
