package yamltree

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/bounds"
	"redis-wizard/configschema/causes"
)

// A Document is a configuration.yml, parsed the way the YAML library of one
// Authelia version does it: yaml.v2 until 4.35, yaml.v3 from 4.36. It stands on the
// nodes of yaml.v3 for both, as yaml.v2 tells no positions; a test compares what it
// makes of them with what both libraries decode.
type Document struct {
	Root     *Value
	Node     *yaml.Node       // what Root is made of; nil where the text says nothing
	Problems []causes.Problem // faults that make Authelia discard the whole file
	Unlisted int              // how many more there are

	V3      bool
	Open    map[*yaml.Node]bool // the anchors whose values are being built
	broken  bool                // the parser did not get to the end
	doubled bool                // in a mapping that has a key twice
	bare    map[*yaml.Node]bool // scalars with the tag "!", for yaml.v2
}

// Parse reads YAML for one version of Authelia. It never panics. The error is for
// a text that stands for more than a request may bring.
func Parse(request *bounds.Request, source string, version authelia.Version) (d *Document, err error) {
	d = &Document{V3: version.Profile().YAML3, Open: map[*yaml.Node]bool{}, Root: &Value{Kind: Mapping, Line: 1, Column: 1}}
	defer func() {
		switch fault := recover().(type) {
		case nil:
		case yamlFault:
			d.Problems, d.broken = append(d.Problems, fault.problem(source)), d.Node == nil
		default: // a bug in the parser: the file is unreadable for Authelia, too
			d.Problems = append(d.Problems, yamlFault{message: "yaml: " + fmt.Sprint(fault), line: 1, column: 1}.problem(""))
		}
	}()
	content := d.parse(request, source)
	if content == nil {
		return d, nil // nothing but comments
	}
	d.Node = content
	if Resolve(content).Kind == yaml.ScalarNode && content.ShortTag() == "!!null" {
		return d, nil
	}
	if Resolve(content).Kind != yaml.MappingNode {
		panic(yamlFault{"yaml: unmarshal errors:\n  line " + strconv.Itoa(content.Line) + ": cannot unmarshal " + content.ShortTag() + described(content) + " into map[string]interface {}", content.Line, content.Column})
	}
	nodes, excess := expanded(content)
	if excess != nil {
		panic(yamlFault{excessive, excess.Line, excess.Column})
	}
	if err := request.Nodes(nodes); err != nil {
		return d, err
	}
	if !d.V3 && strings.Contains(source, "!") {
		d.bare = findTags(content, source)
	}
	d.Root = d.Build(content)
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

// Resolve is what an alias stands for, and every other node itself.
func Resolve(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// Build turns a YAML node into ours.
func (d *Document) Build(n *yaml.Node) *Value {
	switch n.Kind {
	case yaml.AliasNode:
		if d.Open[n.Alias] {
			panic(yamlFault{"yaml: anchor '" + n.Value + "' value contains itself", n.Line, n.Column})
		}
		d.Open[n.Alias] = true
		out := *d.Build(n.Alias)
		delete(d.Open, n.Alias)
		out.Line, out.Column = n.Line, n.Column
		return &out
	case yaml.SequenceNode:
		out := &Value{Kind: List, Line: n.Line, Column: n.Column}
		for _, c := range n.Content {
			out.Items = append(out.Items, d.Build(c))
		}
		return out
	case yaml.MappingNode:
		return d.mapping(n)
	}
	return d.scalar(n)
}

const excessive = "yaml: document contains excessive aliasing"

// expanded is how many values a document has with its aliases written out, counted
// to just above what a request may bring and no further. There is an excess where
// yaml's decoder refuses to go on before that, because the values mostly come from
// aliases ("billion laughs").
func expanded(content *yaml.Node) (visited int, excess *yaml.Node) {
	aliased := 0
	open := map[*yaml.Node]bool{} // what contains itself is not followed: that is reported elsewhere
	var walk func(n *yaml.Node, within bool)
	walk = func(n *yaml.Node, within bool) {
		if excess != nil || visited > bounds.Nodes {
			return
		}
		if visited++; within {
			aliased++
		}
		if aliased > 100 && visited > 1000 && float64(aliased)/float64(visited) > allowedAliasRatio(visited) {
			excess = n
			return
		}
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
	return visited, excess
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

func (d *Document) mapping(n *yaml.Node) *Value {
	out := NewBuilder(&Value{Kind: Mapping, Line: n.Line, Column: n.Column})
	around := d.doubled
	if d.V3 && !d.doubled {
		d.doubled = d.duplicates(n)
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if !IsMerge(k) {
			out.Set(Entry{d.Key(k), k.Line, k.Column, d.Build(v)}) // last wins
			continue
		}
		for _, source := range d.mergeSources(v) {
			for _, e := range d.Build(source).Entries {
				// To yaml.v3, what is merged earlier stays; yaml.v2 lets a merge override what stands above it.
				if !d.V3 || out.find(e.Key) == nil {
					out.Set(e)
				}
			}
		}
	}
	d.doubled = around
	return out.Value
}

// IsMerge tells whether a key is "<<", which adds the entries of its value.
func IsMerge(k *yaml.Node) bool {
	return k.Kind == yaml.ScalarNode && k.Value == "<<" && (k.Tag == "" || k.Tag == "!" || k.ShortTag() == "!!merge")
}

// mergeSources are the mappings of a "<<" value in the order in which they count.
func (d *Document) mergeSources(v *yaml.Node) (sources []*yaml.Node) {
	bad := func(n *yaml.Node) {
		panic(yamlFault{"yaml: map merge requires map or sequence of maps as the value", n.Line, n.Column})
	}
	switch target := Resolve(v); target.Kind {
	case yaml.MappingNode:
		sources = []*yaml.Node{v}
	case yaml.SequenceNode:
		if v.Kind == yaml.AliasNode {
			bad(v)
		}
		for _, item := range target.Content {
			if Resolve(item).Kind != yaml.MappingNode {
				bad(item)
			}
			sources = append(sources, item)
		}
	default:
		bad(v)
	}
	if !d.V3 { // yaml.v2 overrides, so it goes backwards
		slices.Reverse(sources)
	}
	return sources
}

// Key is the text that a key becomes in a map[string]any.
func (d *Document) Key(k *yaml.Node) string {
	n := d.Build(k)
	switch n.Kind {
	case List, Mapping:
		if d.doubled {
			return "" // yaml.v3 does not get as far
		}
		panic(yamlFault{fmt.Sprintf("yaml: invalid map key: %#v", d.decoded(k)), k.Line, k.Column})
	case Null:
		if k.Value == "" || k.Value == "~" || strings.EqualFold(k.Value, "null") {
			return "<nil>"
		}
	case Text:
		return n.Text
	}
	return n.Printed()
}

// decoded is a value of the types that the YAML library itself decodes it into,
// before Authelia makes all keys texts. Only yaml.v3 has mappings whose keys are
// of type string.
func (d *Document) decoded(n *yaml.Node) (value any) {
	switch n = Resolve(n); {
	case d.V3:
		_ = n.Decode(&value) // it has been read before
		return value
	case n.Kind == yaml.SequenceNode:
		items := make([]any, len(n.Content))
		for i, item := range n.Content {
			items[i] = d.decoded(item)
		}
		return items
	case n.Kind == yaml.MappingNode:
		entries := map[any]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			k, v := n.Content[i], n.Content[i+1]
			if !IsMerge(k) {
				entries[d.decoded(k)] = d.decoded(v)
				continue
			}
			for _, source := range d.mergeSources(v) {
				maps.Copy(entries, d.decoded(source).(map[any]any))
			}
		}
		return entries
	}
	return d.scalar(n).GoValue()
}

// duplicates lists the keys that yaml.v3 finds twice in one mapping: every pair
// of them. It then looks no deeper into the mapping.
func (d *Document) duplicates(n *yaml.Node) (found bool) {
	type name struct {
		kind yaml.Kind
		text string
	}
	left := make(map[name][]*yaml.Node, len(n.Content)/2)
	for i := 0; i < len(n.Content); i += 2 {
		k := n.Content[i]
		left[name{k.Kind, k.Value}] = append(left[name{k.Kind, k.Value}], k)
	}
	unlisted := 0
	for _, same := range left {
		unlisted += len(same) * (len(same) - 1) / 2
	}
	defer func() { d.Unlisted += unlisted }()
	for i := 0; i < len(n.Content) && len(left) < len(n.Content)/2; i += 2 {
		first := n.Content[i]
		of := name{first.Kind, first.Value}
		left[of] = left[of][1:]
		for _, k := range left[of] {
			if found = true; len(d.Problems) >= authelia.MaxProblems {
				return true
			}
			unlisted--
			d.Problems = append(d.Problems, yamlFault{
				fmt.Sprintf("yaml: unmarshal errors:\n  line %d: mapping key %#v already defined at line %d", k.Line, k.Value, first.Line), k.Line, k.Column,
			}.problem(""))
		}
	}
	return found
}
