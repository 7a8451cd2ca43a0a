package yamltree

// A Builder puts a mapping together, entry by entry, and finds a key at once
// however many there are: 1 MiB has room for a hundred thousand, and a search
// through all of them for each would keep a processor busy for half a minute.
type Builder struct {
	*Value
	at    map[string]int      // where the first entry of each key stands
	below map[string]*Builder // the mappings in it that are built as well
}

// NewBuilder goes on with a mapping.
func NewBuilder(n *Value) *Builder {
	g := &Builder{Value: n, at: make(map[string]int, len(n.Entries))}
	for i, e := range n.Entries {
		g.note(e.Key, i)
	}
	return g
}

func (g *Builder) note(key string, i int) {
	if _, known := g.at[key]; !known {
		g.at[key] = i
	}
}

// find is exact.
func (g *Builder) find(key string) *Entry {
	if i, known := g.at[key]; known {
		return &g.Entries[i]
	}
	return nil
}

func (g *Builder) append(e Entry) {
	g.note(e.Key, len(g.Entries))
	g.Entries = append(g.Entries, e)
}

// Set replaces or appends an entry.
func (g *Builder) Set(e Entry) {
	if old := g.find(e.Key); old != nil {
		*old = e
	} else {
		g.append(e)
	}
}

// Merge adds an entry; two mappings under one key become one.
func (g *Builder) Merge(e Entry, override bool) {
	old := g.find(e.Key)
	switch {
	case old == nil:
		g.append(e)
	case old.Value.Kind == Mapping && e.Value.Kind == Mapping:
		inner := g.inner(old)
		for _, entry := range e.Value.Entries {
			inner.Merge(entry, override)
		}
	case override:
		*old = e
	}
}

// AppendPath appends a value at a path, making the mappings on the way.
func (g *Builder) AppendPath(path []string, value *Value) {
	for _, part := range path[:len(path)-1] {
		e := g.find(part)
		if e == nil || e.Value.Kind != Mapping {
			g.append(Entry{Key: part, Value: &Value{Kind: Mapping}})
			e = &g.Entries[len(g.Entries)-1]
		}
		g = g.inner(e)
	}
	g.append(Entry{Key: path[len(path)-1], Value: value})
}

// inner builds the mapping that an entry holds.
func (g *Builder) inner(e *Entry) *Builder {
	if known := g.below[e.Key]; known != nil && known.Value == e.Value {
		return known
	}
	if g.below == nil {
		g.below = map[string]*Builder{}
	}
	inner := NewBuilder(e.Value)
	g.below[e.Key] = inner
	return inner
}
