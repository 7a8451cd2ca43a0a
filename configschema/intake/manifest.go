package intake

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// readManifest takes variables that stand in YAML: env: of a Kubernetes
// manifest, data: of a ConfigMap, or a mapping or a list of nothing else. A
// configuration.yml inside a ConfigMap is read, too.
func readManifest(t *text) *reading {
	if t.broken {
		return nil // line by line there is more to find
	}
	out := t.reading(Environment)
	m := &manifestReader{composeReader: composeReader{reading: out, text: t}}
	for i, d := range t.documents {
		if i == 0 && len(t.documents) == 1 && readConfiguration(t) != nil {
			return nil
		}
		m.literal = child(d, "kind") != nil
		m.walk(d, 0)
	}
	if len(out.variables)+len(out.files) == 0 {
		return nil
	}
	out.noteOthers()
	return out
}

// A manifestReader walks through YAML in search of variables. Aliases are not
// followed: what they stand for is met where it is written.
type manifestReader struct {
	composeReader
	// literal tells that a $ is just a $, as in Kubernetes; what stands alone is
	// probably a part of a compose file.
	literal bool
}

func (m *manifestReader) walk(n *yaml.Node, depth int) {
	if depth > 100 {
		return
	}
	switch n.Kind {
	case yaml.MappingNode:
		if name, ok := scalar(direct(n, "name")); ok && isOurName(name) && (direct(n, "value") != nil || direct(n, "valueFrom") != nil) {
			m.named(name, n)
			return
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			m.entry(n.Content[i], n.Content[i+1], depth)
		}
	case yaml.SequenceNode:
		for _, item := range n.Content {
			if text, ok := scalar(item); ok {
				m.listed(text, item.Line)
				continue
			}
			m.walk(item, depth+1)
		}
	}
}

// named takes - name: NAME with its value.
func (m *manifestReader) named(name string, n *yaml.Node) {
	at := m.at(m.text.Name, n.Line)
	value, ok := scalar(direct(n, "value"))
	switch {
	case ok:
		at.number = direct(n, "value").Line
		at.variable(name, value)
	case direct(n, "valueFrom") != nil:
		if strings.HasPrefix(name, envRedis) {
			at.note("{variable} comes from a Secret or a ConfigMap of Kubernetes. Its value is not in the text.", "variable", name)
		}
		at.elsewhere(name)
	}
}

func (m *manifestReader) entry(k, v *yaml.Node, depth int) {
	value, ok := scalar(v)
	switch {
	case isOurName(k.Value) && ok && isNull(v):
		m.at(m.text.Name, k.Line).passed(k.Value)
	case isOurName(k.Value) && ok && m.literal:
		m.at(m.text.Name, k.Line).variable(k.Value, value)
	case isOurName(k.Value) && ok:
		m.at(m.text.Name, k.Line).interpolated(k.Value, value)
	case ok && strings.HasSuffix(k.Value, ".yml") || ok && strings.HasSuffix(k.Value, ".yaml"):
		if m.looksLikeConfiguration(value) {
			m.addInline(m.text.Name, value, target(v))
			m.note("The configuration in {file} was read.", "file", k.Value)
		}
	case k.Value == "envFrom":
		m.note("envFrom was not read. Give the ConfigMap that it names as well.")
	case isOurName(k.Value) && (direct(v, "value") != nil || direct(v, "valueFrom") != nil):
		m.named(k.Value, v)
	default:
		m.walk(v, depth+1)
	}
}

// listed takes - NAME=value.
func (m *manifestReader) listed(text string, line int) {
	if name, value, ok := strings.Cut(text, "="); ok && isOurName(name) {
		m.at(m.text.Name, line).interpolated(name, value)
	}
}
