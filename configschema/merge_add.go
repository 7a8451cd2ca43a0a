package configschema

import (
	"sort"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// add writes the options of the goal that no entry of the file stands for, each
// into the innermost section that there is.
func (e *mergeEdit) add() {
	missing := map[*mergeSection]Values{}
	for key, value := range e.goal.values {
		if e.done[key] {
			continue
		}
		var into *mergeSection
		for _, s := range e.sections {
			if (strings.HasPrefix(key, s.path)) && (into == nil || len(s.path) >= len(into.path)) {
				into = s
			}
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
		if !strings.HasPrefix(s.path, prefix) && strings.HasPrefix(o.path, prefix) && !o.gone {
			start, last = strings.TrimPrefix(prefix, s.path), o
		}
	}
	return start, last
}

// flatten spells the options below session.redis with dots. The node stands at
// a path above it.
func flatten(n *node, start, path string) *node {
	for path = strings.TrimPrefix(prefix, path); path != ""; {
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

// section gives an entry the part of the goal at its path for a value, in place
// of whatever it has.
func (e *mergeEdit) section(parent *mergeSection, o *mergeOption, path string) {
	values := Values{}
	for key, value := range e.goal.values {
		if path == "session" || strings.HasPrefix(key, path+".") {
			values[key] = value
		}
	}
	e.finish(path)
	e.forget(o.value)
	n := e.branch(values, path)
	v, t := o.value, e.text
	colon := t.colon(o.key)
	switch {
	case colon == 0 && parent.flow() && isUnwritten(v):
		end := t.end(o.key)
		e.changes = append(e.changes, change{start: end, end: end, text: ": " + flowText(n)})
	case colon == 0:
		e.failed = true
	case parent.flow(), v.Style&yaml.FlowStyle != 0 && len(v.Content) > 0:
		start, end := colon, colon
		if !isUnwritten(v) {
			start, end = t.start(v), t.end(v)
		}
		text := flowText(n)
		if start == colon {
			text = " " + text
		}
		e.changes = append(e.changes, change{start: start, end: end, text: text})
	default:
		first, end := t.nextLine(colon), max(colon, t.valueEnd(v))
		lines := layout(n, e.column(parent.node)+parent.step, parent.step)
		if isUnwritten(v) || t.lineOf(t.start(v)) == t.lineOf(colon) { // a null, an alias or the like beside the key
			if end > colon {
				e.changes = append(e.changes, change{start: colon, end: end})
			}
			e.insertLines(t.nextLine(end), lines)
			return
		}
		e.insertLines(first, lines)
		e.changes = append(e.changes, change{start: first, end: t.nextLine(end)})
	}
}

// scalar gives an option another text, and keeps the comment behind it.
func (e *mergeEdit) scalar(parent *mergeSection, o *mergeOption, value string) {
	e.forget(o.value)
	f, _ := FieldOf(o.path)
	e.replace(parent.flow(), o.key, o.value, typed(f, value), e.column(parent.node), parent.step)
}

func (e *mergeEdit) replace(flow bool, k, v *yaml.Node, n *node, column, step int) {
	t := e.text
	colon := t.colon(k)
	short := n.text
	if n.kind == text {
		short = inStyleOf(v, n.text)
	}
	br := t.lineBreak(t.start(k))
	if isUnwritten(v) {
		at, lead := colon, " "
		if colon == 0 {
			if at, lead = t.end(k), ": "; !flow {
				e.failed = true
			}
		}
		v = &yaml.Node{Kind: yaml.ScalarNode}
		e.substitute(flow, at, at, lead, "", short, n, column, step, br)
		return
	}
	start, end, comment := t.start(v), t.end(v), ""
	lead := ""
	if v.Anchor != "" && v.Kind != yaml.AliasNode {
		lead = "&" + v.Anchor + " "
	}
	if v.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		head := t.text[t.body(v):t.lineEnd(t.body(v))]
		if i := strings.IndexByte(head, '#'); i > 0 {
			comment = head[len(strings.TrimRight(head[:i], " \t")):]
		}
	}
	e.substitute(flow, start, end, lead, comment, short, n, column, step, br)
}

// substitute writes a scalar over source[start:end]: in one line with the
// comment behind it, or as a block with the comment in its first line.
func (e *mergeEdit) substitute(flow bool, start, end int, lead, comment, short string, n *node, column, step int, br string) {
	t := e.text
	block, isBlock := "", false
	if n.kind == text && !flow {
		block, isBlock = literal(n.text, strings.Repeat(" ", column+step))
	}
	if !isBlock {
		e.changes = append(e.changes, change{start: start, end: end, text: lead + short + comment})
		return
	}
	stop := t.lineEnd(end)
	if comment == "" {
		comment = t.text[end:stop]
	}
	head, body, _ := strings.Cut(block, "\n")
	text := lead + head + comment + br + strings.ReplaceAll(body, "\n", br)
	if stop == len(t.text) {
		text += br
	}
	e.changes = append(e.changes, change{start: start, end: stop, text: text})
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

// list edits the rows of high_availability.nodes.
func (e *mergeEdit) list(parent *mergeSection, o *mergeOption) {
	have, want := e.fileRows(o.value), rowsOf(e.goal.values)
	if equalValues(under(e.got, keyNodes+"."), under(e.goal.values, keyNodes+".")) {
		e.finish(keyNodes)
		return
	}
	if have == nil || o.value.Style&yaml.FlowStyle != 0 || e.text.colon(o.key) == 0 {
		e.section(parent, o, keyNodes)
		return
	}
	e.finish(keyNodes)
	exact := func(_, a, b string) bool { return a == b }
	options := make([]Values, len(have))
	for i := range have {
		options[i] = have[i].options
	}
	behind := have[0].start
	for _, p := range alignRows(options, want, exact) {
		switch {
		case p.have < 0:
			e.insertLines(behind, rowLines(want[p.want], have[0].column))
			continue
		case p.want < 0:
			e.forget(have[p.have].node)
			e.changes = append(e.changes, change{start: have[p.have].start, end: have[p.have].end})
		case !p.same:
			e.row(have[p.have], want[p.want])
		}
		behind = have[p.have].end
	}
}

// A fileRow is an item of a list of nodes: its lines, and the column of its dash.
type fileRow struct {
	node       *yaml.Node
	start, end int
	column     int
	options    Values
}

// fileRows lists the items of a block list that are plain mappings; nil when
// one of them is something else.
func (e *mergeEdit) fileRows(list *yaml.Node) []fileRow {
	if list.Kind != yaml.SequenceNode {
		return nil
	}
	var rows []fileRow
	at := e.text.body(list)
	for i, item := range list.Content {
		dash := e.text.skipBlank(at)
		if item.Kind != yaml.MappingNode || dash >= len(e.text.text) || e.text.text[dash] != '-' || !e.text.firstOnLine(dash) {
			return nil
		}
		at = e.text.end(item)
		rows = append(rows, fileRow{item, e.text.lineStart(dash), e.text.nextLine(at), e.text.column(dash), under(e.got, keyNodes+"."+strconv.Itoa(i)+".")})
	}
	return rows
}

// rowLines are the lines of a new row.
func rowLines(options Values, column int) []string {
	values := Values{}
	for name, value := range options {
		values[keyNodes+".0."+name] = value
	}
	return layout(&node{kind: list, items: []*node{nodeRow(values, 0)}}, column, 2)
}

// row changes one row in place, or writes it anew when its first option goes or
// an option is more than a text.
func (e *mergeEdit) row(r fileRow, want Values) {
	flow := r.node.Style&yaml.FlowStyle != 0
	anew, seen := flow, map[string]bool{}
	for i := 0; i+1 < len(r.node.Content); i += 2 {
		k, v := r.node.Content[i], r.node.Content[i+1]
		name := e.keyName(k)
		_, stays := want[name]
		anew = anew || isMerge(k) || seen[name] || v.Kind != yaml.ScalarNode || i == 0 && !stays && r.options[name] != ""
		seen[name] = true
	}
	if anew || len(r.node.Content) == 0 {
		e.forget(r.node)
		e.changes = append(e.changes, change{start: r.start, end: r.end})
		e.insertLines(r.start, rowLines(want, r.column))
		return
	}
	column, behind := e.column(r.node), r.end
	for i := 0; i+1 < len(r.node.Content); i += 2 {
		k, v := r.node.Content[i], r.node.Content[i+1]
		name := e.keyName(k)
		value, stays := want[name]
		f, _ := FieldOf(keyNodes + ".0." + name)
		switch {
		case stays && value != r.options[name]:
			e.forget(v)
			e.replace(false, k, v, typed(f, value), column, 2)
		case !stays && r.options[name] != "":
			e.forget(v)
			e.changes = append(e.changes, change{start: e.text.lineStart(e.text.start(k)), end: e.text.nextLine(e.text.entryEnd(k, v))})
		}
	}
	var added []string
	for name := range want {
		if !seen[name] {
			added = append(added, name)
		}
	}
	sort.Strings(added)
	for _, name := range added {
		f, _ := FieldOf(keyNodes + ".0." + name)
		n := &node{kind: mapping, entries: []entry{{key: name, value: typed(f, want[name])}}}
		e.insertLines(behind, layout(n, column, 2))
	}
}
