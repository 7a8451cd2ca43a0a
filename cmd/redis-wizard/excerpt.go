package main

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"redis-wizard/configschema/redact"
	"redis-wizard/configschema/visible"
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
func excerptOf(s *redact.Source, line, column int) (excerpt, bool) {
	if s == nil {
		return excerpt{}, false
	}
	original, _ := s.Line(line)
	shown, ok := s.Visible(line)
	if !ok {
		return excerpt{}, false
	}
	whole, part := []rune(original), []rune(shown)
	at := min(max(column-1, 0), len(whole))
	if column < 1 {
		at = len(original) - len(strings.TrimLeft(original, " \t"))
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
	total := 0
	for i, r := range line {
		cells[i], widths[i] = cell(r)
		total += widths[i]
	}
	// The mark gets a third of the window in front of it.
	first, before := min(at, len(line)), 0
	for first > 0 && (total <= window || before+widths[first-1] <= window/3) {
		first--
		before += widths[first]
	}
	shown := excerpt{caret: before}
	if first > 0 {
		for first < len(line) && widths[first] == 0 { // an accent stays with its letter
			first++
		}
		shown = excerpt{"…", before + 1}
	}
	used := 0
	for i := first; i < len(line); i++ {
		if used += widths[i]; used > window {
			shown.text += "…"
			break
		}
		shown.text += cells[i]
	}
	return shown
}

// cell is how a terminal shows a character, and in how many columns.
func cell(r rune) (string, int) {
	switch {
	case r == '\t':
		return "    ", 4
	case unicode.In(r, unicode.Mn, unicode.Me):
		return string(r), 0
	case !visible.Rune(r):
		quoted := strconv.QuoteRune(r)
		quoted = quoted[1 : len(quoted)-1]
		return quoted, len([]rune(quoted))
	}
	// East Asian scripts and most emoji take two columns.
	if kind := width.LookupRune(r).Kind(); kind == width.EastAsianWide || kind == width.EastAsianFullwidth {
		return string(r), 2
	}
	return string(r), 1
}
