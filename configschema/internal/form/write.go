package form

import (
	"strings"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/decode"
	"redis-wizard/configschema/internal/yamltree"
	"redis-wizard/configschema/yamlwrite"
)

// Write is the YAML for the values, in the style of Authelia's own template:
// two spaces, single quotes, block scalars for PEM. Only what differs from the
// defaults of the version is in it, except that a section is never left empty:
// Authelia would refuse it.
func Write(values authelia.Values, v authelia.Version, kind authelia.Kind) string {
	return Text(trees(Differing(values, v, kind), v, kind))
}

// Text is a tree as YAML.
func Text(tree *yamltree.Value) string {
	mapping, _ := Written(tree).(yamlwrite.Mapping)
	return mapping.String()
}

// Trees are the values in the trees of their roots, as one.
func Trees(values authelia.Values, v authelia.Version) *yamltree.Value { return trees(values, v, "") }

func trees(values authelia.Values, v authelia.Version, kind authelia.Kind) *yamltree.Value {
	all := &yamltree.Value{Kind: yamltree.Mapping}
	for _, root := range v.Roots() {
		if HasPrefix(values, root.Prefix()) {
			tree, _ := Tree(root, values, kind)
			all.SetPath(root.Parts(), tree)
		}
	}
	return all
}

// Differing leaves out what is the default anyway.
func Differing(values authelia.Values, v authelia.Version, kind authelia.Kind) authelia.Values {
	out := authelia.Values{}
	for key, value := range values {
		f, ok := authelia.OptionOf(key)
		if !ok || !f.In(v) || !IsDefault(f, value, v, kind) {
			out[key] = value
		}
	}
	for _, root := range v.Roots() {
		KeepSections(root, values, out)
		for _, list := range root.Lists() {
			_, kept := RowsOf(out, list)
			rows, options := RowsOf(values, list)
			for _, r := range rows {
				if kept[r] == nil { // everything in it is at its default
					for name, value := range options[r] {
						out[authelia.InRow(list, r, name)] = value
					}
				}
			}
		}
	}
	return out
}

// KeepSections gives each section of a root that has values, and none of them in out,
// the first one that is set: an empty section is refused.
func KeepSections(root *authelia.Root, values, out authelia.Values) {
	for _, section := range append(root.Sections(), root.Path) {
		if !HasPrefix(values, section+".") || HasPrefix(out, section+".") {
			continue
		}
		for _, f := range root.Options {
			if value := values[f.Key]; value != "" && strings.HasPrefix(f.Key, section+".") {
				out[f.Key] = value
				break
			}
		}
	}
}

// IsDefault tells whether a value means the same as leaving the option out.
func IsDefault(f authelia.Option, value string, v authelia.Version, kind authelia.Kind) bool {
	standard := f.DefaultIn(v, kind)
	if standard == "" {
		return false
	}
	if f.Type == authelia.Duration {
		given, err1 := decode.ParseDuration(value)
		usual, err2 := decode.ParseDuration(standard)
		return err1 == nil && err2 == nil && given == usual
	}
	return value == standard
}

// Written is a value as it is to be written: the plain options first, then the
// sections. A key that is none of Authelia's is quoted.
func Written(n *yamltree.Value) any {
	switch n.Kind {
	case yamltree.List:
		out := yamlwrite.List{}
		for _, item := range n.Items {
			out = append(out, Written(item))
		}
		return out
	case yamltree.Mapping:
		var plain, sections yamlwrite.Mapping
		for _, e := range n.Entries {
			to := &plain
			if IsSectionNode(e.Value) {
				to = &sections
			}
			*to = append(*to, yamlwrite.Entry{Key: e.Key, Value: Written(e.Value), Quote: !isKnownName(e.Key)})
		}
		return append(plain, sections...)
	case yamltree.Text:
		return n.Text
	}
	return yamlwrite.Plain(n.Text)
}

// IsSectionNode tells whether something stands below a value, rather than in its line.
func IsSectionNode(n *yamltree.Value) bool {
	return n.Kind == yamltree.Mapping || n.Kind == yamltree.List
}

// isKnownName tells whether a key is one of Authelia's, or several with dots.
func isKnownName(key string) bool {
	return strings.Contains(key, ".") || authelia.IsName(key)
}
