package configschema

// A gatherer puts a mapping together, entry by entry, and finds a key at once
// however many there are: 1 MiB has room for a hundred thousand, and a search
// through all of them for each would keep a processor busy for half a minute.
type gatherer struct {
	*node
	at    map[string]int       // where the first entry of each key stands
	below map[string]*gatherer // the mappings in it that are gathered as well
}

// gather goes on with a mapping.
func gather(n *node) *gatherer {
	g := &gatherer{node: n, at: make(map[string]int, len(n.entries))}
	for i, e := range n.entries {
		g.note(e.key, i)
	}
	return g
}

func (g *gatherer) note(key string, i int) {
	if _, known := g.at[key]; !known {
		g.at[key] = i
	}
}

// find is exact.
func (g *gatherer) find(key string) *entry {
	if i, known := g.at[key]; known {
		return &g.entries[i]
	}
	return nil
}

func (g *gatherer) append(e entry) {
	g.note(e.key, len(g.entries))
	g.entries = append(g.entries, e)
}

// set replaces or appends an entry.
func (g *gatherer) set(e entry) {
	if old := g.find(e.key); old != nil {
		*old = e
	} else {
		g.append(e)
	}
}

// join adds an entry; two mappings under one key become one.
func (g *gatherer) join(e entry, override bool) {
	old := g.find(e.key)
	switch {
	case old == nil:
		g.append(e)
	case old.value.kind == mapping && e.value.kind == mapping:
		inner := g.inner(old)
		for _, entry := range e.value.entries {
			inner.join(entry, override)
		}
	case override:
		*old = e
	}
}

// plant appends a value at a path, making the mappings on the way.
func (g *gatherer) plant(path []string, value *node) {
	for _, part := range path[:len(path)-1] {
		e := g.find(part)
		if e == nil || e.value.kind != mapping {
			g.append(entry{key: part, value: &node{kind: mapping}})
			e = &g.entries[len(g.entries)-1]
		}
		g = g.inner(e)
	}
	g.append(entry{key: path[len(path)-1], value: value})
}

// inner gathers the mapping that an entry holds.
func (g *gatherer) inner(e *entry) *gatherer {
	if known := g.below[e.key]; known != nil && known.node == e.value {
		return known
	}
	if g.below == nil {
		g.below = map[string]*gatherer{}
	}
	inner := gather(e.value)
	g.below[e.key] = inner
	return inner
}
