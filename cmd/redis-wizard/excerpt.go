package main

import (
	"strconv"
	"strings"
	"unicode"
)

// window is the most columns of a source line that are shown.
const window = 100

// An excerpt is a source line to be shown, with the place of a mark under it.
type excerpt struct {
	text  string
	caret int // columns in front of the mark
}

// excerptOf is what can be shown of a place in a source; false for nothing. Column
// counts characters from 1; 0 stands for the beginning of the line's text.
func excerptOf(s *source, line, column int) (excerpt, bool) {
	original, ok := s.Line(line)
	if !ok {
		return excerpt{}, false
	}
	shown, ok := s.Visible(line)
	if !ok {
		return excerpt{}, false
	}
	whole, part := []rune(original), []rune(shown)
	at := min(max(column-1, 0), len(whole))
	if column < 1 {
		at = len([]rune(original)) - len([]rune(strings.TrimLeft(original, " \t")))
	}
	same := 0
	for same < len(whole) && same < len(part) && whole[same] == part[same] {
		same++
	}
	if at > same { // in what is hidden
		at = same
		for at < len(part) && part[at] == ' ' {
			at++
		}
	}
	const near = 4 * window // of a long line, no more is looked at
	first, last := min(max(at-near, 0), len(part)), min(at+near, len(part))
	return framed(part[first:last], at-first), true
}

// framed turns a line into what a terminal shows, cut around the mark.
func framed(line []rune, at int) excerpt {
	cells := make([]string, len(line))
	widths := make([]int, len(line))
	before, total := 0, 0
	for i, r := range line {
		cells[i], widths[i] = cell(r)
		if i < at {
			before += widths[i]
		}
		total += widths[i]
	}
	if total <= window {
		return excerpt{strings.Join(cells, ""), before}
	}
	// The mark gets a third of the window in front of it.
	first, skipped := 0, 0
	for before-skipped > window/3 && first < at {
		skipped += widths[first]
		first++
	}
	for first < len(line) && first > 0 && widths[first] == 0 { // an accent stays with its letter
		first++
	}
	var b strings.Builder
	caret := before - skipped
	if first > 0 {
		b.WriteString("…")
		caret++
	}
	used := 0
	for i := first; i < len(line); i++ {
		if used+widths[i] > window {
			b.WriteString("…")
			break
		}
		used += widths[i]
		b.WriteString(cells[i])
	}
	return excerpt{b.String(), max(caret, 0)}
}

// cell is how a terminal shows a character, and in how many columns.
func cell(r rune) (string, int) {
	switch {
	case r == '\t':
		return "    ", 4
	case unicode.In(r, unicode.Mn, unicode.Me):
		return string(r), 0
	case !strconv.IsPrint(r):
		quoted := strconv.QuoteRune(r)
		quoted = quoted[1 : len(quoted)-1]
		return quoted, len([]rune(quoted))
	case wide(r):
		return string(r), 2
	}
	return string(r), 1
}

// wide tells the characters that take two columns: those of East Asian scripts,
// and emoji (Unicode's East_Asian_Width, W and F).
func wide(r rune) bool {
	switch {
	case r < 0x1100:
		return false
	case r <= 0x115F, r >= 0x2E80 && r <= 0x303E, r >= 0x3041 && r <= 0xA4CF, r >= 0xAC00 && r <= 0xD7A3,
		r >= 0xF900 && r <= 0xFAFF, r >= 0xFE30 && r <= 0xFE6F, r >= 0xFF00 && r <= 0xFF60, r >= 0xFFE0 && r <= 0xFFE6,
		r >= 0x1F300 && r <= 0x1F64F, r >= 0x1F680 && r <= 0x1F6FF, r >= 0x1F900 && r <= 0x1FAFF, r >= 0x20000 && r <= 0x3FFFD:
		return true
	}
	return false
}
