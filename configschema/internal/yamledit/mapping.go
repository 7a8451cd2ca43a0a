package yamledit

import (
	"encoding/json"
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema/yamlwrite"
)

// A Mapping is a mapping of the source whose entries change.
type Mapping struct {
	Node *yaml.Node
	Step int // by how much what is in it is indented
	// Gone are the keys that go.
	Gone map[*yaml.Node]bool
}

// NewMapping takes the indentation from a mapping around it.
func (p *Plan) NewMapping(n *yaml.Node, around *Mapping) *Mapping {
	m := &Mapping{Node: n, Step: around.Step, Gone: map[*yaml.Node]bool{}}
	if isFlow(n) || around.Flow() || len(n.Content) == 0 {
		return m
	}
	if step := p.columnOf(n) - p.columnOf(around.Node); step > 0 && step <= 16 {
		m.Step = step
	}
	return m
}

// Flow tells whether it is written with braces.
func (m *Mapping) Flow() bool { return isFlow(m.Node) }

// columnOf is where the keys of a block mapping begin, from 0.
func (p *Plan) columnOf(m *yaml.Node) int {
	if len(m.Content) == 0 {
		return 0
	}
	return p.column(p.Start(m.Content[0]))
}

// A Where is a place for new sections.
type Where int

// The places. What ends a document, or a block of text, can be in the way of one.
const (
	Behind Where = iota // behind the last entry
	AtEnd               // at the end of the text, if that is still the first document
	Before              // before the first entry
)

// Insert puts entries into a mapping: plain values behind its last one, and sections
// where they are asked for.
func (p *Plan) Insert(m *Mapping, entries yamlwrite.Mapping, where Where) {
	if m.Flow() {
		p.insertFlow(m, entries)
		return
	}
	var plain, sections yamlwrite.Mapping
	for _, e := range entries {
		if yamlwrite.Nested(e.Value) {
			sections = append(sections, e)
		} else {
			plain = append(plain, e)
		}
	}
	first := p.Start(m.Node.Content[0])
	behindPlain, behindAll := -1, 0
	for k, v := range Entries(m.Node) {
		behindAll = max(behindAll, p.nextLine(p.entryEnd(k, v)))
		if v.Kind == yaml.ScalarNode || v.Kind == yaml.AliasNode && v.Alias.Kind == yaml.ScalarNode {
			behindPlain = behindAll
		}
	}
	if behindPlain < 0 {
		behindPlain = behindAll
	}
	switch {
	case where == Before:
		behindAll = p.lineStart(first)
	case where == AtEnd && p.skipBlank(behindAll) == len(p.Text):
		behindAll = len(p.Text)
	}
	if strings.Trim(p.Text[p.lineStart(first):first], " -") != "" {
		p.Failed = true // "? " or the like before the first key
	}
	p.insertLines(behindPlain, yamlwrite.Lines(plain, p.columnOf(m.Node), m.Step))
	p.insertLines(behindAll, yamlwrite.Lines(sections, p.columnOf(m.Node), m.Step))
}

// InsertBehind puts entries behind one of a block mapping.
func (p *Plan) InsertBehind(m *Mapping, k, v *yaml.Node, entries yamlwrite.Mapping) {
	p.insertLines(p.nextLine(p.entryEnd(k, v)), yamlwrite.Lines(entries, p.columnOf(m.Node), m.Step))
}

func (p *Plan) insertFlow(m *Mapping, entries yamlwrite.Mapping) {
	at, lead := -1, ""
	for k, v := range Entries(m.Node) {
		if end := p.entryEnd(k, v); !m.Gone[k] && end > at {
			at, lead = end, ", "
		}
	}
	if at < 0 {
		if at = p.body(m.Node); at >= len(p.Text) || p.Text[at] != '{' {
			p.Failed = true
			return
		}
		at++
	}
	text := flow(entries)
	if isJSON(m.Node) {
		text = asJSON(entries)
	}
	p.replace(at, at, lead+text[1:len(text)-1])
}

// isJSON tells whether all keys of a mapping stand in double quotes, as they do in JSON.
func isJSON(n *yaml.Node) bool {
	for k := range Entries(n) {
		if k.Style&yaml.DoubleQuotedStyle == 0 {
			return false
		}
	}
	return len(n.Content) > 0
}

// asJSON writes a value as JSON, which is YAML as well.
func asJSON(value any) string {
	var parts []string
	switch value := value.(type) {
	case yamlwrite.Mapping:
		for _, e := range value {
			parts = append(parts, asJSON(e.Key)+": "+asJSON(e.Value))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case yamlwrite.List:
		for _, item := range value {
			parts = append(parts, asJSON(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case string:
		text, _ := json.Marshal(value) // a string always can be written
		return string(text)
	}
	return flow(value)
}

// Fill puts entries into a text that holds nothing, or nothing but comments.
func (p *Plan) Fill(entries yamlwrite.Mapping, where Where) {
	place := p.lines[0]
	switch where {
	case AtEnd:
		place = len(p.Text)
	case Behind:
		for _, at := range p.lines {
			if p.isMarker(at) && p.Text[at] == '-' {
				place = p.nextLine(at)
				break
			}
		}
	}
	p.insertLines(place, yamlwrite.Lines(entries, 0, 2))
}

// Rename gives an entry another key in its place.
func (p *Plan) Rename(k *yaml.Node, name string) { p.replace(p.Start(k), p.end(k), name) }

// Remove takes out the entries that go.
func (p *Plan) Remove(m *Mapping) {
	if len(m.Gone) == 0 {
		return
	}
	if m.Flow() {
		p.removeFlow(m)
		return
	}
	for k, v := range Entries(m.Node) {
		if !m.Gone[k] {
			continue
		}
		p.Forget(v)
		if !p.firstOnLine(p.Start(k)) || p.colon(k) == 0 {
			p.Failed = true
			return
		}
		start, end := p.Entry(m.Node, k, v)
		p.replace(start, end, "")
	}
}

// LeaveEmpty has an empty mapping stay behind where all of a document's entries go.
func (p *Plan) LeaveEmpty(m *Mapping) {
	if !m.Flow() && len(m.Gone) == len(m.Node.Content)/2 {
		p.insertLines(p.lineStart(p.Start(m.Node.Content[0])), []string{"{}"})
	}
}

// removeFlow takes them out between braces, where the commas go as well.
func (p *Plan) removeFlow(m *Mapping) {
	var starts, ends []int
	var gone []bool
	kept := -1
	for k, v := range Entries(m.Node) {
		if m.Gone[k] {
			p.Forget(v)
		} else {
			kept = len(gone)
		}
		starts, ends, gone = append(starts, p.Start(k)), append(ends, p.entryEnd(k, v)), append(gone, m.Gone[k])
	}
	for i := range kept {
		if gone[i] {
			p.replace(starts[i], starts[i+1], "")
		}
	}
	switch last := len(gone) - 1; {
	case kept < 0:
		p.replace(starts[0], ends[last], "")
	case kept < last:
		p.replace(ends[kept], ends[last], "")
	}
}
