// Package yamlwrite writes mappings, lists and scalars as the YAML that Authelia of
// every release, Compose, Kubernetes and Helm read back alike: texts are quoted, so
// that none turns into a number, a boolean or a date on the way.
//
// It does not stand on the encoder of yaml.v3, which leaves invisible characters as
// they are, and can neither write lines that fit between two others nor a value in
// the quotes of the one that it replaces.
package yamlwrite

import "strings"

type (
	// A Mapping is written in its order.
	Mapping []Entry

	// An Entry is one key of a mapping. Its value is a string, which is quoted, a
	// Plain, a Mapping or a List.
	Entry struct {
		Key   string
		Value any
		// Quote quotes the key even where it could stand without.
		Quote bool
		// Comment stands at the end of the key's line.
		Comment string
	}

	// A List is a sequence of such values.
	List []any

	// Plain is a scalar that is written without quotes: a number or a boolean.
	Plain string
)

// Add appends a key.
func (m *Mapping) Add(key string, value any) { *m = append(*m, Entry{Key: key, Value: value}) }

// String is the mapping as a document, ended by a line break.
func (m Mapping) String() string {
	if len(m) == 0 {
		return ""
	}
	return strings.Join(Lines(m, 0, 2), "\n") + "\n"
}

// Lines writes a mapping or a list as lines indented by some spaces, each level by
// step more.
func Lines(value any, indent, step int) (lines []string) {
	pad := strings.Repeat(" ", indent)
	switch v := value.(type) {
	case List:
		for _, item := range v {
			inner := strings.Split(pad+"  "+scalar(item, indent+2), "\n")
			if Nested(item) {
				inner = Lines(item, indent+2, step)
			}
			inner[0] = pad + "- " + inner[0][indent+2:]
			lines = append(lines, inner...)
		}
	case Mapping:
		for _, e := range v {
			comment := ""
			if e.Comment != "" {
				comment = " # " + e.Comment
			}
			if Nested(e.Value) {
				lines = append(lines, pad+e.key()+":"+comment)
				lines = append(lines, Lines(e.Value, indent+step, step)...)
				continue
			}
			text := pad + e.key() + ": " + scalar(e.Value, indent+max(step, 2)) + comment
			lines = append(lines, strings.Split(text, "\n")...)
		}
	}
	return lines
}

// Flow writes a value with braces, in one line.
func Flow(value any) string {
	var parts []string
	switch v := value.(type) {
	case List:
		for _, item := range v {
			parts = append(parts, Flow(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case Mapping:
		for _, e := range v {
			parts = append(parts, e.key()+": "+Flow(e.Value))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case string:
		return Quoted(v)
	case Plain:
		return string(v)
	}
	return "null"
}

func (e Entry) key() string {
	if !e.Quote && Unambiguous(e.Key) {
		return e.Key
	}
	return Quoted(e.Key)
}

// Nested tells of a value that has lines of its own.
func Nested(value any) bool {
	switch v := value.(type) {
	case Mapping:
		return len(v) > 0
	case List:
		return len(v) > 0
	}
	return false
}

// scalar is a value that stands beside its key, a block of several lines indented
// by some spaces included.
func scalar(value any, indent int) string {
	if s, ok := value.(string); ok {
		if block, ok := Literal(s, strings.Repeat(" ", indent)); ok {
			return block
		}
	}
	return Flow(value)
}
