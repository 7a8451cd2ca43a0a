package configschema

import (
	"fmt"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema/bounds"
)

// A document is a configuration.yml, parsed the way the YAML library of one
// Authelia version does it: yaml.v2 until 4.35, yaml.v3 from 4.36.
type document struct {
	root     *node
	problems []Problem // faults that make Authelia discard the whole file

	v3 bool
	// visited and aliased count as yaml's decoder does, which refuses documents
	// whose nodes mostly come from aliases ("billion laughs").
	visited, aliased, depth int
	open                    map[*yaml.Node]bool
	doubled                 bool                // in a mapping that has a key twice
	bare                    map[*yaml.Node]bool // scalars with the tag "!", for yaml.v2
}

// maxProblems bounds how many faults of a file are listed.
const maxProblems = 200

// parse reads YAML for one version of Authelia. It never panics. The error is for
// a text that stands for more than a request may bring.
func parse(request *bounds.Request, source string, version Version) (d *document, err error) {
	d = &document{v3: version.Since(v436), open: map[*yaml.Node]bool{}, root: &node{kind: mapping, line: 1, column: 1}}
	defer func() {
		switch fault := recover().(type) {
		case nil:
		case yamlFault:
			d.problems = append(d.problems, fault.problem())
		default: // a bug in the parser: the file is unreadable for Authelia, too
			d.problems = append(d.problems, yamlFault{message: "yaml: " + fmt.Sprint(fault), line: 1, column: 1}.problem())
		}
	}()
	if fault, ok := tooDeep(source); ok {
		panic(fault)
	}
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(source), &root); err != nil {
		panic(d.locate(err.Error(), source))
	}
	if root.Kind == 0 {
		return d, nil // nothing but comments
	}
	content := root.Content[0]
	if resolve(content).Kind == yaml.ScalarNode && content.ShortTag() == "!!null" {
		return d, nil
	}
	if resolve(content).Kind != yaml.MappingNode {
		panic(yamlFault{"yaml: unmarshal errors:\n  line " + strconv.Itoa(content.Line) + ": cannot unmarshal " + content.ShortTag() + described(content) + " into map[string]interface {}", content.Line, content.Column})
	}
	if nodes, refused := expanded(content); !refused {
		if err := request.Nodes(nodes); err != nil {
			return d, err
		}
	}
	if !d.v3 && strings.Contains(source, "!") {
		d.bare = findTags(content, source)
	}
	d.root = d.build(content)
	return d, nil
}

// described is the part of a scalar that yaml quotes in its errors.
func described(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode {
		return ""
	}
	if len(n.Value) > 10 {
		return " `" + strings.ToValidUTF8(n.Value[:7], "") + "...`"
	}
	return " `" + n.Value + "`"
}

func resolve(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// build turns a YAML node into ours.
func (d *document) build(n *yaml.Node) *node {
	d.visited++
	if d.depth > 0 {
		d.aliased++
	}
	if excessive(d.visited, d.aliased) {
		panic(yamlFault{"yaml: document contains excessive aliasing", n.Line, n.Column})
	}
	switch n.Kind {
	case yaml.AliasNode:
		if d.open[n.Alias] {
			panic(yamlFault{"yaml: anchor '" + n.Value + "' value contains itself", n.Line, n.Column})
		}
		d.open[n.Alias] = true
		d.depth++
		out := *d.build(n.Alias)
		d.depth--
		delete(d.open, n.Alias)
		out.line, out.column = n.Line, n.Column
		return &out
	case yaml.SequenceNode:
		out := &node{kind: list, line: n.Line, column: n.Column}
		for _, c := range n.Content {
			out.items = append(out.items, d.build(c))
		}
		return out
	case yaml.MappingNode:
		return d.mapping(n)
	}
	return d.scalar(n)
}

// expanded is how many values a document has with its aliases written out, counted
// to just above what a request may bring and no further. It is refused when yaml
// refuses it for its aliases before that.
func expanded(content *yaml.Node) (visited int, refused bool) {
	aliased := 0
	open := map[*yaml.Node]bool{} // what contains itself is not followed: that is told elsewhere
	var walk func(n *yaml.Node, within bool)
	walk = func(n *yaml.Node, within bool) {
		if refused || visited > bounds.Nodes {
			return
		}
		if visited++; within {
			aliased++
		}
		refused = excessive(visited, aliased)
		if n.Kind == yaml.AliasNode && !open[n.Alias] {
			open[n.Alias] = true
			walk(n.Alias, true)
			delete(open, n.Alias)
		}
		for _, inner := range n.Content {
			walk(inner, within)
		}
	}
	walk(content, false)
	return visited, refused
}

// excessive is yaml's own rule.
func excessive(visited, aliased int) bool {
	return aliased > 100 && visited > 1000 && float64(aliased)/float64(visited) > allowedAliasRatio(visited)
}

// allowedAliasRatio is yaml's own allowance: nearly all of a small document may
// come from aliases, a tenth of a large one.
func allowedAliasRatio(visited int) float64 {
	const low, high = 400_000, 4_000_000
	switch {
	case visited <= low:
		return 0.99
	case visited >= high:
		return 0.10
	}
	return 0.99 - 0.89*float64(visited-low)/float64(high-low)
}

func (d *document) mapping(n *yaml.Node) *node {
	out := &node{kind: mapping, line: n.Line, column: n.Column}
	around := d.doubled
	if d.v3 && !d.doubled {
		d.doubled = d.duplicates(n)
	}
	at := make(map[string]int, len(n.Content)/2) // key to place in out.entries
	merged := map[string]bool{}                  // keys that only a merge has set
	put := func(e entry, viaMerge bool) {
		i, seen := at[e.key]
		switch {
		case !seen:
			at[e.key] = len(out.entries)
			out.entries = append(out.entries, e)
			merged[e.key] = viaMerge
		case viaMerge && d.v3: // what is written, or merged earlier, stays
		default: // last wins; yaml.v2 lets a merge override what stands above it
			out.entries[i] = e
			merged[e.key] = viaMerge
		}
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if isMerge(k) {
			d.mergeInto(v, put)
			continue
		}
		put(entry{d.key(k), k.Line, k.Column, d.build(v)}, false)
	}
	d.doubled = around
	return out
}

func isMerge(k *yaml.Node) bool {
	return k.Kind == yaml.ScalarNode && k.Value == "<<" && (k.Tag == "" || k.Tag == "!" || k.ShortTag() == "!!merge")
}

// mergeInto adds the entries of a "<<" value; in a list, earlier maps win.
func (d *document) mergeInto(v *yaml.Node, put func(entry, bool)) {
	bad := func(n *yaml.Node) {
		panic(yamlFault{"yaml: map merge requires map or sequence of maps as the value", n.Line, n.Column})
	}
	var sources []*yaml.Node
	switch target := resolve(v); target.Kind {
	case yaml.MappingNode:
		sources = []*yaml.Node{v}
	case yaml.SequenceNode:
		if v.Kind == yaml.AliasNode {
			bad(v)
		}
		for _, item := range target.Content {
			if resolve(item).Kind != yaml.MappingNode {
				bad(item)
			}
			sources = append(sources, item)
		}
	default:
		bad(v)
	}
	if !d.v3 { // yaml.v2 overrides, so it goes backwards
		for i, j := 0, len(sources)-1; i < j; i, j = i+1, j-1 {
			sources[i], sources[j] = sources[j], sources[i]
		}
	}
	for _, source := range sources {
		for _, e := range d.build(source).entries {
			put(e, true)
		}
	}
}

// key is the text that a key becomes in a map[string]any.
func (d *document) key(k *yaml.Node) string {
	n := d.build(k)
	switch n.kind {
	case list, mapping:
		if d.doubled {
			return "" // yaml.v3 does not get as far
		}
		panic(yamlFault{fmt.Sprintf("yaml: invalid map key: %#v", n.value()), k.Line, k.Column})
	case null:
		if k.Value == "" || k.Value == "~" || strings.EqualFold(k.Value, "null") {
			return "<nil>"
		}
	case text:
		return n.text
	}
	return n.printed()
}

// duplicates lists the keys that yaml.v3 finds twice in one mapping: every pair
// of them. It then looks no deeper into the mapping.
func (d *document) duplicates(n *yaml.Node) (found bool) {
	type name struct {
		kind yaml.Kind
		text string
	}
	left := make(map[name][]*yaml.Node, len(n.Content)/2)
	for i := 0; i < len(n.Content); i += 2 {
		k := n.Content[i]
		left[name{k.Kind, k.Value}] = append(left[name{k.Kind, k.Value}], k)
	}
	for i := 0; i < len(n.Content) && len(left) < len(n.Content)/2; i += 2 {
		first := n.Content[i]
		of := name{first.Kind, first.Value}
		left[of] = left[of][1:]
		for _, k := range left[of] {
			if found = true; len(d.problems) >= maxProblems {
				return true
			}
			d.problems = append(d.problems, yamlFault{
				fmt.Sprintf("yaml: unmarshal errors:\n  line %d: mapping key %#v already defined at line %d", k.Line, k.Value, first.Line), k.Line, k.Column,
			}.problem())
		}
	}
	return found
}
