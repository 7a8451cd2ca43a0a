package intake

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	udiff "github.com/aymanbagabas/go-udiff"
	"gopkg.in/yaml.v3"

	"redis-wizard/configschema"
	"redis-wizard/configschema/internal/yamledit"
	"redis-wizard/configschema/phrase"
)

// A block is where a configuration.yml stands inside another text: in the ConfigMap of a
// manifest, in the values of a chart, in a compose file.
type block struct {
	in      configschema.File
	content string
	value   string // the scalar that it stands in: with its name in front, or with $ written twice
	lead    string // what stands in front of it there
	line    int    // of its first line, from 0
	indent  string
	scalar  *yaml.Node // that stands between quotes, or is folded; nil for lines further in
	// refusal says why it cannot be edited there; for a scalar, why a text cannot be
	// written in its style.
	refusal error
}

// blockOf finds the lines of a value in a text. Its lines must be those of the text,
// further in.
func (r *reading) blockOf(content string, n *yaml.Node) *block {
	t := r.text
	b := &block{in: t.File, content: content, value: n.Value, line: n.Line}
	refuse := func(text phrase.Text) *block {
		b.refusal = phrase.New(text, "line", strconv.Itoa(n.Line))
		return b
	}
	const elsewhere = "The configuration.yml in line {line} is written in a way in which nothing can be put into it; save it as a file of its own, then try again"
	if lead, found := strings.CutSuffix(n.Value, content); found {
		b.lead = lead
	} else if plain, _, _ := interpolate(n.Value, r.known); plain != content || strings.Count(n.Value, "\n") != strings.Count(content, "\n") {
		return refuse(elsewhere)
	}
	if n.Style&yaml.LiteralStyle == 0 {
		b.scalar = n
		return refuse("The configuration.yml in line {line} is written between quotes or folded, so nothing can be put into it; write it as a block, behind | and further in, then try again")
	}
	if t.lines == nil {
		t.lines = splitLines(t.unmarked())
	}
	lines, first := t.lines, true
	for i, inner := range splitLines(n.Value) {
		inner = strings.TrimSuffix(inner, "\n")
		if b.line+i >= len(lines) {
			return refuse(elsewhere)
		}
		outer := strings.TrimRight(lines[b.line+i], "\r\n")
		if first && strings.Trim(inner, " ") != "" {
			b.indent, first = outer[:max(len(outer)-len(inner), 0)], false
		}
		if outer != b.indent+inner && strings.Trim(outer+inner, " ") != "" {
			return refuse(elsewhere)
		}
	}
	return b
}

// scalarFor is what the scalar holds for another content: in a compose file, lines that
// stay with their references, and others with $ written twice.
func (b *block) scalarFor(content string) string {
	if b.lead+b.content == b.value {
		return b.lead + content
	}
	return putLines(splitLines(ended(b.value)), 0, ended(b.content), ended(content), func(line string) string {
		return strings.ReplaceAll(line, "$", "$$")
	})
}

// splitLines are the lines of a text, each with its break.
func splitLines(text string) []string {
	lines := strings.SplitAfter(text, "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// ended is a text that ends with a line break.
func ended(text string) string { return strings.TrimSuffix(text, "\n") + "\n" }

// put is the text around the block with another content in it. Lines that the content
// keeps stay as they are, byte for byte.
func (b *block) put(text, content string) (out string, ok bool) {
	content = b.scalarFor(content)
	if b.scalar != nil {
		var changes []yamledit.Change
		edits := udiff.Lines(b.value, content)
		udiff.SortEdits(edits)
		for _, e := range edits {
			changes = append(changes, yamledit.Change(e))
		}
		return yamledit.NewSource(text).Rewrite(b.scalar, content, changes)
	}
	return putLines(splitLines(text), b.line, ended(b.value), ended(content), func(line string) string {
		if line != "" {
			line = b.indent + line
		}
		return line
	}), true
}

// putLines are lines, of which those from the given one on stand for a text, with another
// text in its place: what stays of it stays as it is written.
func putLines(lines []string, next int, before, after string, write func(line string) string) string {
	var out strings.Builder
	out.WriteString(strings.Join(lines[:next], ""))
	lineBreak := "\n"
	if strings.HasSuffix(lines[0], "\r\n") {
		lineBreak = "\r\n"
	}
	at := 0 // bytes of before; next is the line that they reach to
	keep := func(to int) {
		count := strings.Count(before[at:to], "\n")
		for _, line := range lines[next : next+count] {
			out.WriteString(line)
			if !strings.HasSuffix(line, "\n") {
				out.WriteString(lineBreak)
			}
		}
		at, next = to, next+count
	}
	edits := udiff.Lines(before, after)
	udiff.SortEdits(edits)
	for _, e := range edits {
		keep(e.Start)
		for _, line := range splitLines(e.New) {
			out.WriteString(write(strings.TrimRight(line, "\r\n")) + lineBreak)
		}
		next += strings.Count(before[at:e.End], "\n")
		at = e.End
	}
	keep(len(before))
	return out.String() + strings.Join(lines[next:], "")
}

// PutBack are the files that stand for Files, as they were given and with other texts in
// place of those of Files: a configuration.yml that stands inside another text is put
// back into it, and the rest of that text stays byte for byte.
func (f *Found) PutBack(files []configschema.File) (before, after []configschema.File, err error) {
	var inStyle error                      // why a text could not be written in the style of a scalar
	last := map[configschema.File]int{}    // where a text with blocks in it is among the files
	for i := len(files) - 1; i >= 0; i-- { // from the last block on: lines before it stay
		b := f.blocks[i]
		switch at, again := last[f.whole(i)]; {
		case b == nil:
			before, after = append(before, f.Files[i]), append(after, files[i])
		case f.Files[i].Text == files[i].Text && again:
		case f.Files[i].Text == files[i].Text:
			last[b.in] = len(before)
			before, after = append(before, b.in), append(after, b.in)
		case b.refusal != nil && b.scalar == nil:
			return nil, nil, b.refusal
		default:
			if !again {
				at = len(before)
				last[b.in] = at
				before, after = append(before, b.in), append(after, b.in)
			}
			var written bool
			if after[at].Text, written = b.put(after[at].Text, files[i].Text); !written {
				return nil, nil, b.refusal
			}
			inStyle = cmp.Or(b.refusal, inStyle)
		}
	}
	slices.Reverse(before)
	slices.Reverse(after)
	if err = f.readsBack(after, files); err != nil {
		err = cmp.Or(inStyle, err)
	}
	return before, after, err
}

// whole is the text that a file of Files stands in.
func (f *Found) whole(i int) configschema.File {
	if b := f.blocks[i]; b != nil {
		return b.in
	}
	return configschema.File{}
}

var errNotBack error = phrase.New("The configuration.yml cannot be changed inside the text around it; save it as a file of its own, then try again")

// readsBack tells whether the same configurations are read from texts.
func (f *Found) readsBack(texts, files []configschema.File) error {
	if !slices.ContainsFunc(f.blocks, func(b *block) bool { return b != nil }) {
		return nil
	}
	var again []configschema.File
	for _, file := range texts {
		t := newText(nil, file, nil)
		t.given = f.given
		if r := read(t); r != nil {
			again = append(again, r.files...)
		}
	}
	if !slices.EqualFunc(again, files, func(a, b configschema.File) bool {
		return strings.TrimRight(a.Text, "\n") == strings.TrimRight(b.Text, "\n")
	}) {
		return errNotBack
	}
	return nil
}
