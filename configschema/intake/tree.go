package intake

import (
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema/internal/yamltree"
)

// A field is an entry of a YAML mapping.
type field struct {
	key   string
	line  int
	value *yaml.Node
}

// fields lists the entries of a mapping, aliases followed and merges ("<<")
// taken in: what is written wins over what is merged. Anything but a mapping
// has none. Aliases make a small text large; what they stand for was counted
// before (bounds.Request.Nodes), as often as they are written, and here no
// mapping is merged twice, which would change nothing.
func fields(n *yaml.Node) (all []field) {
	known, merged := map[string]bool{}, map[*yaml.Node]bool{}
	var add func(n *yaml.Node)
	add = func(n *yaml.Node) {
		if n = target(n); n == nil || n.Kind != yaml.MappingNode || merged[n] {
			return
		}
		merged[n] = true
		var sources []*yaml.Node
		for i := 0; i+1 < len(n.Content); i += 2 {
			k, v := n.Content[i], n.Content[i+1]
			switch {
			case k.Kind == yaml.ScalarNode && k.Value == "<<":
				sources = append(append(sources, v), items(v)...)
			case k.Kind == yaml.ScalarNode && !known[k.Value]:
				known[k.Value] = true
				all = append(all, field{k.Value, k.Line, v})
			}
		}
		for _, source := range sources {
			add(source)
		}
	}
	add(n)
	return all
}

// target follows an alias.
func target(n *yaml.Node) *yaml.Node {
	if n == nil {
		return nil
	}
	return yamltree.Resolve(n)
}

// child finds an entry of a mapping in either spelling: high_availability,
// highAvailability; nil when there is none.
func child(n *yaml.Node, key string) *yaml.Node {
	for _, f := range fields(n) {
		if f.key == key || snake(f.key) == key {
			return target(f.value)
		}
	}
	return nil
}

// items lists the elements of a sequence.
func items(n *yaml.Node) []*yaml.Node {
	if n = target(n); n == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	return n.Content
}

// scalar is the text of a plain value, as it is written.
func scalar(n *yaml.Node) (string, bool) {
	n = target(n)
	if n == nil || n.Kind != yaml.ScalarNode {
		return "", false
	}
	return n.Value, true
}

func isNull(n *yaml.Node) bool {
	n = target(n)
	return n == nil || n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null"
}

// plainValue is a scalar in the spelling of a configuration: booleans as true
// and false, nothing for a null.
func plainValue(n *yaml.Node) string {
	text, _ := scalar(n)
	switch {
	case isNull(n):
		return ""
	case target(n).ShortTag() == "!!bool":
		return strings.ToLower(text)
	}
	return text
}

// isOn tells whether a switch is on.
func isOn(n *yaml.Node) bool {
	text, _ := scalar(n)
	return strings.EqualFold(text, "true")
}

// lineOf is the line of a value; that of its key when it has none.
func lineOf(f field) int {
	if f.value.Kind != yaml.AliasNode && f.value.Line > 0 {
		return f.value.Line
	}
	return f.line
}
