package yamltree

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// join is the builder's, spelled out without an index.
func join(n *Value, e Entry, override bool) {
	old := n.Exact(e.Key)
	switch {
	case old == nil:
		n.Entries = append(n.Entries, e)
	case old.Value.Kind == Mapping && e.Value.Kind == Mapping:
		for _, inner := range e.Value.Entries {
			join(old.Value, inner, override)
		}
	case override:
		*old = e
	}
}

// nested is Value.Nest, spelled out in the same way.
func nested(n *Value, dottedWins bool) {
	if n.Kind != Mapping {
		return
	}
	entries := n.Entries
	n.Entries = nil
	for _, e := range entries {
		if !strings.Contains(e.Key, ".") {
			join(n, e, true)
		}
	}
	for _, e := range entries {
		if head, rest, dotted := strings.Cut(e.Key, "."); dotted {
			join(n, Entry{Key: head, Value: &Value{Kind: Mapping, Entries: []Entry{{Key: rest, Value: e.Value}}}}, dottedWins)
		}
	}
	for _, e := range n.Entries {
		nested(e.Value, dottedWins)
	}
}

// randomTree is a mapping in which keys meet in every way.
func randomTree(r *rand.Rand, depth int) *Value {
	n := &Value{Kind: Mapping}
	keys := []string{"a", "b", "c", "A", "B", "a.b", "b.a", "a.b.c", "b.c", "a..b"}
	r.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
	for _, key := range keys[:r.IntN(len(keys))] {
		value := &Value{Kind: Text, Text: fmt.Sprint(r.IntN(1000))}
		if depth > 0 && r.IntN(2) == 0 {
			value = randomTree(r, depth-1)
		}
		n.Entries = append(n.Entries, Entry{Key: key, Value: value})
	}
	return n
}

// outline is a tree as a text, in its order.
func outline(n *Value) string {
	if n.Kind != Mapping {
		return n.Text
	}
	var b strings.Builder
	for _, e := range n.Entries {
		b.WriteString(e.Key + ":" + outline(e.Value) + " ")
	}
	return "{" + b.String() + "}"
}

// TestBuilder: with its index, a mapping is put together as it is without one.
func TestBuilder(t *testing.T) {
	for seed := range uint64(2000) {
		tree := func() *Value { return randomTree(rand.New(rand.NewPCG(seed, 1)), 2) }
		for _, dottedWins := range []bool{false, true} {
			got, want := tree(), tree()
			got.Nest(dottedWins, MaxNesting)
			nested(want, dottedWins)
			if diff := cmp.Diff(outline(want), outline(got)); diff != "" {
				t.Fatalf("nested differently (-plain +built), %t:\n%s\n%s", dottedWins, outline(tree()), diff)
			}
		}
		got, want := tree(), tree()
		later := randomTree(rand.New(rand.NewPCG(seed, 2)), 2)
		got.Merge(later)
		for _, e := range randomTree(rand.New(rand.NewPCG(seed, 2)), 2).Entries {
			join(want, e, true)
		}
		if diff := cmp.Diff(outline(want), outline(got)); diff != "" {
			t.Fatalf("merged differently (-plain +built):\n%s", diff)
		}
	}
}
