package merge

import (
	"iter"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/form"
	"redis-wizard/configschema/internal/keys"
	"redis-wizard/configschema/internal/yamltree"
)

// Values are what a file says; an entry without a value says nothing, and yet Authelia may
// refuse it. The form has a field for an option, and an empty field means that its entry
// goes. For what is no option it has none: that stays until somebody decides about it.

// isGone tells whether an entry without a value goes: because somebody asked for it, or
// because it is an option that the release does not know, or of which it wants more than
// an empty text.
func (g target) isGone(v authelia.Version, l keys.Leaf) bool {
	f, known := authelia.OptionOf(l.Key)
	isEmptyText := l.Value.Kind == yamltree.Text && l.Value.Text == ""
	return !known && g.removed[l.Form] || known && (!keys.Expected(l.Key, v) || isEmptyText && f.Type == authelia.TLSVersion && v.Profile().DecodesTLS)
}

// valueless are the entries without a value, but for empty sections.
func (r *reading) valueless() iter.Seq[keys.Leaf] {
	return func(yield func(keys.Leaf) bool) {
		for path, e := range r.roots {
			if r.version.Profile().Viper {
				e.Value = yamltree.AsViper(e.Value)
			}
			for l := range keys.Leaves(path, e, r.version) {
				if !isRoot(l.Key) && !authelia.IsSection(l.Key) && r.values[l.Form] == "" && !yield(l) {
					return
				}
			}
		}
	}
}

// isRefused tells whether there is one in a text that is to go. An empty section only goes
// when something else changes.
func (r *reading) isRefused(g target) bool {
	for l := range r.valueless() {
		if g.isGone(r.version, l) {
			return true
		}
	}
	return false
}

// keepsUnknown tells whether a result still has what is no option and has no value: such
// keys are in no list of values. Sections and rows that go take theirs with them.
func (s *sourceFile) keepsUnknown(r *reading, g target) bool {
	there := map[string]int{}
	for l := range r.valueless() {
		there[l.Key]++
	}
	for l := range s.valueless() {
		_, known := authelia.OptionOf(l.Key)
		if known || authelia.IsList(l.Key) || g.isGone(s.version, l) || g.drops(l.Key) || isRow(l.Form) && len(rowsOf(s.values, authelia.Key(l.Form).List())) > len(rowsOf(g.values, authelia.Key(l.Form).List())) {
			continue
		}
		if there[l.Key]--; there[l.Key] < 0 {
			return false
		}
	}
	return true
}

// drops tells whether the section that a key is in goes.
func (g target) drops(key string) bool {
	for section := key; section != ""; section = section[:max(0, strings.LastIndexByte(section, '.'))] {
		if authelia.RootOf(section) != nil && (authelia.IsSection(section) || isRoot(section)) && !form.HasPrefix(g.values, section+".") {
			return true
		}
	}
	return false
}

// refusedAt tells whether there is one in what stands at a path, and whether that is
// only a part of it.
func (e *editor) refusedAt(path string, n *yaml.Node) (refused, part bool) {
	if strings.Contains(path, "[]") && !e.version.Profile().ChecksRows {
		return false, false
	}
	value := e.doc.Build(n)
	if e.version.Profile().Viper {
		value = yamltree.AsViper(value)
	}
	for l := range keys.Leaves(path, yamltree.Entry{Value: value}, e.version) {
		l.Form = strings.Replace(l.Form, "[]", "."+strconv.Itoa(e.inRow), 1)
		if e.values[l.Form] == "" && e.target.isGone(e.version, l) {
			refused = true
		} else {
			part = true
		}
	}
	return refused, refused && part
}
