package api

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	udiff "github.com/aymanbagabas/go-udiff"

	"redis-wizard/configschema"
	"redis-wizard/configschema/intake"
	"redis-wizard/configschema/phrase"
)

// Merged is the files of a person with the form's options in them.
type Merged struct {
	Files []MergedFile `json:"files"`
	// Text is all of them as one text.
	Text string `json:"text"`
	// Notes say which options the files cannot carry, and what to do about them.
	Notes []string `json:"notes,omitempty"`
}

// MergedFile is one of them.
type MergedFile struct {
	Name string `json:"name"`
	Text string `json:"text"`
	// Changed tells whether Text differs from what was brought.
	Changed bool `json:"changed"`
	// Added and Removed count lines.
	Added   int    `json:"added"`
	Removed int    `json:"removed"`
	Diff    []Hunk `json:"diff"`
}

// Hunk is lines that changed, with some around them.
type Hunk struct {
	Lines []DiffLine `json:"lines"`
}

// DiffLine is one line of a hunk.
type DiffLine struct {
	// Op is "same", "added" or "removed".
	Op string `json:"op"`
	// Old and New are the line's numbers before and after, from 1; 0 where it is
	// not there.
	Old  int    `json:"old,omitempty"`
	New  int    `json:"new,omitempty"`
	Text string `json:"text"`
}

// fileName is what a file without a name is called.
const fileName = "configuration.yml"

// Merge puts the form's options into the text of a configuration.yml, or of
// several, or into values of Authelia's chart, for as long as somebody waits for it. What else is in the text, lists of
// variables for instance, is left out of the answer.
func Merge(ctx context.Context, text string, in configschema.Input) (Merged, error) {
	if text == "" {
		return Merged{}, ErrNothing
	}
	d, err := openDocument(ctx, text, in)
	switch {
	case err != nil:
		return Merged{}, err
	case d.refusal != nil:
		return Merged{}, d.refusal
	case len(d.files) == 0 && d.found.HasChart():
		return d.intoChart(ctx)
	case len(d.files) == 0:
		return Merged{}, phrase.New("Import a configuration.yml to use this tab")
	}
	out, err := compareFiles(ctx, &d.found, d.files)
	for _, p := range d.changedElsewhere() {
		out.Notes = append(out.Notes, p.Message+". "+p.Hint)
	}
	return out, err
}

// intoChart puts the form's options into values of Authelia's chart, by its own keys.
func (d *document) intoChart(ctx context.Context) (Merged, error) {
	values := d.found.Result.Values
	if isFilled(d.in) {
		values = d.in.Counted(d.in.Values)
	}
	before, after, notes, err := d.found.PutIntoChart(ctx, values, d.in.Language)
	if err != nil {
		return Merged{}, err
	}
	file, err := compare(cmp.Or(after.Name, "values.yaml"), before.Text, after.Text)
	return Merged{[]MergedFile{file}, file.Text, notes}, err
}

// compareFiles says of each file what changes in it, and in the text around it.
func compareFiles(ctx context.Context, found *intake.Found, after []configschema.File) (Merged, error) {
	before, after, err := found.PutBack(after)
	if err != nil {
		return Merged{}, err
	}
	out := Merged{Text: joined(after)}
	for i, file := range after {
		if err := ctx.Err(); err != nil {
			return Merged{}, err
		}
		merged, err := compare(file.Name, before[i].Text, file.Text)
		if err != nil {
			return Merged{}, err
		}
		out.Files = append(out.Files, merged)
	}
	return out, nil
}

// around is how many lines are shown on either side of a change.
const around = 3

// compare is a file with its changes.
func compare(name, before, after string) (MergedFile, error) {
	if name == "" {
		name = fileName
	}
	out := MergedFile{Name: name, Text: after, Changed: before != after, Diff: []Hunk{}}
	unified, err := udiff.ToUnifiedDiff(name, name, before, udiff.Lines(before, after), around)
	if err != nil {
		return MergedFile{}, fmt.Errorf("compare %s with what it was: %w", name, err)
	}
	for _, hunk := range unified.Hunks {
		lines := Hunk{}
		from, to := hunk.FromLine, hunk.ToLine
		for _, line := range hunk.Lines {
			shown := DiffLine{Text: trimBreak(line.Content)}
			switch line.Kind {
			case udiff.Delete:
				shown.Op, shown.Old = "removed", from
				from++
				out.Removed++
			case udiff.Insert:
				shown.Op, shown.New = "added", to
				to++
				out.Added++
			default:
				shown.Op, shown.Old, shown.New = "same", from, to
				from++
				to++
			}
			lines.Lines = append(lines.Lines, shown)
		}
		out.Diff = append(out.Diff, lines)
	}
	return out, nil
}

// trimBreak takes the line break off a line.
func trimBreak(line string) string {
	text, ended := strings.CutSuffix(line, "\n")
	if ended {
		text = strings.TrimSuffix(text, "\r")
	}
	return text
}
