package configschema

import (
	"sort"
	"strconv"
	"strings"
	"time"
)

// clean makes the values fit for YAML without changing what they mean: invalid
// UTF-8 cannot be written, and PEM typed in a browser comes with CR LF.
func clean(values Values) Values {
	out := make(Values, len(values))
	for key, value := range values {
		value = strings.ToValidUTF8(value, "\uFFFD")
		if f, ok := FieldOf(key); ok && f.Type == PEM {
			value = strings.ReplaceAll(value, "\r", "")
		}
		out[strings.ToValidUTF8(key, "\uFFFD")] = value
	}
	return out
}

// counted are the values that the input's kind and TLS switch let through.
func counted(in Input, values Values) Values {
	out := Values{}
	for key, value := range values {
		if value == "" {
			continue
		}
		isTLS := key == "session.redis.tls" || strings.HasPrefix(key, TLSPrefix)
		isHA := key == "session.redis.high_availability" || strings.HasPrefix(key, HAPrefix)
		f, known := FieldOf(key)
		switch {
		case isTLS && (in.TLS == Off || in.Kind == Socket):
		case isHA && in.Kind != "" && in.Kind != Sentinel:
		case known && in.Kind != "" && !f.For(in.Kind):
		default:
			out[key] = value
		}
	}
	if in.TLS == On && in.Kind != Socket && !hasPrefix(out, TLSPrefix) {
		out[KeyMinVersion] = "TLS1.2"
	}
	return out
}

func hasPrefix(values Values, prefix string) bool {
	for key := range values {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

// A row is a node of high_availability.nodes: where it stands in the form.
type row = int

// tree turns values into what Authelia would read from the YAML written for
// them: numbers and booleans where they are plainly that, texts otherwise. Node
// rows close up; the second result is the number that each had.
func tree(values Values) (*node, []row) {
	root := gather(&node{kind: mapping})
	rows, options := nodeRows(values), nodeOptions(values)
	for _, f := range Fields {
		if !strings.Contains(f.Key, "[]") {
			if value, ok := values[f.Key]; ok {
				root.plant(strings.Split(strings.TrimPrefix(f.Key, Prefix), "."), typed(f, value))
			}
		}
	}
	if len(rows) > 0 {
		nodes := &node{kind: list}
		for _, r := range rows {
			nodes.items = append(nodes.items, nodeItem(options[r]))
		}
		root.plant([]string{"high_availability", "nodes"}, nodes)
	}
	for _, key := range unknownKeys(values) {
		root.plant(strings.SplitN(strings.TrimPrefix(key, Prefix), ".", maxNesting), &node{kind: text, text: values[key]})
	}
	return root.node, rows
}

func (n *node) exact(key string) *entry {
	for i := range n.entries {
		if n.entries[i].key == key {
			return &n.entries[i]
		}
	}
	return nil
}

// typed is the value of an option as the writer spells it.
func typed(f Field, value string) *node {
	switch {
	case (f.Type == Number || f.Type == Duration) && isCanonicalInt(value):
		number, _ := strconv.ParseInt(value, 10, 64)
		return &node{kind: integer, number: number, text: value}
	case f.Type == Boolean && (value == "true" || value == "false"):
		return &node{kind: boolean, flag: value == "true", text: value}
	}
	return &node{kind: text, text: value}
}

// nodeRows lists the rows in which something is typed.
func nodeRows(values Values) (rows []row) {
	for r := range nodeOptions(values) {
		rows = append(rows, r)
	}
	sort.SliceStable(rows, func(a, b int) bool { return rows[a] < rows[b] })
	return rows
}

// nodeOptions are the options of each row by the last part of their keys, found
// in one pass: a hostile file can have thousands of rows.
func nodeOptions(values Values) map[row]Values {
	rows := map[row]Values{}
	for key, value := range values {
		rest, ok := strings.CutPrefix(key, KeyNodes+".")
		if !ok {
			continue
		}
		digits, name, dotted := strings.Cut(rest, ".")
		if !dotted || !isIndex(digits) {
			continue
		}
		r, _ := strconv.Atoi(digits)
		if rows[r] == nil {
			rows[r] = Values{}
		}
		rows[r][name] = value
	}
	return rows
}

// nodeItem is a row as an item of the list.
func nodeItem(options Values) *node {
	out := &node{kind: mapping}
	names := make([]string, 0, len(options))
	for name := range options {
		names = append(names, name)
	}
	sort.SliceStable(names, func(a, b int) bool { return names[a] < names[b] }) // host before port
	for _, name := range names {
		f, _ := FieldOf(KeyNodes + ".0." + name)
		out.entries = append(out.entries, entry{key: name, value: typed(f, options[name])})
	}
	return out
}

// unknownKeys are the keys that are no option and in no node row, sorted.
func unknownKeys(values Values) (keys []string) {
	for key := range values {
		if _, ok := FieldOf(key); ok || generalKey(key) != key {
			continue
		}
		keys = append(keys, key)
	}
	sort.SliceStable(keys, func(a, b int) bool { return keys[a] < keys[b] })
	return keys
}

// valuesOf reads the tree of a file as the form shows it: texts as they are,
// other values as Authelia decodes them, and what it cannot decode as written.
// Keys that the version accepts and ignores are left out.
func valuesOf(redis *node, s *settings, v Version) Values {
	out := Values{}
	for _, e := range redis.entries {
		collect(out, s, v, Prefix+e.key, e)
	}
	if s.tls && !hasPrefix(out, TLSPrefix) { // on, with nothing but nulls in it
		out[KeySkipVerify] = "false"
	}
	return out
}

// maxKept is how many values a file may have before those of unknown keys are
// left out: no form shows them, and the problems name the first of them.
const maxKept = 1000

// collect adds a value under its key in the form.
func collect(out Values, s *settings, v Version, key string, e entry) {
	n := e.value
	switch {
	case strings.Contains(e.key, ".") && !nests(v):
	case n.kind == mapping && len(key) > maxPath:
	case n.kind == mapping:
		for _, inner := range n.entries {
			collect(out, s, v, key+"."+inner.key, inner)
		}
	case n.kind == list && key == KeyNodes:
		for i, item := range n.items {
			row := key + "." + strconv.Itoa(i)
			collect(out, s, v, row, entry{value: item})
		}
	default:
		if _, known := FieldOf(key); !known && len(out) >= maxKept {
			return
		}
		if value := s.shown(key, n); value != "" {
			out[key] = value
		}
	}
}

// shown is the text of an option in the form.
func (s *settings) shown(key string, n *node) string {
	f, _ := FieldOf(key)
	name := key
	if rest, ok := strings.CutPrefix(key, KeyNodes+"."); ok {
		number, option, _ := strings.Cut(rest, ".")
		name = KeyNodes + "[" + number + "]." + option
	}
	switch n.kind {
	case text:
		return n.text
	case date:
		if f.Type == TLSVersion || f.Type == PEM {
			return "" // a struct without the expected fields to mapstructure: the default
		}
	case integer:
		if f.Type != Boolean {
			return strconv.FormatInt(n.number, 10)
		}
	}
	if v, ok := s.texts[name]; ok {
		return v
	}
	if v, ok := s.numbers[name]; ok {
		return strconv.FormatInt(v, 10)
	}
	if v, ok := s.flags[name]; ok {
		return strconv.FormatBool(v)
	}
	if v, ok := s.durations[name]; ok {
		if v%time.Second == 0 {
			return strconv.FormatInt(int64(v/time.Second), 10)
		}
		return strconv.FormatInt(int64(v), 10) + "ns"
	}
	return scalarText(n)
}

// scalarText is a scalar as it was written.
func scalarText(n *node) string {
	switch n.kind {
	case null, list, mapping:
		return ""
	}
	return n.text
}
