package yamltree

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// A Value is one value of a configuration as Authelia's YAML library hands it
// on: typed, aliases and merges resolved, with its place in the text.
type Value struct {
	Kind Kind
	// Text is the string itself, or a scalar of another kind as it was written.
	Text     string
	Number   int64     // integer
	Unsigned uint64    // unsigned: an integer above the int64 range
	Float    float64   // float
	Flag     bool      // boolean
	When     time.Time // date
	Items    []*Value  // list
	Entries  []Entry   // mapping
	// ViperAbsent marks a mapping that holds nothing but nulls: in 4.29 its keys
	// are checked, and it is not there otherwise.
	ViperAbsent bool
	// FromFile marks a value that Authelia gets from elsewhere, such as a secret in a file;
	// its text is empty. Content is what it is, where that is known here.
	FromFile bool
	Content  string
	// AlsoFile marks a secret that has a value and is to come from a file, too.
	AlsoFile bool
	// Line and Column count from 1; 0 for what did not come from YAML.
	Line, Column int
}

// An Entry is a key of a mapping and its value.
type Entry struct {
	Key          string
	Line, Column int
	Value        *Value
}

// Kind is the Go type that the YAML library gives a value.
type Kind uint8

const (
	Null Kind = iota
	Boolean
	Integer
	Unsigned
	Float
	Text
	Date
	List
	Mapping
)

// KindName is the name of the value's reflect.Kind, as mapstructure prints it.
func (n *Value) KindName() string { return reflect.ValueOf(n.GoValue()).Kind().String() }

// TypeName is the name of the value's Go type, as mapstructure prints it.
func (n *Value) TypeName() string {
	if n.Kind == Null {
		return n.KindName()
	}
	return reflect.TypeOf(n.GoValue()).String()
}

// GoValue is the value as the Go value that Authelia works on; for printing only.
func (n *Value) GoValue() any {
	switch n.Kind {
	case Boolean:
		return n.Flag
	case Integer:
		return int(n.Number)
	case Unsigned:
		return n.Unsigned
	case Float:
		return n.Float
	case Text:
		return n.Text
	case Date:
		return n.When
	case List:
		out := make([]any, len(n.Items))
		for i, item := range n.Items {
			out[i] = item.GoValue()
		}
		return out
	case Mapping:
		out := make(map[string]any, len(n.Entries))
		for _, e := range n.Entries {
			out[e.Key] = e.Value.GoValue()
		}
		return out
	}
	return nil
}

// Syntax is the value as %#v prints it.
func (n *Value) Syntax() string { return fmt.Sprintf("%#v", n.GoValue()) }

// Printed is the value as %v prints it.
func (n *Value) Printed() string { return fmt.Sprint(n.GoValue()) }

// Lookup finds a key: exactly, or else in any case, as mapstructure does.
func (n *Value) Lookup(key string) *Entry {
	var folded *Entry
	for i := range n.Entries {
		e := &n.Entries[i]
		if e.Key == key {
			return e
		}
		if strings.EqualFold(e.Key, key) {
			folded = e
		}
	}
	return folded
}

// set replaces or appends an entry.
func (n *Value) set(e Entry) {
	for i := range n.Entries {
		if n.Entries[i].Key == e.Key {
			n.Entries[i] = e
			return
		}
	}
	n.Entries = append(n.Entries, e)
}

// Nest turns keys with dots into nested mappings, down to a depth. Where both
// forms are there, Authelia's choice between them is random from 4.36 on;
// dottedWins says which one we take.
func (n *Value) Nest(dottedWins bool, depth int) {
	if n.Kind != Mapping || depth == 0 {
		return
	}
	entries := n.Entries
	n.Entries = make([]Entry, 0, len(entries))
	nested := NewBuilder(n)
	for _, e := range entries {
		if !strings.Contains(e.Key, ".") {
			nested.Merge(e, true)
		}
	}
	for _, e := range entries {
		if head, rest, dotted := strings.Cut(e.Key, "."); dotted {
			inner := &Value{Kind: Mapping, Line: e.Line, Column: e.Column, Entries: []Entry{{rest, e.Line, e.Column, e.Value}}}
			nested.Merge(Entry{head, e.Line, e.Column, inner}, dottedWins)
		}
	}
	for _, e := range n.Entries {
		e.Value.Nest(dottedWins, depth-1)
	}
}

// AsInteger converts like a Go program on amd64 does: what no int64 can hold
// becomes the smallest one. (Other processors, and wasm, saturate.)
func AsInteger(f float64) int64 {
	if f != f || f >= math.MaxInt64 || f < math.MinInt64 {
		return math.MinInt64
	}
	return int64(f)
}

// IsCanonicalInt tells whether s is just how strconv writes some integer.
func IsCanonicalInt(s string) bool {
	n, err := strconv.ParseInt(s, 10, 64)
	return err == nil && strconv.FormatInt(n, 10) == s
}

// At finds the entry at a path of names; nil when there is none.
func (n *Value) At(path []string) (e *Entry) {
	for _, name := range path {
		if n.Kind != Mapping {
			return nil
		}
		if e = n.Exact(name); e == nil {
			return nil
		}
		n = e.Value
	}
	return e
}

// Exact finds a key as it is spelled.
func (n *Value) Exact(key string) *Entry {
	for i := range n.Entries {
		if n.Entries[i].Key == key {
			return &n.Entries[i]
		}
	}
	return nil
}

// LastLine is the last line on which something in a tree begins, or ends for a
// block of text.
func (n *Value) LastLine() int {
	last := n.Line
	if n.Kind == Text {
		last += strings.Count(strings.TrimSuffix(n.Text, "\n"), "\n")
		if strings.Contains(n.Text, "\n") {
			last++
		}
	}
	for _, item := range n.Items {
		last = max(last, item.LastLine())
	}
	for _, e := range n.Entries {
		last = max(last, e.Line, e.Value.LastLine())
	}
	return last
}

// Lowered is a value with the keys of its mappings in lower case, as viper makes
// them; it does not look into lists.
func Lowered(n *Value) *Value {
	if n.Kind != Mapping {
		return n
	}
	out := lowerKeys(n)
	for i, e := range out.Entries {
		out.Entries[i].Value = Lowered(e.Value)
	}
	return out
}

// lowerKeys is a mapping with its keys in lower case. Of two that become one, the
// one with capitals counts: viper takes a mapping in any order, and whichever it
// meets first, it writes the value of that one over the other, even if it is empty.
func lowerKeys(n *Value) *Value {
	out := *n
	out.Entries = nil
	lower, capitals := NewBuilder(&out), map[string]bool{}
	for _, e := range n.Entries {
		key := strings.ToLower(e.Key)
		if e.Key == key && capitals[key] {
			continue
		}
		capitals[key] = e.Key != key
		e.Key = key
		lower.Set(e)
	}
	return &out
}

// AsViper is the tree as viper, which knows no lines, hands it on in 4.29: keys in lower case, without
// empty mappings. Nulls stay, for the key check sees them; a mapping of nothing
// else is marked as not there.
func AsViper(n *Value) *Value {
	if n.Kind != Mapping {
		return n
	}
	out := *n
	out.Entries = nil
	live := false
	for _, e := range lowerKeys(n).Entries {
		e.Value = AsViper(e.Value)
		if e.Value.Kind == Mapping && len(e.Value.Entries) == 0 {
			continue
		}
		live = live || e.Value.Kind != Null && !e.Value.ViperAbsent
		out.Entries = append(out.Entries, e)
	}
	out.ViperAbsent = !live
	return &out
}

// ScalarText is a scalar as it was written.
func ScalarText(n *Value) string {
	switch n.Kind {
	case Null, List, Mapping:
		return ""
	}
	return n.Text
}

// MaxPath is how long the path of a key may get before nobody looks below it, and
// MaxNesting how many parts of a key with dots become sections. The longest
// option has 50 bytes and 5 parts. In a hostile file, 1 MiB of keys could stand
// below a path of another 1 MiB, and be written out with it, one by one.
const (
	MaxPath    = 1000
	MaxNesting = 20
)
