package configschema

import (
	"strconv"
	"strings"
)

// write is the YAML for the values, in the style of Authelia's own template:
// two spaces, single quotes, block scalars for PEM. Only what differs from the
// defaults of the version is in it, except that a section is never left empty:
// Authelia would refuse it.
func write(values Values, v Version, kind Kind) string {
	if len(values) == 0 {
		return ""
	}
	root, _ := tree(differing(values, v, kind))
	if kind == Sentinel {
		root.needSentinel()
	}
	var b strings.Builder
	b.WriteString("session:\n  redis:\n")
	writeMapping(&b, root, "    ", "    ")
	return b.String()
}

// differing leaves out what is the default anyway.
func differing(values Values, v Version, kind Kind) Values {
	out := Values{}
	for key, value := range values {
		f, ok := FieldOf(key)
		if !ok || !f.In(v) || !f.isDefault(value, v, kind) {
			out[key] = value
		}
	}
	for _, section := range []string{TLSPrefix, HAPrefix, Prefix} {
		if hasPrefix(values, section) && !hasPrefix(out, section) {
			for _, f := range Fields { // the first option that is set keeps the section alive
				if value := values[f.Key]; value != "" && strings.HasPrefix(f.Key, section) {
					out[f.Key] = value
					break
				}
			}
		}
	}
	kept := nodeOptions(out)
	for r, options := range nodeOptions(values) {
		if kept[r] == nil { // only its port is set, and to the default
			out[KeyNodes+"."+strconv.Itoa(r)+".port"] = options["port"]
		}
	}
	return out
}

// isDefault tells whether a value means the same as leaving the option out.
func (f Field) isDefault(value string, v Version, kind Kind) bool {
	standard := f.DefaultIn(v, kind)
	if standard == "" {
		return false
	}
	if f.Type == Duration {
		given, err1 := parseDuration(value)
		usual, err2 := parseDuration(standard)
		return err1 == nil && err2 == nil && given == usual
	}
	return value == standard
}

// writeMapping writes the plain options first, then the sections. The first
// line begins with lead, the others with indent.
func writeMapping(b *strings.Builder, n *node, lead, indent string) {
	for _, sections := range []bool{false, true} {
		for _, e := range n.entries {
			if (e.value.kind == mapping || e.value.kind == list) != sections {
				continue
			}
			b.WriteString(lead + keyText(e.key) + ":")
			lead = indent
			switch e.value.kind {
			case mapping:
				b.WriteString("\n")
				writeMapping(b, e.value, indent+"  ", indent+"  ")
			case list:
				b.WriteString("\n")
				for _, item := range e.value.items {
					writeMapping(b, item, indent+"  - ", indent+"    ")
				}
			default:
				b.WriteString(" " + scalarYAML(e.value, indent) + "\n")
			}
		}
	}
}

// keyText is a key in YAML: plain when it is one of ours, quoted otherwise, for
// it may be a word with a meaning, such as "yes".
func keyText(key string) string {
	switch key {
	case "tls", "high_availability", "nodes":
		return key
	}
	for _, f := range Fields {
		if f.Name() == key {
			return key
		}
	}
	return Quoted(key)
}

func scalarYAML(n *node, indent string) string {
	if n.kind != text {
		return n.text
	}
	if block, ok := Literal(n.text, indent+"  "); ok {
		return block
	}
	return Quoted(n.text)
}
