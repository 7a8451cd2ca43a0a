package codetree

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// A group is what stands between two brackets.
type group struct {
	line    int
	listed  bool // between [ and ]
	entries []entry
	at      map[string]int // of an entry, by its key
	items   []*yaml.Node   // what has no key
}

// An entry is a value by its key.
type entry struct {
	key     string
	line    int
	value   *yaml.Node
	inner   *group // of a value that is one
	isBlock bool   // without a sign between key and value
}

// assign sets the value of a key; a key with dots goes into the mappings on its way.
func (g *group) assign(key []piece, value *yaml.Node, inner *group) {
	path := pathOf(key)
	if len(path) == 0 {
		if value == nil {
			value = inner.node()
		}
		g.items = append(g.items, value)
		return
	}
	line := key[len(key)-1].line
	for _, name := range path[:len(path)-1] {
		at := g.find(name)
		if at < 0 || g.entries[at].inner == nil {
			at = g.add(entry{key: name, line: line, inner: &group{line: line}})
		}
		g = g.entries[at].inner
	}
	name := path[len(path)-1]
	if at := g.find(name); at >= 0 && inner != nil && g.entries[at].inner != nil && !g.entries[at].isBlock {
		g.entries[at].inner.join(inner)
		return
	}
	g.add(entry{key: name, line: line, value: value, inner: inner})
}

// join puts what another group holds into this one.
func (g *group) join(other *group) {
	for _, e := range other.entries {
		if at := g.find(e.key); at >= 0 && e.inner != nil && g.entries[at].inner != nil {
			g.entries[at].inner.join(e.inner)
			continue
		}
		g.add(e)
	}
	g.items = append(g.items, other.items...)
}

// pathOf is the last of the words in front of a sign, taken apart at its dots.
func pathOf(key []piece) (path []string) {
	whole := false // the last part is complete
	for i := len(key) - 1; i >= 0; i-- {
		it := key[i]
		if it.group != nil || len(path) > 0 && !whole {
			break
		}
		if it.quoted {
			path = append([]string{it.text}, path...)
			whole = it.spliced && i > 0 && strings.HasSuffix(key[i-1].text, ".") // containers."authelia"
			continue
		}
		text := strings.TrimSuffix(it.text, ".")
		joined := strings.HasPrefix(text, ".")
		if parts := strings.Split(strings.TrimPrefix(text, "."), "."); len(parts) <= maxDepth && text != "" {
			path = append(parts, path...)
		}
		whole = joined && i > 0 && key[i-1].quoted
	}
	return path
}

// loose takes what has no sign: the items of a list, and blocks.
func (g *group) loose(pieces []piece) {
	for i, it := range pieces {
		switch {
		case it.group == nil && g.listed && (it.quoted || len(pieces) == 1):
			g.items = append(g.items, scalarOf(it.token))
		case it.group == nil && it.quoted && len(pieces) == 1:
			g.items = append(g.items, scalarOf(it.token))
		case it.group != nil && it.sign == '{' && i > 0 && pieces[0].group == nil && !pieces[0].quoted:
			g.add(entry{key: pieces[0].text, line: pieces[0].line, inner: it.group, isBlock: true})
		case it.group != nil:
			g.items = append(g.items, it.group.node())
		}
	}
}

func (g *group) find(key string) int {
	if at, ok := g.at[key]; ok {
		return at
	}
	return -1
}

func (g *group) add(e entry) int {
	if g.at == nil {
		g.at = map[string]int{}
	}
	g.entries = append(g.entries, e)
	g.at[e.key] = len(g.entries) - 1
	return g.at[e.key]
}

// node is a group as YAML: a mapping where it has keys, else a list. A key that stands
// there again, as blocks do, has a list of its values.
func (g *group) node() *yaml.Node {
	list := &yaml.Node{Kind: yaml.SequenceNode, Content: g.items, Line: g.line}
	if len(g.entries) == 0 && (len(g.items) > 0 || g.listed) {
		return list
	}
	n := &yaml.Node{Kind: yaml.MappingNode, Line: g.line}
	values := map[string][]*yaml.Node{}
	for _, e := range g.entries {
		if e.value == nil {
			e.value = e.inner.node()
		}
		values[e.key] = append(values[e.key], e.value)
	}
	for _, e := range g.entries {
		all := values[e.key]
		if all == nil {
			continue
		}
		delete(values, e.key)
		value := all[len(all)-1]
		if e.isBlock && len(all) > 1 {
			value = &yaml.Node{Kind: yaml.SequenceNode, Content: all, Line: e.line}
		}
		n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: e.key, Line: e.line}, value)
	}
	if len(g.items) > 0 {
		n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: Loose, Line: g.line}, list)
	}
	return n
}
