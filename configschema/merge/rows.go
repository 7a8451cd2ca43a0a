package merge

import (
	"strconv"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/form"
	"redis-wizard/configschema/internal/yamledit"
)

// list edits the rows of a list: each in its place, or anew.
func (e *editor) list(m *yamledit.Mapping, o *option) {
	items, editable := e.Items(o.value)
	_, plain := authelia.OptionOf(o.path + "[]") // a list of values
	if !editable || plain {
		if refused, _ := e.refusedAt(o.path, o.value); !refused && o.want.equal(o.had) {
			o.want.done = true
		} else {
			e.anew(m, o)
		}
		return
	}
	o.want.done = true
	have := make([]authelia.Values, len(items))
	for i := range items {
		have[i] = authelia.Values{}
		o.had.at(strconv.Itoa(i)).collect(have[i], "")
	}
	want := rowsOf(e.target.values, o.path)
	behind := -1
	for _, p := range alignRows(o.path, have, want, asItIs) {
		e.inRow = p.have
		switch {
		case p.have < 0:
			e.InsertItem(items, behind, form.Written(form.Row(o.path, want[p.want])))
			continue
		case p.want < 0:
			e.RemoveItem(items[p.have])
		case !e.Try(func() { e.row(o.path+"[]", items[p.have].Node, have[p.have], want[p.want]) }):
			e.ReplaceItem(items[p.have], form.Written(form.Row(o.path, want[p.want])))
		}
		behind = p.have
	}
}

// asItIs has nothing mean the same but the same text.
func asItIs(_, text string) string { return text }

// row changes one row in place. Between braces nothing is added: that is written anew.
func (e *editor) row(path string, row *yaml.Node, had, want authelia.Values) {
	m := &yamledit.Mapping{Node: row, Step: 2, Gone: map[*yaml.Node]bool{}}
	names := map[string]bool{}
	for k := range yamledit.Entries(row) {
		names[e.keyName(k)] = true
	}
	for name := range want {
		e.Failed = e.Failed || m.Flow() && !names[name]
	}
	e.mapping(m, path, newTree(had), newTree(want))
}
