package views

import (
	"context"
	"slices"
	"strconv"

	"redis-wizard/configschema/api"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/render"
	"redis-wizard/web/state"
	"redis-wizard/web/views/highlight"
)

// A shape is a form in which the configuration is written.
type shape struct {
	Name  string
	Title phrase.Text
}

// shapes lists them: one's own file first where there is one.
func (p Page) shapes() (out []shape) {
	if p.Mergeable {
		out = append(out, shape{state.TabFile, "Your file"})
	}
	for _, s := range render.Shapes {
		out = append(out, shape{string(s.Format), s.Title})
	}
	return out
}

// Bounds of what is shown, in bytes and lines. Whatever is shown is drawn anew with each
// key that is pressed in the form; a larger file is compared, copied and downloaded.
const (
	largestText = 16 << 10
	largestCopy = 64 << 10
	longestDiff = 300
	// longestOpen is how long a file is that stands open below another one.
	longestOpen = 40
)

// An outputFile is a file of the output as it is shown.
type outputFile struct {
	render.File
	Number  int
	Lines   []highlight.Line // none of a file that is compared, or is too large
	Diff    []diffHunk
	Rest    int // lines of the differences that are not shown
	Merged  *api.MergedFile
	Secrets int
}

type diffHunk []diffRow

type diffRow struct {
	api.DiffLine
	Parts highlight.Line
}

// outputFiles are the files of the chosen shape.
func (p Page) outputFiles() []outputFile {
	secrets := highlight.Of(p.SecretValues())
	var out []outputFile
	for i, file := range p.Files() {
		shown := outputFile{File: file, Number: i}
		if p.Merged != nil {
			shown.Merged = &p.Merged.Files[i]
			shown.compare(secrets)
		}
		if len(file.Text) <= largestText {
			shown.Lines = highlight.New(file.Language, secrets, file.Secret).Lines(file.Text)
			shown.Secrets = highlight.Count(shown.Lines)
		}
		out = append(out, shown)
	}
	return out
}

// compare reads the differences. Lines before and after are read as two files, of which
// each may be in the middle of a text.
func (f *outputFile) compare(secrets highlight.Secrets) {
	lines := 0
	for _, hunk := range f.Merged.Diff {
		before, after := highlight.New(f.Language, secrets, false), highlight.New(f.Language, secrets, false)
		var rows diffHunk
		for _, line := range hunk.Lines {
			if lines++; lines > longestDiff {
				f.Rest++
				continue
			}
			row := diffRow{DiffLine: line}
			if line.Op != "added" {
				row.Parts = before.Line(line.Text)
			}
			if line.Op != "removed" {
				row.Parts = after.Line(line.Text)
			}
			rows = append(rows, row)
		}
		if len(rows) > 0 {
			f.Diff = append(f.Diff, rows)
		}
	}
}

// compared tells whether the differences are shown in place of the whole file.
func (f outputFile) compared(whole bool) bool { return f.Merged != nil && f.Merged.Changed && !whole }

// folded tells whether a file has to be opened: one below another that is long.
func (f outputFile) folded() bool {
	return f.Number > 0 && f.Merged == nil && len(f.Lines) > longestOpen
}

// copyable tells whether the page has the text, so that it can be copied.
func (f outputFile) copyable() bool { return len(f.Text) <= largestCopy }

func (f outputFile) id() string { return "file-" + strconv.Itoa(f.Number) }

// get is the action that answers with the file.
func (f outputFile) get() string { return "get." + strconv.Itoa(f.Number) }

// copied is what is said once the file has been copied.
func (f outputFile) copied(ctx context.Context) string {
	switch f.Secrets {
	case 0:
		return say(ctx, "{file} copied.", "file", f.Name)
	case 1:
		return say(ctx, "{file} copied, contains 1 secret.", "file", f.Name)
	}
	return say(ctx, "{file} copied, contains {count} secrets.", "file", f.Name, "count", strconv.Itoa(f.Secrets))
}

// hasSecrets tells whether anything is masked.
func hasSecrets(files []outputFile) bool {
	return slices.ContainsFunc(files, func(f outputFile) bool {
		return f.Secrets > 0 || slices.ContainsFunc(f.Diff, func(rows diffHunk) bool {
			return slices.ContainsFunc(rows, func(row diffRow) bool { return highlight.Count([]highlight.Line{row.Parts}) > 0 })
		})
	})
}

// outputNotes are what to know of the output, by how much it matters: what is lost in it,
// what Authelia needs beside it, and the rest. What the verdict says is not repeated.
func (p Page) outputNotes() (lost, needs, rest []render.Note) {
	if p.Merged != nil {
		for _, text := range p.Merged.Notes {
			lost = append(lost, render.Note{Text: text})
		}
	}
	if p.Rendering == nil {
		return lost, nil, nil
	}
	for _, note := range p.Rendering.Notes {
		switch {
		case note.Judged:
		case note.Kind == "inexpressible":
			lost = append(lost, note)
		case note.Need != "":
			needs = append(needs, note)
		default:
			rest = append(rest, note)
		}
	}
	return lost, needs, rest
}

// lineNumber is empty where there is no such line.
func lineNumber(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// kilobytes is the size of a text.
func kilobytes(text string) string { return strconv.Itoa((len(text) + 1023) / 1024) }
