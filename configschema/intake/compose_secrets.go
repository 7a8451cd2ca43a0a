package intake

import (
	"cmp"
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
)

// nameOf is the name of a secret, a config or a file that a service lists, in the short
// form or in the long one.
func nameOf(item *yaml.Node, keys ...string) string {
	name, _ := scalar(item)
	for _, key := range keys {
		name = cmp.Or(name, plainValue(child(item, key)))
	}
	return name
}

// What to do about a secret that the service does not have.
const (
	addSecret   phrase.Text = "Add it below secrets: of the service. Otherwise the file does not exist when Authelia starts."
	listSecrets phrase.Text = "Give the service a list secrets: with it. Otherwise the file does not exist when Authelia starts."
)

// secretFiles checks that the paths of _FILE variables are those of secrets that
// the service has, and reads those whose files were given.
func (c *composeReader) secretFiles() {
	sources := map[string]string{} // of the secrets, by their paths in the container
	for _, item := range items(child(c.of, "secrets")) {
		source := nameOf(item, "source")
		path := nameOf(item, "target", "source")
		if !strings.HasPrefix(path, "/") {
			path = secretsOfCompose + path
		}
		sources[path] = source
	}
	for i, v := range c.variables {
		if !strings.HasSuffix(v.Name, "_FILE") || !strings.HasPrefix(v.Value, secretsOfCompose) || !strings.HasPrefix(v.Name, envPrefix+"SESSION_") {
			continue
		}
		if o, known := optionOf(strings.TrimSuffix(v.Name, "_FILE")); known && !o.Secret {
			continue // Authelia reads no such file
		}
		source, isThere := sources[v.Value]
		if !isThere {
			hint := addSecret
			if len(sources) == 0 {
				hint = listSecrets
			}
			c.at(v.Line).warn("F03", "{variable} names {path}, which is no secret of this service", hint, "variable", v.Name, "path", v.Value)
			continue
		}
		c.secretOf(&c.variables[i], c.secrets[source])
	}
}

// secretOf reads a secret by its definition, where it was given.
func (c *composeReader) secretOf(v *configschema.Variable, definition *yaml.Node) {
	if variable, ok := c.known[plainValue(child(definition, "environment"))]; ok && !variable.Elsewhere {
		v.Content = variable.Value
		return
	}
	source := child(definition, "file")
	if file, _, _ := interpolate(plainValue(source), c.known); file != "" {
		c.content(v, c.besides(file), source.Line)
	}
}
