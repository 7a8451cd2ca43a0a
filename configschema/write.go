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
	for _, section := range []string{tlsPrefix, haPrefix, prefix} {
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
			out[keyNodes+"."+strconv.Itoa(r)+".port"] = options["port"]
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
	return quoted(key)
}

func scalarYAML(n *node, indent string) string {
	if n.kind != text {
		return n.text
	}
	if block, ok := literal(n.text, indent+"  "); ok {
		return block
	}
	return quoted(n.text)
}

// literal is a text of several lines as a block scalar, if it can be one.
func literal(s, indent string) (string, bool) {
	body, head := s, "|-"
	if strings.HasSuffix(s, "\n") {
		body, head = s[:len(s)-1], "|"
	}
	if !strings.Contains(s, "\n") || body == "" || body[0] == ' ' || strings.HasPrefix(body, "\n") || strings.HasSuffix(body, "\n") {
		return "", false
	}
	lines := strings.Split(body, "\n")
	for i, line := range lines {
		if !printable(line) || strings.HasSuffix(line, " ") || strings.HasPrefix(line, "\uFEFF") {
			return "", false
		}
		if line != "" {
			lines[i] = indent + line
		}
	}
	return head + "\n" + strings.Join(lines, "\n"), true
}

// quoted is a text in single quotes, or in double quotes with escapes when it
// holds what cannot stand in single ones.
func quoted(s string) string {
	if printable(s) {
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case isPrintable(r):
			b.WriteRune(r)
		case r < 0x100:
			b.WriteString(`\x` + hex(r, 2))
		case r < 0x10000:
			b.WriteString(`\u` + hex(r, 4))
		default:
			b.WriteString(`\U` + hex(r, 8))
		}
	}
	b.WriteByte('"')
	return b.String()
}

func hex(r rune, digits int) string {
	s := strconv.FormatInt(int64(r), 16)
	return strings.Repeat("0", digits-len(s)) + s
}

func printable(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !isPrintable(r) }) < 0
}

// isPrintable is narrower than YAML: it wants nothing invisible, and no break.
func isPrintable(r rune) bool { return r == ' ' || strconv.IsPrint(r) }
