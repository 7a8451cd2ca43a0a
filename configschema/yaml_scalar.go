package configschema

import (
	"encoding/base64"
	"strings"
	"time"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// scalar types a scalar as the YAML library of the version does.
func (d *document) scalar(n *yaml.Node) *node {
	out := &node{kind: text, text: n.Value, line: n.Line, column: n.Column}
	if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0 && n.Style&yaml.TaggedStyle == 0 {
		return out
	}
	if !d.v3 && d.oldScalar(n, out) {
		return out
	}
	if n.ShortTag() == "!!binary" {
		data, err := base64.StdEncoding.DecodeString(n.Value)
		if err != nil {
			panic(yamlFault{"yaml: !!binary value contains invalid base64 data", n.Line, n.Column})
		}
		out.text = string(data)
		return out
	}
	var v any
	if err := n.Decode(&v); err != nil {
		panic(yamlFault{err.Error(), n.Line, n.Column})
	}
	switch v := v.(type) {
	case nil:
		out.kind = null
	case bool:
		out.kind, out.flag = boolean, v
	case int:
		out.kind, out.number = integer, int64(v)
	case int64:
		out.kind, out.number = integer, v
	case uint64:
		out.kind, out.unsigned = unsigned, v
	case float64:
		out.kind, out.float = float, v
	case time.Time:
		if d.v3 { // yaml.v2 keeps the text
			out.kind, out.when = date, v
		}
	case string:
		out.text = v
	}
	return out
}

// oldScalar types what yaml.v2 types in another way: the words of YAML 1.1, and
// a lone "!", which makes anything a text.
func (d *document) oldScalar(n *yaml.Node, out *node) (done bool) {
	if n.Tag == "!!str" && n.Style&yaml.TaggedStyle != 0 || d.bare[n] {
		return true
	}
	flag, ok := oldBoolean(n.Value)
	if !ok {
		return false
	}
	if n.Style&yaml.TaggedStyle != 0 && n.Tag != "!!bool" {
		switch n.Tag {
		case "!!int", "!!float", "!!null", "!!timestamp":
			panic(yamlFault{"yaml: cannot decode !!bool `" + n.Value + "` as a " + n.Tag, n.Line, n.Column})
		}
		return false
	}
	out.kind, out.flag = boolean, flag
	return true
}

// A tagFinder finds the scalars that have the tag "!", which the parser of
// yaml.v3 forgets. It goes through document and source together, once.
type tagFinder struct {
	lines            []string
	line, column, at int // where it stands; at is in bytes
	found            map[*yaml.Node]bool
}

func findTags(content *yaml.Node, source string) map[*yaml.Node]bool {
	f := &tagFinder{lines: strings.Split(source, "\n"), found: map[*yaml.Node]bool{}}
	f.walk(content)
	return f.found
}

func (f *tagFinder) walk(n *yaml.Node) {
	if n.Kind == yaml.ScalarNode && f.nonSpecific(n) {
		f.found[n] = true
	}
	for _, inner := range n.Content {
		f.walk(inner)
	}
}

// nonSpecific looks where a scalar stands. An anchor may stand before its tag.
func (f *tagFinder) nonSpecific(n *yaml.Node) bool {
	if n.Line > len(f.lines) {
		return false
	}
	if n.Line != f.line || n.Column < f.column {
		f.line, f.column, f.at = n.Line, 1, 0
	}
	rest := f.lines[n.Line-1][f.at:]
	for ; f.column < n.Column && rest != ""; f.column++ {
		_, size := utf8.DecodeRuneInString(rest)
		rest = rest[size:]
		f.at += size
	}
	if n.Anchor != "" {
		rest = strings.TrimLeft(strings.TrimPrefix(rest, "&"+n.Anchor), " ")
	}
	return strings.TrimRight(rest, "\r") == "!" || strings.HasPrefix(rest, "! ")
}

// oldBoolean knows the words of YAML 1.1 that yaml.v2 reads as booleans.
func oldBoolean(s string) (flag, ok bool) {
	switch s {
	case "y", "Y", "yes", "Yes", "YES", "on", "On", "ON":
		return true, true
	case "n", "N", "no", "No", "NO", "off", "Off", "OFF":
		return false, true
	}
	return false, false
}
