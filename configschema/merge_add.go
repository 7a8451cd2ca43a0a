package configschema

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// add writes the options of the goal that no entry of the file stands for, each
// into the innermost section that there is.
func (e *mergeEdit) add() {
	missing, at := map[*mergeSection]Values{}, map[string]*mergeSection{}
	for _, s := range e.sections {
		at[s.path] = s
	}
	for key, value := range e.goal.values {
		if e.done[key] {
			continue
		}
		var into *mergeSection
		for path := key; into == nil && path != ""; {
			path = path[:strings.LastIndexByte(strings.TrimSuffix(path, "."), '.')+1]
			into = at[path]
		}
		if missing[into] == nil {
			missing[into] = Values{}
		}
		missing[into][key] = value
	}
	for i := len(e.sections) - 1; i >= 0; i-- { // inner ones first: they may end at the same line
		s := e.sections[i]
		if values := missing[s]; values != nil {
			n := e.branch(values, strings.TrimSuffix(s.path, "."))
			if start, last := s.dotted(); last != nil && !s.flow() {
				end := e.text.nextLine(e.text.entryEnd(last.key, last.value))
				e.insertLines(end, layout(flatten(n, start, s.path), e.column(s.node), s.step))
				continue
			}
			e.insert(s, n)
		}
	}
}

// dotted is the last option of session.redis that is spelt with dots in a
// section above it, and what such keys begin with there.
func (s *mergeSection) dotted() (start string, last *mergeOption) {
	for _, o := range s.options {
		if !strings.HasPrefix(s.path, Prefix) && strings.HasPrefix(o.path, Prefix) && !o.gone {
			start, last = strings.TrimPrefix(Prefix, s.path), o
		}
	}
	return start, last
}

// flatten spells the options below session.redis with dots. The node stands at
// a path above it.
func flatten(n *node, start, path string) *node {
	for path = strings.TrimPrefix(Prefix, path); path != ""; {
		name, rest, _ := strings.Cut(path, ".")
		n, path = n.exact(name).value, rest
	}
	out := &node{kind: mapping}
	var collect func(n *node, start string)
	collect = func(n *node, start string) {
		for _, e := range n.entries {
			if e.value.kind == mapping {
				collect(e.value, start+e.key+".")
			} else {
				out.entries = append(out.entries, entry{key: start + e.key, value: e.value})
			}
		}
	}
	collect(n, start)
	return out
}

// branch is the part of the tree for some values that stands at a path.
func (e *mergeEdit) branch(values Values, path string) *node {
	root, _ := tree(values)
	root = &node{kind: mapping, entries: []entry{{key: "session", value: &node{kind: mapping, entries: []entry{{key: "redis", value: root}}}}}}
	for path != "" {
		name, rest, _ := strings.Cut(path, ".")
		inner := root.exact(name)
		if inner == nil || !isSectionNode(inner.value) {
			e.failed = true
			return root
		}
		root, path = inner.value, rest
	}
	return root
}

// insert puts new entries into a section: plain options behind its last plain
// option, sections behind everything.
func (e *mergeEdit) insert(s *mergeSection, n *node) {
	if s.flow() {
		e.insertFlow(s, n)
		return
	}
	plain, sections := &node{kind: mapping}, &node{kind: mapping}
	for _, entry := range n.entries {
		if isSectionNode(entry.value) {
			sections.entries = append(sections.entries, entry)
		} else {
			plain.entries = append(plain.entries, entry)
		}
	}
	behindPlain, behindAll := -1, 0
	for i := 0; i+1 < len(s.node.Content); i += 2 {
		k, v := s.node.Content[i], s.node.Content[i+1]
		behindAll = max(behindAll, e.text.nextLine(e.text.entryEnd(k, v)))
		if resolve(v).Kind == yaml.ScalarNode {
			behindPlain = behindAll
		}
	}
	if behindPlain < 0 {
		behindPlain = behindAll
	}
	if s.path == "" {
		behindAll = e.rootPlace(s, behindAll)
	}
	column := e.column(s.node)
	if strings.Trim(e.text.text[e.text.lineStart(e.text.start(s.node.Content[0])):e.text.start(s.node.Content[0])], " -") != "" {
		e.failed = true // "? " or the like before the first key
	}
	e.insertLines(behindPlain, layout(plain, column, s.step))
	e.insertLines(behindAll, layout(sections, column, s.step))
}

// rootPlace is where a new section of the root goes.
func (e *mergeEdit) rootPlace(s *mergeSection, behind int) int {
	switch {
	case e.manner.place == beforeHead:
		return e.text.lineStart(e.text.start(s.node.Content[0]))
	case e.manner.place == atEnd && e.text.skipBlank(behind) == len(e.text.text):
		return len(e.text.text)
	}
	return behind
}

// insertLines puts lines before the line that begins at i.
func (e *mergeEdit) insertLines(i int, lines []string) {
	if len(lines) == 0 {
		return
	}
	br := e.text.lineBreak(max(i-1, 0))
	e.changes = append(e.changes, change{start: i, end: i, text: strings.Join(lines, br) + br, lines: true, lineBreak: br})
}

func (e *mergeEdit) insertFlow(s *mergeSection, n *node) {
	text := strings.TrimSuffix(strings.TrimPrefix(flowText(n), "{"), "}")
	at, lead := -1, ""
	for _, options := range [][]*mergeOption{s.options, s.merges} {
		for _, o := range options {
			if end := e.text.entryEnd(o.key, o.value); !o.gone && end > at {
				at, lead = end, ", "
			}
		}
	}
	if at < 0 {
		if at = e.text.body(s.node); at >= len(e.text.text) || e.text.text[at] != '{' {
			e.failed = true
			return
		}
		at++
	}
	e.changes = append(e.changes, change{start: at, end: at, text: lead + text})
}

// fill puts the options into a file that holds nothing, or nothing but
// comments.
func (e *mergeEdit) fill() {
	n := e.branch(e.goal.values, "")
	places := []int{len(e.text.text), e.text.lines[0], e.text.lines[0]}
	for _, at := range e.text.lines {
		if e.text.isMarker(at) && strings.HasPrefix(e.text.text[at:], "---") {
			places[afterLast] = e.text.nextLine(at)
			break
		}
	}
	e.insertLines(places[e.manner.place], layout(n, 0, 2))
}
