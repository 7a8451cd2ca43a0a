package configschema

import (
	"sort"
	"strings"

	"gopkg.in/yaml.v3"
)

// A change replaces source[start:end] by text. Lines are put between two lines
// of the source; when there is no line break to begin with, they bring one.
type change struct {
	start, end int
	text       string
	lines      bool
	lineBreak  string
}

// apply makes the changes; ok is false when they get into each other's way.
func apply(source string, changes []change) (out string, ok bool) {
	sort.SliceStable(changes, func(i, j int) bool {
		if changes[i].start != changes[j].start {
			return changes[i].start < changes[j].start
		}
		return changes[i].end == changes[i].start && changes[j].end != changes[j].start
	})
	var b strings.Builder
	at := 0
	for _, c := range changes {
		if c.start < at {
			return "", false
		}
		b.WriteString(source[at:c.start])
		if c.lines && c.text != "" {
			if before := b.String(); before != "" && before != byteOrderMark && !strings.HasSuffix(before, "\n") && !strings.HasSuffix(before, "\r") {
				b.WriteString(c.lineBreak)
			}
		}
		b.WriteString(c.text)
		at = c.end
	}
	b.WriteString(source[at:])
	return b.String(), true
}

// layout writes the entries of a mapping, or the items of a list, as lines
// indented by some spaces, each level by step more: the plain options first,
// then the sections, as write does.
func layout(n *node, indent, step int) (lines []string) {
	pad := strings.Repeat(" ", indent)
	if n.kind == list {
		for _, item := range n.items {
			inner := layout(item, indent+2, step)
			if len(inner) == 0 {
				inner = []string{pad + "  {}"}
			}
			inner[0] = pad + "- " + strings.TrimPrefix(inner[0], pad+"  ")
			lines = append(lines, inner...)
		}
		return lines
	}
	for _, sections := range []bool{false, true} {
		for _, e := range n.entries {
			if isSectionNode(e.value) != sections {
				continue
			}
			if sections {
				lines = append(lines, pad+pathKey(e.key)+":")
				lines = append(lines, layout(e.value, indent+step, step)...)
				continue
			}
			text := scalarYAML(e.value, strings.Repeat(" ", indent+max(step-2, 0)))
			lines = append(lines, strings.Split(pad+pathKey(e.key)+": "+text, "\n")...)
		}
	}
	return lines
}

func isSectionNode(n *node) bool { return n.kind == mapping || n.kind == list }

// flowText writes a value with braces, in one line.
func flowText(n *node) string {
	var parts []string
	switch n.kind {
	case list:
		for _, item := range n.items {
			parts = append(parts, flowText(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case mapping:
		for _, e := range n.entries {
			parts = append(parts, pathKey(e.key)+": "+flowText(e.value))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case text:
		return Quoted(n.text)
	}
	return n.text
}

// pathKey is keyText, and knows the names above the options and those with dots as well.
func pathKey(key string) string {
	if key == "session" || key == "redis" || strings.Contains(key, ".") && isPlain(key) {
		return key
	}
	return keyText(key)
}

// inStyleOf writes a text with the quotes of the one that it replaces, if they
// do as well.
func inStyleOf(old *yaml.Node, s string) string {
	switch {
	case old.Kind != yaml.ScalarNode || old.Style&yaml.TaggedStyle != 0:
	case old.Style&yaml.DoubleQuotedStyle != 0 && Printable(s) && !strings.ContainsAny(s, `"\`):
		return `"` + s + `"`
	case old.Style == 0 && old.Value != "" && isPlain(s):
		return s
	}
	return Quoted(s)
}

// isPlain tells whether a text is the same without quotes in every version of
// YAML; it is narrower than YAML itself.
func isPlain(s string) bool {
	if s == "" || !isLetter(s[0]) && s[0] != '/' {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !isLetter(c) && (c < '0' || c > '9') && strings.IndexByte("._/-", c) < 0 {
			return false
		}
	}
	switch strings.ToLower(s) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null":
		return false
	}
	return true
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
