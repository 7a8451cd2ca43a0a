package api

import (
	"strings"

	udiff "github.com/aymanbagabas/go-udiff"

	"redis-wizard/configschema/causes"
)

// placeProblems says where problems of the files are in the text that was given; what
// the form has added is nowhere in it.
func (d *document) placeProblems(problems []causes.Problem) {
	for i, file := range d.files {
		before := d.found.Files[i].Text
		if before == file.Text {
			continue
		}
		edits := udiff.Lines(before, file.Text)
		for n := range problems {
			p := &problems[n]
			if p.Line > 0 && (p.File == file.Name || len(d.files) == 1 && p.File == "") {
				if p.Line = lineBefore(before, edits, p.Line-file.Above); p.Line == 0 {
					p.File, p.Column = "", 0
				} else {
					p.Line += file.Above
				}
			}
		}
	}
}

// lineBefore is the number that a line had before some edits; 0 for one that they have
// added. A line in place of another has the other's number.
func lineBefore(before string, edits []udiff.Edit, line int) int {
	at, shift := 0, 0 // the line behind the last edit, and how much further down it is now
	for _, edit := range edits {
		start := 1 + strings.Count(before[:edit.Start], "\n")
		if line < start+shift {
			break
		}
		gone, come := lines(before[edit.Start:edit.End]), lines(edit.New)
		if line < start+shift+come {
			if n := line - start - shift; n < gone {
				return start + n
			}
			return 0
		}
		at, shift = start+gone, shift+come-gone
	}
	return max(line-shift, at)
}

// lines counts lines, an unfinished last one included.
func lines(text string) int {
	n := strings.Count(text, "\n")
	if text != "" && !strings.HasSuffix(text, "\n") {
		n++
	}
	return n
}
