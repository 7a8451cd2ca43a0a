package intake

import (
	"encoding/base64"
	"maps"
	"slices"
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
		r.at(line).warn("F03", "the secret file {file} is empty", "Write the secret into it, on one line.", "file", r.nameOf(other.Name))
		return
	}
	r.note("The secret in {file} was read: {variable} names it. It stays there.", "file", r.nameOf(other.Name), "variable", v.Name)
}

// object is what is in a Secret or a ConfigMap among the texts, by its kind and name. Of
// two with one name nobody knows which it is.
func (given *texts) object(kind, name string) map[string]string {
	var found map[string]string
	seen := false
	for _, t := range given.all {
		for _, d := range t.documents {
			for _, n := range append(items(child(d, "items")), d) { // those of a List, too
				if plainValue(child(n, "kind")) != kind || plainValue(child(child(n, "metadata"), "name")) != name {
					continue
				}
				if seen {
					return nil
				}
				found, seen = dataOf(n), true
			}
		}
	}
	return found
}

// dataOf is what a Secret or a ConfigMap holds; what cannot be read is empty.
func dataOf(n *yaml.Node) map[string]string {
	all := map[string]string{}
	for _, f := range fields(child(n, "data")) {
		all[f.key], _ = scalar(f.value)
		if plainValue(child(n, "kind")) == "Secret" {
			plain, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(all[f.key]), ""))
			if err != nil {
				plain = nil
			}
			all[f.key] = string(plain)
		}
	}
	for _, f := range fields(child(n, "string_data")) {
		all[f.key], _ = scalar(f.value)
	}
	for key, value := range all {
		if unknown.IsExpression(value) {
			all[key] = ""
		}
	}
	return all
}

// secret takes the variables of a Secret, or of what becomes one.
func (m *variableReader) secret(n *yaml.Node) {
	name, known := plainValue(child(child(n, "metadata"), "name")), dataOf(n)
	for _, section := range []*yaml.Node{child(n, "data"), child(n, "string_data"), child(child(n, "spec"), "encrypted_data")} {
		for _, f := range fields(section) {
			switch {
			case isYAMLFile(f.key) && section == child(n, "string_data"):
				m.entry(f)
			case isYAMLFile(f.key):
				m.note("{file} was not read: it is in base64 or encrypted. Give it as it is.", "file", f.key)
			case isOurName(f.key):
				if known[f.key] != "" && strings.HasPrefix(f.key, envRedis) {
					m.note(fromObject, "variable", f.key)
				}
				m.fromSecret(m.at(f.line), f.key, name, f.key, known[f.key])
			}
		}
	}
}

// fromSecret takes a variable that has its value from a key of a Secret.
func (m *variableReader) fromSecret(at *spot, variable, name, key, content string) {
	at.take(configschema.Variable{Name: variable, Value: "{secretKeyRef: {name: " + name + ", key: " + key + "}}", Elsewhere: true, Content: content, File: at.Name, Line: at.line})
}

const fromObject phrase.Text = "{variable} comes from a Secret or a ConfigMap that was given. Its value was read, and stays there."

// valueFrom takes a variable whose value Kubernetes has from an object, or from elsewhere.
func (m *variableReader) valueFrom(at *spot, variable string, source *yaml.Node) {
	said, content := phrase.Text("{variable} comes from a Secret or a ConfigMap of Kubernetes. Its value is not in the text."), ""
	for kind, key := range map[string]string{"Secret": "secret_key_ref", "ConfigMap": "config_map_key_ref"} {
		if ref := child(source, key); ref != nil {
			content = m.given.object(kind, plainValue(child(ref, "name")))[plainValue(child(ref, "key"))]
		}
	}
	if content != "" {
		said = fromObject
	}
	if strings.HasPrefix(variable, envRedis) {
		at.note(said, "variable", variable)
	}
	at.take(configschema.Variable{Name: variable, Value: flow(source), Elsewhere: true, Content: content, File: at.Name, Line: at.line})
}

// envFrom takes the variables of the objects that a container names as a whole. Those of
// an object that was given are read where that stands, unless they get other names here.
func (m *variableReader) envFrom(f field) {
	for _, item := range items(f.value) {
		for kind, key := range map[string]string{"Secret": "secret_ref", "ConfigMap": "config_map_ref"} {
			ref := child(item, key)
			if ref == nil {
				continue
			}
			name, prefix := plainValue(child(ref, "name")), plainValue(child(item, "prefix"))
			object := m.given.object(kind, name)
			if object == nil {
				m.note("envFrom was not read. Give the ConfigMap that it names as well.")
				if kind == "Secret" {
					m.at(f.line).elsewhere(sessionSecret, "") // where most people have it
				}
			}
			for _, key := range slices.Sorted(maps.Keys(object)) {
				if prefix != "" && isOurName(prefix+key) {
					m.fromSecret(m.at(item.Line), prefix+key, name, key, object[key])
				}
			}
		}
	}
}
