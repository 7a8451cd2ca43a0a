package yamltree

import (
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// FuzzBareTags: the tag "!" is found in one pass as it is by looking at the place
// of each scalar from the start of its line.
func FuzzBareTags(f *testing.F) {
	for _, seed := range []string{"a: ! b\nc: [! d, !e f, &x ! g, *x]\n", "! a: ! b\n", "ä: ! ö\n{! ü: !}", "a: !\nb: !\r\n", "- ! a\n- - ! b\n  - ! c\n", "? ! a\n: ! b\n", "x: {a, ! b, c: }\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) {
		defer func() {
			if recover() != nil { // a bug in the parser
				t.Skip()
			}
		}()
		var root yaml.Node
		if yaml.Unmarshal([]byte(source), &root) != nil || len(root.Content) == 0 {
			return
		}
		found := findTags(root.Content[0], source)
		var walk func(n *yaml.Node)
		walk = func(n *yaml.Node) {
			if n.Kind == yaml.ScalarNode && isBare(n, strings.Split(source, "\n")) != found[n] {
				t.Errorf("%q in line %d, column %d of %q is found to be %t", n.Value, n.Line, n.Column, source, found[n])
			}
			for _, inner := range n.Content {
				walk(inner)
			}
		}
		walk(root.Content[0])
	})
}

// isBare looks where a scalar stands, from the start of its line.
func isBare(n *yaml.Node, lines []string) bool {
	if n.Line > len(lines) {
		return false
	}
	rest := string([]rune(lines[n.Line-1])[min(n.Column-1, len([]rune(lines[n.Line-1]))):])
	if n.Anchor != "" {
		rest = strings.TrimLeft(strings.TrimPrefix(rest, "&"+n.Anchor), " ")
	}
	return strings.TrimRight(rest, "\r") == "!" || strings.HasPrefix(rest, "! ")
}
