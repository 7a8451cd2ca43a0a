package merge

import (
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/keys"
	"redis-wizard/configschema/internal/yamltree"
)

// Values are what a file says; an entry without a value says nothing, and yet
// Authelia may refuse it. A merge takes such entries out.

// refuses tells whether a version does not know a key, or wants more there than an
// empty text.
func refuses(v authelia.Version, l keys.Leaf) bool {
	f, _ := authelia.OptionOf(l.Key)
	isEmptyText := l.Value.Kind == yamltree.Text && l.Value.Text == ""
	return !keys.Expected(l.Key, v) || isEmptyText && f.Type == authelia.TLSVersion && v.Profile().DecodesTLS
}

// isRefused tells whether there is one in a text, but for an empty section, which only
// goes when something else changes.
func (r *reading) isRefused() bool {
	for path, e := range r.roots {
		if r.version.Profile().Viper {
			e.Value = yamltree.AsViper(e.Value)
		}
		for l := range keys.Leaves(path, e, r.version) {
			if !isRoot(l.Key) && !authelia.IsSection(l.Key) && r.values[l.Form] == "" && refuses(r.version, l) {
				return true
			}
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
		if e.values[l.Form] == "" && refuses(e.version, l) {
			refused = true
		} else {
			part = true
		}
	}
	return refused, refused && part
}
