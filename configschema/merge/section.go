package merge

import (
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema/internal/yamledit"
)

// A place is where session.redis stands in a text. It spans whole lines, with the line
// break of the last one and without comments around it, or just key and value in a file
// written with braces. It is scattered when it is no single entry: where the options
// are spelt with dots it reaches from the first of them to the last. Nothing is found
// when the section comes through an alias or a merge key.
type place struct {
	start, end       int
	found, scattered bool
}

func (r *reading) section() place {
	var found []place
	whole := -1 // of duplicates, the last one counts
	var walk func(m *yaml.Node, path string)
	walk = func(m *yaml.Node, path string) {
		for k, v := range yamledit.Entries(m) {
			full := join(path, k.Value)
			if r.version.Profile().Viper {
				full = strings.ToLower(full)
			}
			switch {
			case k.Kind != yaml.ScalarNode, strings.Contains(k.Value, ".") && !r.version.Profile().NestsDots:
			case isRoot(full) || isBelow(full):
				if isRoot(full) {
					whole = len(found)
				}
				start, end := r.text.Entry(m, k, v)
				found = append(found, place{start, end, true, false})
			case isParent(full, r.version) && v.Kind == yaml.MappingNode:
				walk(v, full)
			}
		}
	}
	if r.root != nil && r.root.Kind == yaml.MappingNode {
		walk(r.root, r.base)
	}
	if len(found) == 0 {
		return place{}
	}
	p := place{found[0].start, found[len(found)-1].end, true, len(found) > 1}
	if whole >= 0 {
		p.start, p.end = found[whole].start, found[whole].end
	}
	return p
}
