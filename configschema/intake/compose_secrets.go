package intake

import (
	"cmp"
	"strings"

	"gopkg.in/yaml.v3"

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
			path = "/run/secrets/" + path
		}
		sources[path] = source
	}
	for _, v := range c.variables {
		if !strings.HasSuffix(v.Name, "_FILE") || !strings.HasPrefix(v.Value, "/run/secrets/") || !strings.HasPrefix(v.Name, envPrefix+"SESSION_") {
			continue
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
		c.content(v.Name, source)
	}
}

// content reads the file of a secret, where it was given: it is a part of the compose
// file. What is in it is Authelia's to read; here it is compared with what the Redis
// beside it wants.
func (c *composeReader) content(variable, source string) {
	definition := c.secrets[source]
	if v, ok := c.known[plainValue(child(definition, "environment"))]; ok && !v.Elsewhere {
		c.contents[variable] = v.Value
		return
	}
	file, _, _ := interpolate(plainValue(child(definition, "file")), c.known)
	other := c.besides(file)
	if other == nil {
		return
	}
	other.isPart = true
	text := strings.TrimRight(other.unmarked(), "\r\n")
	c.contents[variable] = text
	if text == "" {
		c.at(child(definition, "file").Line).warn("F03", "The secret file {file} is empty", "Write the secret into it, on one line.", "file", c.nameOf(other.Name))
		return
	}
	c.note("The secret in {file} was read: {variable} names it. It stays there.", "file", c.nameOf(other.Name), "variable", variable)
}
