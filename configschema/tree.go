package configschema

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// A node is one value of a configuration as Authelia's YAML library hands it
// on: typed, aliases and merges resolved, with its place in the text.
type node struct {
	kind shape
	// text is the string itself, or a scalar of another kind as it was written.
	text     string
	number   int64     // integer
	unsigned uint64    // unsigned: an integer above the int64 range
	float    float64   // float
	flag     bool      // boolean
	when     time.Time // date
	items    []*node   // list
	entries  []entry   // mapping
	// viperAbsent marks a mapping that holds nothing but nulls: in 4.29 its keys
	// are checked, and it is not there otherwise.
	viperAbsent bool
	// fromFile marks a secret whose value only Authelia knows; its text is empty.
	fromFile bool
	// alsoFile marks a secret that has a value and is to come from a file, too.
	alsoFile bool
	// line and column count from 1; 0 for what did not come from YAML.
	line, column int
}

// An entry is a key of a mapping and its value.
type entry struct {
	key          string
	line, column int
	value        *node
}

// shape is the Go type that the YAML library gives a value.
type shape uint8

const (
	null shape = iota
	boolean
	integer
	unsigned
	float
	text
	date
	list
	mapping
)

// kindName is the name of the value's reflect.Kind, as mapstructure prints it.
func (n *node) kindName() string {
	return [...]string{"invalid", "bool", "int", "uint64", "float64", "string", "struct", "slice", "map"}[n.kind]
}

// typeName is the name of the value's Go type, as mapstructure prints it.
func (n *node) typeName() string {
	switch n.kind {
	case date:
		return "time.Time"
	case list:
		return "[]interface {}"
	case mapping:
		return "map[string]interface {}"
	}
	return n.kindName()
}

// value is the value as the Go value that Authelia works on; for printing only.
func (n *node) value() any {
	switch n.kind {
	case boolean:
		return n.flag
	case integer:
		return int(n.number)
	case unsigned:
		return n.unsigned
	case float:
		return n.float
	case text:
		return n.text
	case date:
		return n.when
	case list:
		out := make([]any, len(n.items))
		for i, item := range n.items {
			out[i] = item.value()
		}
		return out
	case mapping:
		out := make(map[string]any, len(n.entries))
		for _, e := range n.entries {
			out[e.key] = e.value.value()
		}
		return out
	}
	return nil
}

// syntax is the value as %#v prints it.
func (n *node) syntax() string { return fmt.Sprintf("%#v", n.value()) }

// printed is the value as %v prints it.
func (n *node) printed() string { return fmt.Sprint(n.value()) }

// lookup finds a key: exactly, or else in any case, as mapstructure does.
func (n *node) lookup(key string) *entry {
	var folded *entry
	for i := range n.entries {
		e := &n.entries[i]
		if e.key == key {
			return e
		}
		if strings.EqualFold(e.key, key) {
			folded = e
		}
	}
	return folded
}

// set replaces or appends an entry.
func (n *node) set(e entry) {
	for i := range n.entries {
		if n.entries[i].key == e.key {
			n.entries[i] = e
			return
		}
	}
	n.entries = append(n.entries, e)
}

// nests tells whether a version reads a key with dots like the nested form.
// The other versions accept such a key as well, and then ignore it.
// Source: observed; koanf is loaded a second time, key by key, in 4.36 to 4.38.
func nests(v Version) bool {
	return !v.Since(v430) || v.Since(v436) && !v.Since(v439)
}

// nest turns keys with dots into nested mappings, down to a depth. Where both
// forms are there, Authelia's choice between them is random from 4.36 on;
// dottedWins says which one we take.
func (n *node) nest(dottedWins bool, depth int) {
	if n.kind != mapping || depth == 0 {
		return
	}
	entries := n.entries
	n.entries = make([]entry, 0, len(entries))
	nested := gather(n)
	for _, e := range entries {
		if !strings.Contains(e.key, ".") {
			nested.join(e, true)
		}
	}
	for _, e := range entries {
		if head, rest, dotted := strings.Cut(e.key, "."); dotted {
			inner := &node{kind: mapping, line: e.line, column: e.column, entries: []entry{{rest, e.line, e.column, e.value}}}
			nested.join(entry{head, e.line, e.column, inner}, dottedWins)
		}
	}
	for _, e := range n.entries {
		e.value.nest(dottedWins, depth-1)
	}
}

// asInteger converts like a Go program on amd64 does: what no int64 can hold
// becomes the smallest one. (Other processors, and wasm, saturate.)
func asInteger(f float64) int64 {
	if f != f || f >= math.MaxInt64 || f < math.MinInt64 {
		return math.MinInt64
	}
	return int64(f)
}

// isCanonicalInt tells whether s is just how strconv writes some integer.
func isCanonicalInt(s string) bool {
	n, err := strconv.ParseInt(s, 10, 64)
	return err == nil && strconv.FormatInt(n, 10) == s
}
