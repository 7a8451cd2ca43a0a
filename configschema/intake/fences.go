package intake

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// fenceLine begins or ends a block of code in Markdown.
var fenceLine = regexp.MustCompile("^ {0,3}(?:```+|~~~+)")

// maxFences bounds the blocks of one text that are read.
const maxFences = 20

// A fenced is a block of code between prose. Its text has the lines above it, empty.
type fenced struct {
	*text
	content string
	line    int // of the mark above it, from 1
}

// fences are the blocks of a text that is prose around them, and the prose alone; none for
// any other text.
func (t *text) fences() (blocks []fenced, prose string) {
	if !strings.Contains(t.Text, "```") && !strings.Contains(t.Text, "~~~") {
		return nil, ""
	}
	var around, content strings.Builder
	number, opened, hasProse := 0, 0, false
	for line := range strings.Lines(t.unmarked()) {
		number++
		switch isFence := fenceLine.MatchString(line); {
		case isFence && opened > 0:
			blocks = append(blocks, fenced{content: content.String(), line: opened})
			opened = 0
			content.Reset()
			around.WriteString("\n")
		case isFence:
			opened = number
			around.WriteString("\n")
		case opened > 0:
			content.WriteString(line)
			around.WriteString("\n")
		default:
			hasProse = hasProse || strings.TrimSpace(line) != ""
			around.WriteString(line)
		}
	}
	if !hasProse || opened > 0 {
		return nil, ""
	}
	return blocks, around.String()
}

// readFences takes a page in Markdown: each block of code is a text, and so is what stands
// around them, where a table may be. Of several blocks that say the same the first one
// counts: they are examples to choose from.
func readFences(t *text) *reading {
	blocks, prose := t.fences()
	if len(blocks) == 0 || t.request.Text("", prose) != nil {
		return nil
	}
	if len(blocks) > maxFences {
		blocks = blocks[:maxFences]
	}
	all := &texts{}
	inner := func(content string) *text {
		f := t.File
		f.Text = content
		part := newText(t.request, f, t.language)
		part.given, all.all = all, append(all.all, part)
		return part
	}
	for i, b := range blocks {
		if t.request.Text("", b.content) != nil {
			return nil
		}
		blocks[i].text = inner(strings.Repeat("\n", b.line) + b.content)
	}
	r, seen, hasRedis := &reading{text: t}, map[Form]bool{}, false
	for _, b := range blocks {
		part := read(b.text)
		if part == nil || part.form == Unknown {
			continue
		}
		isAgain := seen[part.form] && part.form != Configuration || part.form == Configuration && hasRedis && strings.Contains(b.content, "redis")
		if isAgain {
			r.note("The block in line {line} was left aside: there is one of its kind above it.", "line", strconv.Itoa(b.line))
			continue
		}
		seen[part.form] = true
		r.addFenced(part, b)
		hasRedis = hasRedis || part.form == Configuration && strings.Contains(b.content, "redis")
	}
	if rest := readVariables(inner(prose)); rest != nil && !seen[Environment] && !seen[Compose] {
		rest.form = Environment
		r.addFenced(rest, fenced{})
	}
	if r.form == Unknown || r.form == Log { // a log is known as one with the prose around it
		return nil
	}
	return r
}

// addFenced adds what a block holds. A configuration.yml in it is one inside the page.
func (r *reading) addFenced(part *reading, b fenced) {
	if part.form == Configuration && len(part.files) == 1 && part.blocks[0] == nil {
		part.files = nil
		r.configuration(b.content, &yaml.Node{Kind: yaml.ScalarNode, Style: yaml.LiteralStyle, Line: b.line})
	}
	for i := range part.files {
		if inner := part.blocks[i]; inner != nil {
			inner.in = r.File
			if r.blocks == nil {
				r.blocks = map[int]*block{}
			}
			r.blocks[len(r.files)+i] = inner
		}
	}
	if part.form == Log {
		r.log, part.notes = r.log+part.Text, nil
	} else if r.form == Unknown || r.form == Configuration || r.form == Log {
		r.form = part.form
	}
	r.form = cmp.Or(r.form, part.form)
	r.join(part)
}
