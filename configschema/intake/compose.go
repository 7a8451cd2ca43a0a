package intake

import (
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema/phrase"
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
	out := t.reading(Compose)
	c := &composeReader{reading: out, text: t, root: root}
	c.service(candidates[0])
	var others []string
	for _, s := range candidates[1:] {
		others = append(others, s.key)
	}
	switch {
	case len(others) > 0:
		out.note("The service {service} was read. {others} could be Authelia as well, but only the first was taken.", "service", candidates[0].key, "others", out.list(others))
	case candidates[0].key != "the service":
		out.note("The service {service} was read.", "service", candidates[0].key)
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
	for _, v := range c.variables {
		if strings.HasPrefix(v.Name, envRedis) {
			return
		}
	}
	if len(c.files) == 0 {
		c.note("The service sets no variable of session.redis, so the options are in its configuration.yml. Give that file as well.")
	}
}

// environment takes the variables of a service, a mapping or a list.
func (c *composeReader) environment(n *yaml.Node) {
	for _, f := range fields(n) {
		at := c.at(c.text.Name, f.line)
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
			c.environment(target(item)) // - NAME: value, which compose refuses, but is plain enough
			continue
		}
		text, _ := scalar(item)
		name, value, ok := strings.Cut(text, "=")
		at := c.at(c.text.Name, item.Line)
		switch {
		case !isOurName(name):
		case ok:
			at.interpolated(name, value)
		default:
			at.passed(name)
		}
	}
}

// What to do about a secret that the service does not have.
const (
	addSecret   phrase.Text = "Add it below secrets: of the service. Otherwise the file does not exist when Authelia starts."
	listSecrets phrase.Text = "Give the service a list secrets: with it. Otherwise the file does not exist when Authelia starts."
)

// secretFiles checks that the paths of _FILE variables are those of secrets that
// the service has.
func (c *composeReader) secretFiles(service *yaml.Node) {
	known, listed := map[string]bool{}, false
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
		known[name], listed = true, true
	}
	for _, v := range c.variables {
		if !strings.HasSuffix(v.Name, "_FILE") || !strings.HasPrefix(v.Value, "/run/secrets/") || !strings.HasPrefix(v.Name, envPrefix+"SESSION_") {
			continue
		}
		if !known[v.Value] {
			hint := addSecret
			if !listed {
				hint = listSecrets
			}
			c.at(c.text.Name, v.Line).warn("F03", "{variable} names {path}, which is no secret of this service", hint, "variable", v.Name, "path", v.Value)
		}
	}
}
