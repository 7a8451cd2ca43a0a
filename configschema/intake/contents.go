package intake

import (
	"encoding/base64"
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/unknown"
)

// secretsOfCompose is where secrets are in a container.
const secretsOfCompose = "/run/secrets/"

// What variables stand for, where that was given beside them: files, and the Secrets and
// ConfigMaps of Kubernetes. It is judged and tried, and the reference to it stays.

// secretFiles reads the files that variables name. Where a compose file has a secret, it
// says itself which file that is.
func (r *reading) secretFiles() {
	for i, v := range r.variables {
		if r.form == Compose && strings.HasPrefix(v.Value, secretsOfCompose) {
			continue
		}
		if isOurName(v.Name) && strings.HasSuffix(v.Name, "_FILE") && v.Content == "" && unknown.IsPath(v.Value) {
			r.content(&r.variables[i], r.besides(v.Value), v.Line)
		}
	}
}

// content reads the file of a secret: it is a part of the text that names it, at a line.
func (r *reading) content(v *configschema.Variable, other *text, line int) {
	if other == nil || other.isOther() || readConfiguration(other) != nil {
		return
	}
	other.isPart = true
	v.Content = strings.TrimRight(other.Text, "\n") // as Authelia does
	if v.Content == "" {
		r.at(line).warn("F03", "The secret file {file} is empty", "Write the secret into it, on one line.", "file", r.nameOf(other.Name))
		return
	}
	r.note("The secret in {file} was read: {variable} names it. It stays there.", "file", r.nameOf(other.Name), "variable", v.Name)
}

// object is a Secret or a ConfigMap among the texts, by its kind and name. Of two with
// one name nobody knows which it is.
func (given *texts) object(kind, name string) *yaml.Node {
	if given.objects == nil {
		given.objects = map[string]*yaml.Node{}
		for _, t := range given.all {
			for _, d := range t.documents {
				given.addObject(d)
				for _, n := range items(child(d, "items")) { // of a List
					given.addObject(n)
				}
			}
		}
	}
	return given.objects[kind+"/"+name]
}

func (given *texts) addObject(n *yaml.Node) {
	id := plainValue(child(n, "kind")) + "/" + nameOfObject(n)
	if _, seen := given.objects[id]; seen {
		n = nil
	}
	given.objects[id] = n
}

func nameOfObject(n *yaml.Node) string { return plainValue(child(child(n, "metadata"), "name")) }

// valueIn is what a Secret or a ConfigMap holds under a key; empty where that is not there,
// or cannot be read.
func (given *texts) valueIn(n *yaml.Node, key string) string {
	values, read := given.values[n]
	if !read {
		values = map[string]string{}
		isEncoded := plainValue(child(n, "kind")) == "Secret"
		for _, f := range fields(child(n, "data")) {
			values[f.key], _ = scalar(f.value)
			if isEncoded {
				plain, err := base64.StdEncoding.DecodeString(values[f.key])
				if values[f.key] = string(plain); err != nil {
					values[f.key] = ""
				}
			}
		}
		for _, f := range fields(child(n, "string_data")) {
			values[f.key], _ = scalar(f.value)
		}
		if given.values == nil {
			given.values = map[*yaml.Node]map[string]string{}
		}
		given.values[n] = values
	}
	if unknown.IsExpression(values[key]) {
		return ""
	}
	return values[key]
}

// secret takes the variables of a Secret, or of what becomes one.
func (m *variableReader) secret(n *yaml.Node) {
	sealed := child(child(n, "spec"), "encrypted_data")
	for _, section := range []*yaml.Node{child(n, "data"), child(n, "string_data"), sealed} {
		for _, f := range fields(section) {
			switch {
			case isYAMLFile(f.key) && section == sealed:
				m.note("{file} is sealed, and was not read: only the cluster can decrypt it. Give the file itself as well.", "file", f.key)
			case isYAMLFile(f.key) && section == child(n, "string_data"):
				m.entry(f)
			case isYAMLFile(f.key):
				m.note("{file} was not read: it is in base64. Give it as it is.", "file", f.key)
			case isOurName(f.key) && section == sealed:
				m.note("{variable} is sealed: only the cluster can decrypt its value.", "variable", f.key)
				m.at(f.line).elsewhere(f.key, keyReference(n, f.key))
			case isOurName(f.key):
				m.at(f.line).fromObject(f.key, keyReference(n, f.key), m.given.valueIn(n, f.key))
			}
		}
	}
}

// keyReference is how a container has a key of a Secret as the value of a variable.
func keyReference(n *yaml.Node, key string) string {
	return "{secretKeyRef: {name: " + nameOfObject(n) + ", key: " + key + "}}"
}

// fromObject takes a variable that has its value from an object, which is empty where it
// is not known.
func (s *spot) fromObject(variable, written, content string) {
	said := phrase.Text("{variable} comes from a Secret or a ConfigMap of Kubernetes. Its value is not in the text.")
	if content != "" {
		said = "{variable} comes from a Secret or a ConfigMap that was given. Its value was read, and stays there."
	}
	if strings.HasPrefix(variable, envRedis) {
		s.note(said, "variable", variable)
	}
	s.take(configschema.Variable{Name: variable, Value: written, Elsewhere: true, Content: content, File: s.Name, Line: s.line})
}

// valueFrom is what a reference to a key of an object stands for, where that was given.
func (m *variableReader) valueFrom(source *yaml.Node) string {
	kind, ref := "Secret", child(source, "secret_key_ref")
	if ref == nil {
		kind, ref = "ConfigMap", child(source, "config_map_key_ref")
	}
	return m.given.valueIn(m.given.object(kind, plainValue(child(ref, "name"))), plainValue(child(ref, "key")))
}

// envFrom says which objects that a container names as a whole were not given. The others
// are read where they stand; with a prefix, the names there are none of Authelia's.
func (m *variableReader) envFrom(f field) {
	for _, item := range items(f.value) {
		secret := child(item, "secret_ref")
		given := m.given.object("Secret", plainValue(child(secret, "name")))
		if secret == nil {
			given = m.given.object("ConfigMap", plainValue(child(child(item, "config_map_ref"), "name")))
		}
		if given != nil && child(item, "prefix") == nil {
			continue
		}
		m.note("envFrom was not read. Give the ConfigMap that it names as well.")
		if secret != nil {
			m.at(f.line).elsewhere(sessionSecret, "") // where most people have it
		}
	}
}
