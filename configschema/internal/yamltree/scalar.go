package yamltree

import (
	"encoding/base64"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema/internal/yamledit"
)

// scalar types a scalar as the YAML library of the version does.
func (d *Document) scalar(n *yaml.Node) *Value {
	out := &Value{Kind: Text, Text: n.Value, Line: n.Line, Column: n.Column}
	if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0 && n.Style&yaml.TaggedStyle == 0 {
		return out
	}
	if !d.V3 && d.oldScalar(n, out) {
		return out
	}
	if n.ShortTag() == "!!binary" {
		data, err := base64.StdEncoding.DecodeString(n.Value)
		if err != nil {
			panic(yamlFault{"yaml: !!binary value contains invalid base64 data", n.Line, n.Column})
		}
		out.Text = string(data)
		return out
	}
	var v any
	if err := n.Decode(&v); err != nil {
		panic(yamlFault{err.Error(), n.Line, n.Column})
	}
	switch v := v.(type) {
	case nil:
		out.Kind = Null
	case bool:
		out.Kind, out.Flag = Boolean, v
	case int:
		out.Kind, out.Number = Integer, int64(v)
	case int64:
		out.Kind, out.Number = Integer, v
	case uint64:
		out.Kind, out.Unsigned = Unsigned, v
	case float64:
		out.Kind, out.Float = Float, v
	case time.Time:
		if d.V3 { // yaml.v2 keeps the text
			out.Kind, out.When = Date, v
		}
	case string:
		out.Text = v
	}
	return out
}

// oldScalar types what yaml.v2 types in another way: the words of YAML 1.1, and
// a lone "!", which makes anything a text.
func (d *Document) oldScalar(n *yaml.Node, out *Value) (done bool) {
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
	out.Kind, out.Flag = Boolean, flag
	return true
}

// findTags finds the scalars that have the tag "!", which the parser of yaml.v3
// forgets. An anchor may stand before it.
func findTags(content *yaml.Node, source string) map[*yaml.Node]bool {
	found, text := map[*yaml.Node]bool{}, yamledit.NewSource(source)
	var walk func(n *yaml.Node)
	walk = func(n *yaml.Node) {
		if n.Kind == yaml.ScalarNode {
			rest := source[text.Start(n):]
			if n.Anchor != "" {
				rest = strings.TrimLeft(strings.TrimPrefix(rest, "&"+n.Anchor), " ")
			}
			if behind, tagged := strings.CutPrefix(rest, "!"); tagged && (behind == "" || strings.ContainsRune(" \r\n", rune(behind[0]))) {
				found[n] = true
			}
		}
		for _, inner := range n.Content {
			walk(inner)
		}
	}
	walk(content)
	return found
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
