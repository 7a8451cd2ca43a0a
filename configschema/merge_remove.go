package configschema

import (
	"gopkg.in/yaml.v3"
)

// untangle writes out the aliases that stay while what they stand for changes.
func (e *mergeEdit) untangle() {
	for _, o := range e.aliases {
		if e.altered[o.value.Alias] {
			start := e.text.start(o.value)
			f, _ := FieldOf(o.path)
			e.changes = append(e.changes, change{start: start, end: e.text.end(o.value), text: flowText(typed(f, e.goal.values[o.path]))})
		}
	}
}

// remove takes out the entries of a section that are to go.
func (e *mergeEdit) remove(s *mergeSection) {
	if s.flow() {
		e.removeFlow(s)
		return
	}
	kept := 0
	for _, o := range s.entries() {
		if !o.gone {
			kept++
			continue
		}
		e.forget(o.value)
		start, end := e.text.start(o.key), e.text.entryEnd(o.key, o.value)
		if !e.text.firstOnLine(start) || e.text.colon(o.key) == 0 {
			e.failed = true
			return
		}
		e.changes = append(e.changes, change{start: e.text.lineStart(start), end: e.text.nextLine(end)})
	}
	if kept == 0 && s.node == e.root && e.manner.place == beforeHead && len(e.goal.values) == 0 {
		e.insertLines(e.text.lineStart(e.text.start(s.node.Content[0])), []string{"{}"}) // a document has to be left
	}
}

// removeFlow does it between braces, where the commas go as well.
func (e *mergeEdit) removeFlow(s *mergeSection) {
	type item struct {
		start, end int
		gone       bool
	}
	taken := map[*yaml.Node]bool{}
	for _, o := range s.entries() {
		taken[o.key] = o.gone
	}
	var items []item
	for i := 0; i+1 < len(s.node.Content); i += 2 {
		k, v := s.node.Content[i], s.node.Content[i+1]
		if taken[k] {
			e.forget(v)
		}
		items = append(items, item{e.text.start(k), e.text.entryEnd(k, v), taken[k]})
	}
	kept := -1
	for i, it := range items {
		if !it.gone {
			kept = i
		}
	}
	for i, it := range items {
		if it.gone && i < kept {
			e.changes = append(e.changes, change{start: it.start, end: items[i+1].start})
		}
	}
	if n := len(items) - 1; kept < n {
		start := items[0].start
		if kept >= 0 {
			start = items[kept].end
		}
		e.changes = append(e.changes, change{start: start, end: items[n].end})
	}
}

// forget notes the anchors that go with a value.
func (e *mergeEdit) forget(n *yaml.Node) {
	if n.Anchor != "" {
		e.altered[n] = true
	}
	for _, c := range n.Content {
		e.forget(c)
	}
}
