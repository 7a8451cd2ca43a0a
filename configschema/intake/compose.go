package intake

import (
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema"
)

// readCompose takes a compose file, or the part of one below services:.
func readCompose(t *text) *reading {
	if t.broken || len(t.documents) == 0 {
		return nil
	}
	root := t.documents[0]
	services := fields(child(root, "services"))
	switch {
	case len(services) > 0:
	case child(root, "configMap") != nil || child(root, "kind") != nil:
		return nil
	case isService(root):
		services = []field{{"the service", 1, root}}
	default:
		services = fields(root)
	}
	var candidates []field
	for _, s := range services {
		if isAuthelia(s.value) {
			candidates = append(candidates, s)
		}
	}
	if len(candidates) == 0 {
		return nil
	}
	out := &reading{form: Compose}
	c := &composeReader{reading: out, text: t, root: root}
	c.service(candidates[0])
	var others []string
	for _, s := range candidates[1:] {
		others = append(others, s.key)
	}
	switch {
	case len(others) > 0:
		out.note("The service " + candidates[0].key + " was read. " + list(others) + " could be Authelia as well, but only the first was taken.")
	case candidates[0].key != "the service":
		out.note("The service " + candidates[0].key + " was read.")
	}
	return out
}

// isService tells whether a mapping is a service itself.
func isService(n *yaml.Node) bool {
	return child(n, "environment") != nil && child(n, "services") == nil || child(n, "image") != nil
}

// isAuthelia tells whether a service runs Authelia: by its image, or by the
// variables that it sets.
func isAuthelia(n *yaml.Node) bool {
	image, _ := scalar(child(n, "image"))
	name, _, _ := strings.Cut(image, "@")
	if slash := strings.LastIndexByte(name, '/'); strings.Contains(name[slash+1:], ":") {
		name = name[:strings.LastIndexByte(name, ':')]
	}
	if strings.HasSuffix(name, "authelia/authelia") || name == "authelia" {
		return true
	}
	environment := child(n, "environment")
	for _, f := range fields(environment) {
		if isOurName(f.key) {
			return true
		}
	}
	for _, item := range items(environment) {
		text, _ := scalar(item)
		if name, _, _ := strings.Cut(text, "="); isOurName(name) {
			return true
		}
	}
	return false
}

// A composeReader takes one service.
type composeReader struct {
	*reading
	text *text
	root *yaml.Node
}

func (c *composeReader) service(s field) {
	environment := child(s.value, "environment")
	c.environment(environment)
	if envFile := child(s.value, "env_file"); envFile != nil {
		c.note("env_file was not read. Give that file as well.")
	}
	for _, f := range fields(s.value) {
		if f.key == "configs" {
			c.configs(f.value)
		}
	}
	c.secretFiles(s.value)
	c.noteOthers()
}

// environment takes the variables of a service, a mapping or a list.
func (r *composeReader) environment(n *yaml.Node) {
	for _, f := range fields(n) {
		at := r.at(r.text.Name, f.line)
		value, ok := scalar(f.value)
		switch {
		case !isOurName(f.key):
		case isNull(f.value):
			at.passed(f.key)
		case ok:
			at.interpolated(f.key, value)
		}
	}
	for _, item := range items(n) {
		if target(item) != n && len(fields(item)) > 0 {
			r.environment(target(item)) // - NAME: value, which compose refuses, but is plain enough
			continue
		}
		text, _ := scalar(item)
		name, value, ok := strings.Cut(text, "=")
		at := r.at(r.text.Name, item.Line)
		switch {
		case !isOurName(name):
		case ok:
			at.interpolated(name, value)
		default:
			at.passed(name)
		}
	}
}

// interpolated takes a value from a compose file: $$ is a $ there, and ${NAME}
// comes from outside.
func (s *spot) interpolated(name, value string) {
	out, open, defaults := interpolate(value)
	switch {
	case len(open) > 0:
		s.unresolved(name, value, open)
		return
	case defaults:
		s.note(name + " has a default in it (${NAME:-default}), which was taken.")
	}
	s.variable(name, out)
}

// interpolate replaces what compose does. References without a default are
// listed; the others give their default.
func interpolate(value string) (out string, open []string, defaults bool) {
	var b strings.Builder
	for i := 0; i < len(value); i++ {
		if value[i] != '$' || i+1 == len(value) {
			b.WriteByte(value[i])
			continue
		}
		next := value[i+1]
		switch {
		case next == '$':
			b.WriteByte('$')
			i++
		case next == '{':
			end := closing(value[i+2:])
			if end < 0 {
				b.WriteByte('$')
				continue
			}
			inner := value[i+2 : i+2+end]
			i += 2 + end
			name, standard, ok := defaultOf(inner)
			switch {
			case ok:
				defaults = true
				b.WriteString(standard)
			case isName(name):
				open = append(open, name)
			default:
				b.WriteString("${" + inner + "}")
			}
		case begins(value[i+1:]):
			n := 1
			for i+1+n < len(value) && isName("_"+value[i+1+n:i+2+n]) {
				n++
			}
			open = append(open, value[i+1:i+1+n])
			i += n
		default:
			b.WriteByte('$')
		}
	}
	return b.String(), open, defaults
}

// closing finds the } that ends a reference.
func closing(s string) int {
	const longest = 256 // so that many that never end cost little
	depth := 1
	for i := range min(len(s), longest) {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// defaultOf splits NAME:-default. A default that refers to a variable itself is
// none that is known.
func defaultOf(inner string) (name, standard string, ok bool) {
	end := strings.IndexAny(inner, ":-?+")
	if end < 0 {
		return inner, "", false
	}
	name = inner[:end]
	rest := strings.TrimPrefix(inner[end:], ":")
	standard, ok = strings.CutPrefix(rest, "-")
	if strings.Contains(standard, "$") {
		return name, "", false
	}
	return name, standard, ok
}

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
	c.note("The configuration in configs: " + name + " was read as well.")
}

func looksLikeConfiguration(content string) bool {
	t := newText(configschema.File{Text: content})
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

// secretFiles checks that the paths of _FILE variables are those of secrets that
// the service has.
func (c *composeReader) secretFiles(service *yaml.Node) {
	known, any := map[string]bool{}, false
	for _, item := range items(child(service, "secrets")) {
		name, ok := scalar(item)
		if !ok {
			source, _ := scalar(child(item, "source"))
			name, _ = scalar(child(item, "target"))
			if name == "" {
				name = source
			}
		}
		if !strings.HasPrefix(name, "/") {
			name = "/run/secrets/" + name
		}
		known[name], any = true, true
	}
	for _, v := range c.variables {
		if !strings.HasSuffix(v.Name, "_FILE") || !strings.HasPrefix(v.Value, "/run/secrets/") || !strings.HasPrefix(v.Name, envPrefix+"SESSION_") {
			continue
		}
		if !known[v.Value] {
			hint := "Add it below secrets: of the service."
			if !any {
				hint = "Give the service a list secrets: with it."
			}
			c.at(c.text.Name, v.Line).warn("F03", v.Name+" names "+v.Value+", which is no secret of this service", hint+" Otherwise the file does not exist when Authelia starts.")
		}
	}
}
