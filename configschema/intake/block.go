package intake

import (
	"slices"
	"strconv"
	"strings"

	udiff "github.com/aymanbagabas/go-udiff"
	"gopkg.in/yaml.v3"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
)

// A block is where a configuration.yml stands inside another text: in the ConfigMap of a
// manifest, in the values of a chart, in a compose file.
type block struct {
	in      configschema.File
	content string
	line    int // of its first line, from 0
	indent  string
	// dollars tells that a $ in it is written twice.
	dollars bool
	// refusal says why it cannot be edited there.
	refusal error
}

// blockOf finds the lines of a value in a text. Its lines must be those of the text,
// further in.
func (t *text) blockOf(content string, n *yaml.Node) *block {
	b := &block{in: t.File, content: content, line: n.Line}
	refuse := func(text phrase.Text) *block {
		b.refusal = phrase.New(text, "line", strconv.Itoa(n.Line))
		return b
	}
	if n.Style&yaml.LiteralStyle == 0 {
		return refuse("The configuration.yml in line {line} is written between quotes or folded, so nothing can be put into it; write it as a block, behind | and further in, then try again")
	}
	if t.lines == nil {
		t.lines = splitLines(t.unmarked())
	}
	lines, first := t.lines, true
	for i, inner := range splitLines(content) {
		inner = strings.TrimSuffix(inner, "\n")
		if b.line+i >= len(lines) {
			return refuse("The configuration.yml in line {line} is written in a way in which nothing can be put into it; save it as a file of its own, then try again")
		}
		outer := strings.TrimRight(lines[b.line+i], "\r\n")
		if first && strings.Trim(inner, " ") != "" {
			b.indent, first = outer[:max(len(outer)-len(inner), 0)], false
		}
		if outer != b.indent+inner && strings.Trim(outer+inner, " ") != "" {
			return refuse("The configuration.yml in line {line} is written in a way in which nothing can be put into it; save it as a file of its own, then try again")
		}
	}
	return b
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
func (b *block) put(text, content string) string {
	lines := splitLines(text)
	lineBreak := "\n"
	if strings.HasSuffix(lines[0], "\r\n") {
		lineBreak = "\r\n"
	}
	before := ended(b.content)
	var out strings.Builder
	out.WriteString(strings.Join(lines[:b.line], ""))
	at, next := 0, b.line // bytes of before, and the line of the text that they reach to
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
	edits := udiff.Lines(before, ended(content))
	udiff.SortEdits(edits)
	for _, e := range edits {
		keep(e.Start)
		for _, line := range splitLines(e.New) {
			line = strings.TrimRight(line, "\r\n")
			if b.dollars {
				line = strings.ReplaceAll(line, "$", "$$")
			}
			if line != "" {
				line = b.indent + line
			}
			out.WriteString(line + lineBreak)
		}
		next += strings.Count(before[at:e.End], "\n")
		at = e.End
	}
	keep(len(before))
	out.WriteString(strings.Join(lines[next:], ""))
	return out.String()
}

// PutBack are the files that stand for Files, as they were given and with other texts in
// place of those of Files: a configuration.yml that stands inside another text is put
// back into it, and the rest of that text stays byte for byte.
func (f Found) PutBack(files []configschema.File) (before, after []configschema.File, err error) {
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
		case b.refusal != nil:
			return nil, nil, b.refusal
		default:
			if !again {
				at = len(before)
				last[b.in] = at
				before, after = append(before, b.in), append(after, b.in)
			}
			after[at].Text = b.put(after[at].Text, files[i].Text)
		}
	}
	slices.Reverse(before)
	slices.Reverse(after)
	return before, after, f.readsBack(after, files)
}

// whole is the text that a file of Files stands in.
func (f Found) whole(i int) configschema.File {
	if b := f.blocks[i]; b != nil {
		return b.in
	}
	return configschema.File{}
}

var errNotBack error = phrase.New("The configuration.yml cannot be changed inside the text around it; save it as a file of its own, then try again")

// readsBack tells whether the same configurations are read from texts.
func (f Found) readsBack(texts, files []configschema.File) error {
	if !slices.ContainsFunc(f.blocks, func(b *block) bool { return b != nil }) {
		return nil
	}
	var again []configschema.File
	for _, file := range texts {
		if r := read(newText(nil, file, nil)); r != nil {
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
