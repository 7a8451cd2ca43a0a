package configschema

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/configschema/bounds"
)

// join is the gatherer's, spelled out without an index.
func join(n *node, e entry, override bool) {
	old := n.exact(e.key)
	switch {
	case old == nil:
		n.entries = append(n.entries, e)
	case old.value.kind == mapping && e.value.kind == mapping:
		for _, inner := range e.value.entries {
			join(old.value, inner, override)
		}
	case override:
		*old = e
	}
}

// nested is node.nest, spelled out in the same way.
func nested(n *node, dottedWins bool) {
	if n.kind != mapping {
		return
	}
	entries := n.entries
	n.entries = nil
	for _, e := range entries {
		if !strings.Contains(e.key, ".") {
			join(n, e, true)
		}
	}
	for _, e := range entries {
		if head, rest, dotted := strings.Cut(e.key, "."); dotted {
			join(n, entry{key: head, value: &node{kind: mapping, entries: []entry{{key: rest, value: e.value}}}}, dottedWins)
		}
	}
	for _, e := range n.entries {
		nested(e.value, dottedWins)
	}
}

// randomTree is a mapping in which keys meet in every way.
func randomTree(r *rand.Rand, depth int) *node {
	n := &node{kind: mapping}
	keys := []string{"a", "b", "c", "A", "B", "a.b", "b.a", "a.b.c", "b.c", "a..b"}
	r.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
	for _, key := range keys[:r.IntN(len(keys))] {
		value := &node{kind: text, text: fmt.Sprint(r.IntN(1000))}
		if depth > 0 && r.IntN(2) == 0 {
			value = randomTree(r, depth-1)
		}
		n.entries = append(n.entries, entry{key: key, value: value})
	}
	return n
}

// outline is a tree as a text, in its order.
func outline(n *node) string {
	if n.kind != mapping {
		return n.text
	}
	var b strings.Builder
	for _, e := range n.entries {
		b.WriteString(e.key + ":" + outline(e.value) + " ")
	}
	return "{" + b.String() + "}"
}

// TestGather: with its index, a mapping is put together as it is without one.
func TestGather(t *testing.T) {
	for seed := range uint64(2000) {
		tree := func() *node { return randomTree(rand.New(rand.NewPCG(seed, 1)), 2) }
		for _, dottedWins := range []bool{false, true} {
			got, want := tree(), tree()
			got.nest(dottedWins, maxNesting)
			nested(want, dottedWins)
			if diff := cmp.Diff(outline(want), outline(got)); diff != "" {
				t.Fatalf("nested differently (-plain +gathered), %t:\n%s\n%s", dottedWins, outline(tree()), diff)
			}
		}
		got, want := tree(), tree()
		later := randomTree(rand.New(rand.NewPCG(seed, 2)), 2)
		got.merge(later)
		for _, e := range randomTree(rand.New(rand.NewPCG(seed, 2)), 2).entries {
			join(want, e, true)
		}
		if diff := cmp.Diff(outline(want), outline(got)); diff != "" {
			t.Fatalf("merged differently (-plain +gathered):\n%s", diff)
		}
	}
}

// crowds are files of as many keys as there may be.
var crowds = []struct{ name, version, yaml string }{
	{"at the root", "4.29", crowd("", "k%d: 1\n")},
	{"at the root, nested", "4.38", crowd("", "k%d: 1\n")},
	{"below redis", "4.29", crowd("redis:\n", " k%d: 1\n")},
	{"with dots", "4.38", crowd("", "session.redis.k%d: 1\n")},
	{"as sections", "4.39", crowd("redis:\n", " k%d: {a: 1}\n")},
	{"with merges", "4.39", crowd("a: &a {x: 1}\nredis:\n", " k%d: {<<: *a}\n")},
}

// crowd is a file of many lines of a form, each of which has three entries at
// most.
func crowd(head, line string) string {
	var b strings.Builder
	b.WriteString(head)
	for i := range bounds.Entries/3 - 10 {
		fmt.Fprintf(&b, line, i)
	}
	return b.String()
}

func BenchmarkCrowds(b *testing.B) {
	for _, c := range crowds {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Evaluate(Input{Authelia: c.version, YAML: c.yaml}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestLongPaths: keys below a long path, or with very many parts, are refused
// like any other; written out with their paths they would not fit into memory.
func TestLongPaths(t *testing.T) {
	dots := Prefix + strings.Repeat("a.", 400_000) + "a"
	crowded := "redis:\n ? " + strings.Repeat("x", MaxInput/2) + "\n :\n" + crowd("", "  k%d: 1\n")
	for name, in := range map[string]Input{
		"a value":            {Values: Values{dots: "1"}},
		"a key":              {YAML: "? " + dots + "\n: 1\n"},
		"a key below redis":  {YAML: "redis:\n ? " + dots + "\n : 1\n"},
		"keys below a long":  {YAML: crowded},
		"sections in crowds": {YAML: "redis:\n" + strings.Repeat(" ", 1) + "a: " + strings.Repeat("{a: ", 1900) + "1" + strings.Repeat("}", 1900) + "\n"},
	} {
		for _, version := range []string{"4.29", "4.34", "4.38", "4.39"} {
			in.Authelia = version
			r, err := Evaluate(in)
			if err != nil {
				t.Fatal(err)
			}
			if size := len(r.JSON()); r.OK || size > 16*MaxInput {
				t.Errorf("%s, %s: ok is %t, and the answer has %d bytes", name, version, r.OK, size)
			}
		}
	}
}
