package codetree

import (
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"
)

// Expression is the tag of a scalar that a program would have to work out: a variable,
// a call, a text with a reference in it. Its value is how it is written.
const Expression = "!expression"

// Loose is the key of what stands in a mapping without a key.
const Loose = ""

// maxDepth bounds how deep groups are read; what is deeper is passed over.
const maxDepth = 100

// isNix recognises Nix by how its sets end.
var isNix = regexp.MustCompile(`\}[ \t]*;`)

// Read makes a tree of a text. What is no mapping and no list in it is passed over. It
// tells whether every bracket is closed.
func Read(source string) (root *yaml.Node, closed bool) {
	p := &parser{scanner: scanner{rest: source, line: 1, nix: isNix.MatchString(source)}}
	g := p.group(0, 0)
	for p.rest != "" { // a bracket too many
		p.open = true
		g.items = append(g.items, p.group(0, 0).node())
	}
	return g.node(), !p.open
}

// A parser reads one text.
type parser struct {
	scanner
	open bool // a bracket is not closed, or closed twice
}

// A piece is a part of what is being read: a token, or a group.
type piece struct {
	token
	group *group
}

var closing = map[byte]byte{'{': '}', '[': ']', '(': ')'}

// group reads up to the bracket that closes it.
func (p *parser) group(opened byte, depth int) *group {
	g := &group{line: p.line, listed: opened == '['}
	var key, value []piece
	assigned := false
	flush := func() {
		if assigned {
			plain, inner := p.value(value)
			g.assign(key, plain, inner)
		} else {
			g.loose(key)
		}
		key, value, assigned = nil, nil, false
	}
	add := func(it piece) {
		if assigned {
			value = append(value, it)
		} else {
			key = append(key, it)
		}
	}
	for {
		t, ok := p.next()
		switch {
		case !ok:
			p.open = p.open || opened != 0
			flush()
			return g
		case t.sign == '{' || t.sign == '[' || t.sign == '(':
			if depth == maxDepth {
				p.open, p.rest = true, ""
				continue
			}
			add(piece{token: t, group: p.group(t.sign, depth+1)})
		case t.sign == '}' || t.sign == ']' || t.sign == ')':
			p.open = p.open || closing[opened] != t.sign
			flush()
			return g
		case t.sign == ',' || t.sign == ';':
			flush()
		case t.sign == '\n':
			// In Nix a value ends with its semicolon, and elsewhere with its line.
			if assigned && len(value) > 0 && !p.nix || !assigned && len(key) > 0 && key[len(key)-1].group != nil {
				flush()
			}
		case t.sign == '=':
			if assigned && len(value) > 0 { // the sign of another key, behind a line that ended nothing
				last := value[len(value)-1]
				value = value[:len(value)-1]
				flush()
				key = []piece{last}
			}
			if n := len(key); n > 0 && key[n-1].group != nil {
				flush() // the arguments of a function, in front of it
				continue
			}
			assigned = true
		default:
			if last := lastOf(key, value, assigned); t.spliced && last != nil && prefix.MatchString(last.text) && !last.quoted && last.group == nil {
				t.refers = t.refers || strings.Contains(strings.ToLower(last.text), "f") && strings.Contains(t.text, "{")
				last.token = t
				continue
			}
			add(piece{token: t})
			if p.nix && g.listed && !assigned && t.quoted {
				flush() // nothing stands between the items of a list
			}
		}
	}
}

// prefix is what Python writes in front of a text.
var prefix = regexp.MustCompile(`(?i)^(?:[fbu]|r[fb]?|[fb]r)$`)

// lastOf is the last piece before the one that comes; nil where there is none.
func lastOf(key, value []piece, assigned bool) *piece {
	if assigned {
		key = value
	}
	if len(key) == 0 {
		return nil
	}
	return &key[len(key)-1]
}

// wrappers are functions that give back what they are given.
var wrappers = regexp.MustCompile(`^(?:lib\.)?mk(?:Force|Default)$|^(?:builtins\.)?to[sS]tring$|^(?:tonumber|str|int)$`)

// value is what stands behind the sign: a text, a group, or an expression.
func (p *parser) value(pieces []piece) (*yaml.Node, *group) {
	for len(pieces) > 1 && pieces[0].group == nil && wrappers.MatchString(pieces[0].text) {
		pieces = pieces[1:]
	}
	if len(pieces) == 0 {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Line: p.line}, nil
	}
	first := pieces[0]
	if len(pieces) == 1 && first.group != nil {
		if g := first.group; first.sign == '(' && len(g.entries) == 0 && len(g.items) == 1 {
			return g.items[0], nil
		}
		return nil, first.group
	}
	if len(pieces) == 1 {
		return scalarOf(first.token), nil
	}
	var written []string
	var groups []*yaml.Node
	for _, it := range pieces {
		switch {
		case it.group == nil:
			written = append(written, it.text)
		case it.sign != '(' || len(it.group.entries)+len(it.group.items) > 0:
			groups = append(groups, it.group.node())
		}
	}
	if len(groups) > 0 && !isCall(pieces) {
		return &yaml.Node{Kind: yaml.SequenceNode, Content: groups, Line: first.line}, nil
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: Expression, Value: strings.Join(written, " "), Line: first.line}, nil
}

// isCall tells whether a value is nothing but a call of something with plain words,
// such as file("x") or os.environ["X"].
func isCall(pieces []piece) bool {
	for _, it := range pieces {
		if it.group == nil {
			continue
		}
		if it.sign == '{' || len(it.group.entries) > 0 {
			return false
		}
		for _, item := range it.group.items {
			if item.Kind != yaml.ScalarNode || strings.Contains(item.Value, "=") {
				return false
			}
		}
	}
	return true
}

// scalarOf is a text or a word as YAML.
func scalarOf(t token) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Value: t.text, Line: t.line}
	switch {
	case t.quoted && t.refers:
		n.Tag = Expression
	case t.quoted:
		n.Tag = "!!str"
	case number.MatchString(t.text):
	case switches[t.text] != "":
		n.Value = switches[t.text]
	case t.text == "null" || t.text == "None" || t.text == "nil":
		n.Tag = "!!null"
	default:
		n.Tag = Expression
	}
	if t.block {
		n.Style = yaml.LiteralStyle
	}
	return n
}

var (
	number   = regexp.MustCompile(`^[-+]?[0-9][0-9._]*$`)
	switches = map[string]string{"true": "true", "True": "true", "false": "false", "False": "false"}
)
