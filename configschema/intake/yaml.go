package intake

import (
	"strings"

	"gopkg.in/yaml.v3"
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
// before (bounds.Request.Nodes), as often as they are written.
func fields(n *yaml.Node) []field {
	m := merger{seen: map[string]bool{}}
	m.add(n, 0)
	return m.out
}

type merger struct {
	out  []field
	seen map[string]bool
}

func (m *merger) add(n *yaml.Node, depth int) {
	n = target(n)
	if n == nil || n.Kind != yaml.MappingNode || depth > 8 {
		return
	}
	var merges []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		switch {
		case k.Kind == yaml.ScalarNode && k.Value == "<<":
			merges = append(merges, v)
		case k.Kind == yaml.ScalarNode && !m.seen[k.Value]:
			m.seen[k.Value] = true
			m.out = append(m.out, field{k.Value, k.Line, v})
		}
	}
	for _, v := range merges {
		if v = target(v); v == nil {
			continue
		}
		if v.Kind != yaml.SequenceNode {
			m.add(v, depth+1)
			continue
		}
		for _, item := range v.Content {
			m.add(item, depth+1)
		}
	}
}

// target follows an alias.
func target(n *yaml.Node) *yaml.Node {
	for range 10 {
		if n == nil || n.Kind != yaml.AliasNode {
			return n
		}
		n = n.Alias
	}
	return nil
}

// child finds an entry of a mapping; nil when there is none.
func child(n *yaml.Node, key string) *yaml.Node {
	for _, f := range fields(n) {
		if f.key == key {
			return target(f.value)
		}
	}
	return nil
}

// direct finds an entry that is written in the mapping itself.
func direct(n *yaml.Node, key string) *yaml.Node {
	if n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
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
	switch n = target(n); {
	case isNull(n):
		return ""
	case n.ShortTag() == "!!bool":
		return strings.ToLower(text)
	}
	return text
}

// truth tells whether a switch is on.
func truth(n *yaml.Node) bool {
	text, ok := scalar(n)
	return ok && strings.EqualFold(text, "true")
}

// lineOf is the line of a value; that of its key when it has none.
func lineOf(f field) int {
	if n := target(f.value); n != nil && n.Line > 0 && f.value.Kind != yaml.AliasNode {
		return n.Line
	}
	return f.line
}
