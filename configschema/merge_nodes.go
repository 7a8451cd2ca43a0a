package configschema

import (
	"sort"
	"strconv"

	"gopkg.in/yaml.v3"
)

// list edits the rows of high_availability.nodes.
func (e *mergeEdit) list(parent *mergeSection, o *mergeOption) {
	have, want := e.fileRows(o.value), rowsOf(e.goal.values)
	if refused, _ := e.refusedAt(o); !refused && equalValues(e.had.under(KeyNodes+"."), e.want.under(KeyNodes+".")) {
		e.finish(KeyNodes)
		return
	}
	if have == nil || o.value.Style&yaml.FlowStyle != 0 || e.text.colon(o.key) == 0 {
		e.section(parent, o, KeyNodes)
		return
	}
	e.finish(KeyNodes)
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
		case !p.same || e.refusedRow(have[p.have].node):
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
		rows = append(rows, fileRow{item, e.text.lineStart(dash), e.text.nextLine(at), e.text.column(dash), e.had.under(KeyNodes + "." + strconv.Itoa(i) + ".")})
	}
	return rows
}

// refusedRow tells whether a row has a key that Authelia does not know, which
// until 4.35 it did not look for.
func (e *mergeEdit) refusedRow(row *yaml.Node) bool {
	for i := 0; i < len(row.Content); i += 2 {
		if e.refusedName(e.keyName(row.Content[i])) {
			return true
		}
	}
	return false
}

func (e *mergeEdit) refusedName(name string) bool {
	return e.version.Since(v436) && !expected(KeyNodes+"[]."+name, e.version)
}

// rowLines are the lines of a new row.
func rowLines(options Values, column int) []string {
	return layout(&node{kind: list, items: []*node{nodeItem(options)}}, column, 2)
}

// row changes one row in place, or writes it anew when its first option goes,
// an option is more than a text, or options come and go between braces.
func (e *mergeEdit) row(r fileRow, want Values) {
	flow := r.node.Style&yaml.FlowStyle != 0
	anew, seen := false, map[string]bool{}
	goes := func(name string) bool {
		_, stays := want[name]
		return !stays && (r.options[name] != "" || e.refusedName(name))
	}
	for i := 0; i+1 < len(r.node.Content); i += 2 {
		k, v := r.node.Content[i], r.node.Content[i+1]
		name := e.keyName(k)
		anew = anew || isMerge(k) || seen[name] || v.Kind != yaml.ScalarNode || (i == 0 || flow) && goes(name)
		seen[name] = true
	}
	for name := range want {
		anew = anew || flow && !seen[name]
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
		f, _ := FieldOf(KeyNodes + ".0." + name)
		switch {
		case stays && value != r.options[name]:
			e.forget(v)
			e.replace(flow, k, v, typed(f, value), column, 2)
		case goes(name):
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
	sort.SliceStable(added, func(a, b int) bool { return added[a] < added[b] })
	for _, name := range added {
		f, _ := FieldOf(KeyNodes + ".0." + name)
		n := &node{kind: mapping, entries: []entry{{key: name, value: typed(f, want[name])}}}
		e.insertLines(behind, layout(n, column, 2))
	}
}
