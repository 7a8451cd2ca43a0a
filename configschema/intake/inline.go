package intake

import (
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema"
)

// configs reads the configurations that stand in the compose file itself.
func (c *composeReader) configs(used *yaml.Node) {
	contents := map[string]*yaml.Node{}
	for _, f := range fields(child(c.root, "configs")) {
		contents[f.key] = child(f.value, "content")
	}
	for _, item := range items(used) {
		name, ok := scalar(item)
		if !ok {
			name, _ = scalar(child(item, "source"))
		}
		if content := contents[name]; content != nil {
			c.inline(name, content)
			delete(contents, name) // mounted twice, it is still one
		}
	}
}

// inline reads a configuration.yml that stands inside another file, with the
// lines that it has there.
func (c *composeReader) inline(name string, n *yaml.Node) {
	content, ok := scalar(n)
	if !ok || !c.looksLikeConfiguration(content) {
		return
	}
	content, _, _ = interpolate(content)
	c.addInline(c.text.Name, content, target(n))
	c.note("The configuration in configs: {config} was read as well.", "config", name)
}

// looksLikeConfiguration counts the content as one more text, which it is, and
// tells what it looks like.
func (r *reading) looksLikeConfiguration(content string) bool {
	if r.request.Text("", content) != nil {
		return false
	}
	t := newText(r.request, configschema.File{Text: content}, nil) // nothing is said about it
	return readConfiguration(t) != nil || t.broken && readBroken(t) != nil
}

// addInline adds a file whose lines count as in the text around it.
func (r *reading) addInline(name, content string, n *yaml.Node) {
	above := n.Line - 1
	if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		above++ // the block begins below its mark
	}
	if r.request.Bytes(above) == nil {
		r.files = append(r.files, configschema.File{Name: name, Text: strings.Repeat("\n", above) + content})
	}
}
