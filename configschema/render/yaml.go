package render

import (
	"strings"

	"redis-wizard/configschema"
)

// The YAML writer of this package. It knows what every consumer of the files
// agrees on, YAML 1.1 and 1.2 alike: texts are always quoted, so that none can
// turn into a number, a boolean or a date on the way.

// A tree is a YAML mapping in the order in which it is written.
type tree []branch

// A branch is one key of a tree. Its value is a string (quoted), plain, a tree
// or a list; a comment stands at the end of its line.
type branch struct {
	name    string
	value   any
	comment string
}

// A list is a YAML sequence of the same values.
type list []any

// plain is a scalar that is written without quotes: a number or a boolean.
type plain string

// add appends a key.
func (t *tree) add(name string, value any) { *t = append(*t, branch{name: name, value: value}) }

// String is the tree as a document, ended by a line break.
func (t tree) String() string {
	var b strings.Builder
	t.write(&b, "", "")
	return b.String()
}

// write writes the keys, each on its own line; the first line begins with lead,
// the others with indent.
func (t tree) write(b *strings.Builder, lead, indent string) {
	for _, br := range t {
		b.WriteString(lead + keyText(br.name) + ":")
		lead = indent
		after := ""
		if br.comment != "" {
			after = " # " + br.comment
		}
		switch value := br.value.(type) {
		case tree:
			if len(value) == 0 {
				b.WriteString(" {}" + after + "\n")
				continue
			}
			b.WriteString(after + "\n")
			value.write(b, indent+"  ", indent+"  ")
		case list:
			if len(value) == 0 {
				b.WriteString(" []" + after + "\n")
				continue
			}
			b.WriteString(after + "\n")
			value.write(b, indent+"  ")
		default:
			b.WriteString(" " + scalar(value, indent+"  ") + after + "\n")
		}
	}
}

func (l list) write(b *strings.Builder, indent string) {
	for _, item := range l {
		if t, ok := item.(tree); ok && len(t) > 0 {
			t.write(b, indent+"- ", indent+"  ")
			continue
		}
		b.WriteString(indent + "- " + scalar(item, indent+"  ") + "\n")
	}
}

func scalar(value any, indent string) string {
	switch v := value.(type) {
	case plain:
		return string(v)
	case string:
		if block, ok := configschema.Literal(v, indent); ok {
			return block
		}
		return configschema.Quoted(v)
	}
	return "{}"
}

// keyText is a key, plain when it cannot be taken for anything but a text.
func keyText(key string) string {
	switch strings.ToLower(key) {
	case "", "y", "n", "yes", "no", "on", "off", "true", "false", "null", "~":
		return configschema.Quoted(key)
	}
	for i := 0; i < len(key); i++ {
		c := key[i]
		isLetter := c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_'
		if !isLetter && (i == 0 || !strings.ContainsRune("0123456789-./", rune(c))) {
			return configschema.Quoted(key)
		}
	}
	return key
}
