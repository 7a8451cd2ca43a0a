package yamledit

import (
	"strconv"
	"strings"
	"unicode/utf8"

	udiff "github.com/aymanbagabas/go-udiff"
	"gopkg.in/yaml.v3"

	"redis-wizard/configschema/yamlwrite"
)

// Rewrite gives a scalar between quotes, or a folded one, another text in its own style.
// Between quotes, what stays of its lines stays as it is written. Not every text can be
// written in every style: who calls reads the result back.
func (s *Source) Rewrite(n *yaml.Node, text string) (out string, ok bool) {
	start, end := s.body(n), s.end(n)
	switch s.style(start) {
	case '>':
		head := s.lineEnd(start)
		return s.Text[:head] + s.folded(start, head, text) + s.Text[end:], true
	case '"', '\'':
		places, ok := s.places(start, end, n.Value)
		if !ok {
			return "", false
		}
		var b strings.Builder
		at := 0
		edits := udiff.Lines(n.Value, text)
		udiff.SortEdits(edits)
		for _, e := range edits {
			b.WriteString(s.Text[at:places[e.Start]] + s.escape(start, e.New))
			at = places[e.End]
		}
		return b.String() + s.Text[at:], true
	}
	return "", false
}

// escapes are those of double quotes that stand for one character: the ones of JSON, and
// a space, which only YAML escapes.
var escapes = map[byte]string{'n': "\n", 't': "\t", 'r': "\r", '"': `"`, '\\': `\`, ' ': " "}

// digits is how many hexadecimal digits an escape has.
var digits = map[byte]int{'x': 2, 'u': 4, 'U': 8}

// places are where each byte of a value is written between its quotes, and where it ends.
// What it makes of the text must be the value.
func (s *Source) places(start, end int, value string) (at []int, ok bool) {
	var read strings.Builder
	put := func(text string, from, step int) {
		for i := range len(text) {
			at = append(at, from+i*step)
		}
		read.WriteString(text)
	}
	text, i := s.Text[:end-1], start+1
	for i < len(text) {
		blanks := len(text[i:]) - len(strings.TrimLeft(text[i:], " \t"))
		switch next := i + blanks; {
		case next < len(text) && breakAt(text, next) > 0: // the lines are folded
			from := i
			var breaks []int
			for ; i < len(text) && blankAt(text, i) > 0; i += blankAt(text, i) {
				if breakAt(text, i) > 0 {
					breaks = append(breaks, i)
				}
			}
			if len(breaks) == 1 {
				put(" ", from, 0)
				continue
			}
			put("\n", from, 0)
			for _, next := range breaks[2:] {
				put("\n", next, 0)
			}
		case blanks > 0:
			put(text[i:next], i, 1)
			i = next
		case s.Text[start] == '\'' && text[i] == '\'':
			put("'", i, 0)
			i += 2
		case s.Text[start] == '"' && text[i] == '\\' && i+1 < len(text):
			c := text[i+1]
			if w := breakAt(text, i+1); w > 0 { // the line goes on
				i += 1 + w
				i += len(text[i:]) - len(strings.TrimLeft(text[i:], " \t"))
				continue
			}
			plain, width := escapes[c], 2+digits[c]
			if digits[c] > 0 && i+width <= len(text) {
				number, _ := strconv.ParseUint(text[i+2:i+width], 16, 32)
				plain = string(rune(number))
			}
			put(plain, i, 0)
			i += width
		default:
			put(text[i:i+1], i, 1)
			i++
		}
	}
	return append(at, end-1), read.String() == value
}

// escape writes a text between the quotes that begin at start.
func (s *Source) escape(start int, text string) string {
	if s.Text[start] == '\'' {
		br := s.lineBreak(start)
		return strings.NewReplacer("'", "''", "\n", br+br+strings.Repeat(" ", s.parentIndent(start)+2)).Replace(text)
	}
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r == '\n':
			b.WriteString(`\n`)
		case yamlwrite.Printable(string(r)) && r != utf8.RuneError:
			b.WriteRune(r)
		default:
			quoted := strconv.QuoteToASCII(string(r))
			b.WriteString(strings.Replace(quoted[1:len(quoted)-1], `\x`, `\u00`, 1))
		}
	}
	return b.String()
}

// folded are the lines of a folded text. Between two that begin at the margin a break is
// written twice; lines further in keep theirs.
func (s *Source) folded(start, head int, text string) string {
	indent := s.parentIndent(start) + 2
	if first := s.nextLine(head); first < len(s.Text) {
		if spaces := len(s.Text[first:]) - len(strings.TrimLeft(s.Text[first:], " ")); spaces > s.parentIndent(start) {
			indent = spaces
		}
	}
	br := s.lineBreak(start)
	var b strings.Builder
	atMargin := false
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		isAtMargin := line != "" && line[0] != ' ' && line[0] != '\t'
		b.WriteString(br)
		if atMargin && isAtMargin {
			b.WriteString(br)
		}
		if line != "" {
			atMargin = isAtMargin
			b.WriteString(strings.Repeat(" ", indent) + line)
		}
	}
	return b.String()
}
