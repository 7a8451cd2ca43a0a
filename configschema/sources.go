package configschema

import "sort"

// A sources gives every line of several texts a number of its own, as if they
// stood one below the other, so that one number says which text and which line
// of it. (go/token numbers the files of a program in this way.) The first file
// keeps its own line numbers.
type sources struct {
	spans []span
	next  int // the first number that is free, less one
}

// A span is one text, or one variable.
type span struct {
	base, size int
	name       string
	single     bool // one value, which stands in line; otherwise a text, whose lines count from 1
	line       int
	variable   bool // a single value that is an environment variable
}

// text adds a text and returns what its line numbers are shifted by. No text
// has more lines than bytes, whatever counts as a line break.
func (s *sources) text(name, text string) (base int) {
	return s.add(span{name: name, size: len(text) + 1})
}

// value adds the single value of a Setting or a Variable, and returns its number.
func (s *sources) value(name string, line int, variable bool) (number int) {
	return s.add(span{name: name, size: 1, single: true, line: line, variable: variable}) + 1
}

func (s *sources) add(p span) (base int) {
	p.base = s.next
	s.spans = append(s.spans, p)
	s.next += p.size
	return p.base
}

// index is the place of the span that a number belongs to; len(spans) for none.
func (s *sources) index(number int) int {
	return sort.Search(len(s.spans), func(i int) bool { return number <= s.spans[i].base+s.spans[i].size })
}

// of finds the span that a number belongs to; nil for none.
func (s *sources) of(number int) *span {
	i := s.index(number)
	if number < 1 || i == len(s.spans) {
		return nil
	}
	return &s.spans[i]
}

// local turns a number back into a file name and a line in it. The line is 0
// when it is not known.
func (s *sources) local(number int) (name string, line int) {
	p := s.of(number)
	switch {
	case p == nil:
		return "", 0
	case p.single:
		return p.name, p.line
	}
	return p.name, number - p.base
}

// resolve turns the numbers of problems back into places in their files.
func (s *sources) resolve(problems []Problem) {
	for i := range problems {
		p := &problems[i]
		if p.Line == 0 {
			continue
		}
		p.File, p.Line = s.local(p.Line)
		if p.Line == 0 {
			p.Column = 0
		}
	}
}

// shift moves everything in a tree down by some lines.
func (n *node) shift(lines int) {
	if n.line > 0 {
		n.line += lines
	}
	for _, item := range n.items {
		item.shift(lines)
	}
	for i := range n.entries {
		n.entries[i].line += lines
		n.entries[i].value.shift(lines)
	}
}

// merge adds a later source as koanf does: mappings key by key, everything
// else, lists too, is replaced.
func (n *node) merge(later *node) {
	merged := gather(n)
	for _, e := range later.entries {
		merged.join(e, true)
	}
}

// put sets a value at a path, and makes the mappings on the way; they stand
// where the value stands.
func (n *node) put(path []string, value *node) {
	for _, part := range path[:len(path)-1] {
		e := n.exact(part)
		if e == nil || e.value.kind != mapping {
			n.set(entry{part, value.line, value.column, &node{kind: mapping, line: value.line, column: value.column}})
			e = n.exact(part)
		}
		n = e.value
	}
	n.set(entry{path[len(path)-1], value.line, value.column, value})
}
