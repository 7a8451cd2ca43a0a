package yamltree

import (
	"sort"

	"redis-wizard/configschema/causes"
)

// A Positions gives every line of several texts a number of its own, as if they
// stood one below the other, so that one number says which text and which line
// of it. (go/token numbers the files of a program in this way.) The first file
// keeps its own line numbers.
type Positions struct {
	Spans []span
	next  int // the first number that is free, less one
}

// A span is one text, or one variable.
type span struct {
	base, size int
	name       string
	single     bool // one value, which stands in line; otherwise a text, which begins behind it
	line       int
	Variable   bool // a single value that is an environment variable
}

// Text adds a text with some lines above it, and returns what its line numbers are
// shifted by. No text has more lines than bytes, whatever counts as a line break.
func (s *Positions) Text(name, text string, above int) (base int) {
	return s.add(span{name: name, size: len(text) + 1, line: above})
}

// Value adds the single value of a Setting or a Variable, and returns its number.
func (s *Positions) Value(name string, line int, variable bool) (number int) {
	return s.add(span{name: name, size: 1, single: true, line: line, Variable: variable}) + 1
}

func (s *Positions) add(p span) (base int) {
	p.base = s.next
	s.Spans = append(s.Spans, p)
	s.next += p.size
	return p.base
}

// Index is the place of the span that a number belongs to; len(spans) for none.
func (s *Positions) Index(number int) int {
	return sort.Search(len(s.Spans), func(i int) bool { return number <= s.Spans[i].base+s.Spans[i].size })
}

// Of finds the span that a number belongs to; nil for none.
func (s *Positions) Of(number int) *span {
	i := s.Index(number)
	if number < 1 || i == len(s.Spans) {
		return nil
	}
	return &s.Spans[i]
}

// Local turns a number back into a file name and a line in it. The line is 0
// when it is not known.
func (s *Positions) Local(number int) (name string, line int) {
	p := s.Of(number)
	switch {
	case p == nil:
		return "", 0
	case p.single:
		return p.name, p.line
	}
	return p.name, p.line + number - p.base
}

// Resolve turns the numbers of problems back into places in their files.
func (s *Positions) Resolve(problems []causes.Problem) {
	for i := range problems {
		p := &problems[i]
		if p.Line == 0 {
			continue
		}
		p.File, p.Line = s.Local(p.Line)
		if p.Line == 0 {
			p.Column = 0
		}
	}
}

// Shift moves everything in a tree down by some lines.
func (n *Value) Shift(lines int) {
	if n.Line > 0 {
		n.Line += lines
	}
	for _, item := range n.Items {
		item.Shift(lines)
	}
	for i := range n.Entries {
		n.Entries[i].Line += lines
		n.Entries[i].Value.Shift(lines)
	}
}

// Merge adds a later source as koanf does: mappings key by key, everything
// else, lists too, is replaced. koanf/maps merges maps, and loses the lines.
func (n *Value) Merge(later *Value) {
	merged := NewBuilder(n)
	for _, e := range later.Entries {
		merged.Merge(e, true)
	}
}

// SetPath sets a value at a path, and makes the mappings on the way; they stand
// where the value stands.
func (n *Value) SetPath(path []string, value *Value) {
	for _, part := range path[:len(path)-1] {
		e := n.Exact(part)
		if e == nil || e.Value.Kind != Mapping {
			n.set(Entry{part, value.Line, value.Column, &Value{Kind: Mapping, Line: value.Line, Column: value.Column}})
			e = n.Exact(part)
		}
		n = e.Value
	}
	n.set(Entry{path[len(path)-1], value.Line, value.Column, value})
}
