package intake

import (
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema"
)

// configs reads the configurations that stand in the compose file itself.
func (c *composeReader) configs(used *yaml.Node) {
	for _, item := range items(used) {
		name, ok := scalar(item)
		if !ok {
			name, _ = scalar(child(item, "source"))
		}
		for _, f := range fields(child(c.root, "configs")) {
			if f.key != name {
				continue
			}
			for _, inner := range fields(f.value) {
				if inner.key == "content" {
					c.inline(name, inner.value)
				}
			}
		}
	}
}

// inline reads a configuration.yml that stands inside another file, with the
// lines that it has there.
func (c *composeReader) inline(name string, n *yaml.Node) {
	content, ok := scalar(n)
	if !ok || !looksLikeConfiguration(content) {
		return
	}
	content, _, _ = interpolate(content)
	c.files = append(c.files, inlineFile(c.text.Name, content, target(n)))
	c.note("The configuration in configs: {config} was read as well.", "config", name)
}

func looksLikeConfiguration(content string) bool {
	t := newText(configschema.File{Text: content}, nil) // nothing is said about it
	return readConfiguration(t) != nil || t.broken && readBroken(t) != nil
}

// inlineFile is a file whose lines count as in the text around it.
func inlineFile(name, content string, n *yaml.Node) configschema.File {
	above := n.Line - 1
	if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		above++ // the block begins below its mark
	}
	return configschema.File{Name: name, Text: strings.Repeat("\n", above) + content}
}
