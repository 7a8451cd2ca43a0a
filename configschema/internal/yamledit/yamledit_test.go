package yamledit

import (
	"testing"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema/yamlwrite"
)

// entry is the first entry of a mapping with a key.
func entry(m *yaml.Node, key string) (k, v *yaml.Node) {
	for k, v := range Entries(m) {
		if k.Value == key {
			return k, v
		}
	}
	return nil, nil
}

// TestPlan: what is edited changes, and no byte around it.
func TestPlan(t *testing.T) {
	section := yamlwrite.Mapping{{Key: "host", Value: "h"}, {Key: "port", Value: yamlwrite.Plain("1")}}
	set := func(key string, value any) func(*Plan, *Mapping) {
		return func(p *Plan, m *Mapping) {
			k, v := entry(m.Node, key)
			p.Set(m, k, v, value)
		}
	}
	remove := func(keys ...string) func(*Plan, *Mapping) {
		return func(p *Plan, m *Mapping) {
			for _, key := range keys {
				k, _ := entry(m.Node, key)
				m.Gone[k] = true
			}
			p.Remove(m)
		}
	}
	insert := func(p *Plan, m *Mapping) { p.Insert(m, section, Behind) }
	cases := []struct {
		name, source, want string
		edit               func(*Plan, *Mapping)
	}{
		{"a text in its quotes", "a: \"b\" # c\nd: e\n", "a: \"x y\" # c\nd: e\n", set("a", "x y")},
		{"a text without quotes", "a: b\t# c\r\nd: e\r\n", "a: 'x: y'\t# c\r\nd: e\r\n", set("a", "x: y")},
		{"an anchor stays", "a: &n b\n", "a: &n x\n", set("a", "x")},
		{"nothing there yet", "a: # c\nd: e\n", "a: '' # c\nd: e\n", set("a", "")},
		{"several lines", "a: b # c\nd: e\n", "a: |- # c\n  x\n  y\nd: e\n", set("a", "x\ny")},
		{"a block gives way", "a: |+ # c\n  b\n\nd: e\n", "a: 'x' # c\nd: e\n", set("a", "x")},
		{"a section", "a: ~ # c\nd: e\n", "a: # c\n  host: 'h'\n  port: 1\nd: e\n", set("a", section)},
		{"a section for a section", "a:\n  # c\n  b: 1\n# d\nd: e\n", "a:\n  host: 'h'\n  port: 1\n# d\nd: e\n", set("a", section)},
		{"between braces", "{a: [b], d: e}", "{a: {host: 'h', port: 1}, d: e}", set("a", section)},
		{"one goes", "# 1\na: b # 2\n# 3\nd: e", "# 1\n# 3\nd: e", remove("a")},
		{"the last goes", "a: b\nd: >\n  e\n\n# c\n", "a: b\n\n# c\n", remove("d")},
		{"two go between braces", "{a: b, d: e, f: g}", "{d: e}", remove("a", "f")},
		{"added", "a: b\nd:\n  e: f\n", "a: b\nhost: 'h'\nport: 1\nd:\n  e: f\n", insert},
		{"added between braces", "{a: b}", "{a: b, host: 'h', port: 1}", insert},
		{"no line break at the end", "a: b", "a: b\nhost: 'h'\nport: 1\n", insert},
	}
	for _, c := range cases {
		for _, mark := range []string{"", ByteOrderMark} {
			var root yaml.Node
			if err := yaml.Unmarshal([]byte(mark+c.source), &root); err != nil {
				t.Fatal(err)
			}
			p := NewPlan(NewSource(mark + c.source))
			c.edit(p, &Mapping{Node: root.Content[0], Step: 2, Gone: map[*yaml.Node]bool{}})
			if got, ok := p.Apply(); !ok || got != mark+c.want {
				t.Errorf("%s: %v\n got %q\nwant %q", c.name, ok, got, mark+c.want)
			}
		}
	}
}

// TestTry: what fails leaves no edit behind.
func TestTry(t *testing.T) {
	var root yaml.Node
	if err := yaml.Unmarshal([]byte("- a: 1\n  b: 2\n"), &root); err != nil {
		t.Fatal(err)
	}
	p := NewPlan(NewSource("- a: 1\n  b: 2\n"))
	row := root.Content[0].Content[0]
	m := &Mapping{Node: row, Step: 2, Gone: map[*yaml.Node]bool{row.Content[0]: true}}
	if p.Try(func() { p.Remove(m) }) {
		t.Error("the first key of a row has no line to itself")
	}
	items, ok := p.Items(root.Content[0])
	if !ok {
		t.Fatal("no items")
	}
	p.ReplaceItem(items[0], yamlwrite.Mapping{{Key: "b", Value: yamlwrite.Plain("2")}})
	if got, ok := p.Apply(); !ok || got != "- 'b': 2\n" && got != "- b: 2\n" {
		t.Errorf("%v %q", ok, got)
	}
}
