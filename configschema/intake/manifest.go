package intake

import (
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// readManifest takes what stands in manifests of Kubernetes and in kustomizations: env: of
// a container, data: of a ConfigMap, a configuration.yml inside one.
func readManifest(t *text) *reading {
	if t.broken || !slices.ContainsFunc(t.documents, isManifest) {
		return nil // of what is broken there is more to find line by line
	}
	r := &reading{text: t}
	for _, d := range t.documents {
		r.variablesIn(d, true)
		r.generators(d)
	}
	return r.onlyVariables()
}

// isManifest tells whether a document is for Kubernetes or kustomize.
func isManifest(d *yaml.Node) bool {
	return child(d, "kind") != nil || child(d, "config_map_generator") != nil || child(d, "secret_generator") != nil
}

// generators names the files of which a kustomization makes ConfigMaps and Secrets.
func (r *reading) generators(d *yaml.Node) {
	for _, generator := range slices.Concat(items(child(d, "config_map_generator")), items(child(d, "secret_generator"))) {
		for _, item := range slices.Concat(items(child(generator, "files")), items(child(generator, "envs"))) {
			file, _ := scalar(item)
			if _, behind, renamed := strings.Cut(file, "="); renamed {
				file = behind
			}
			r.note("{file} was not read: the kustomization names it. Give that file as well.", "file", file)
		}
	}
}

// readVariableTree takes variables that stand in other YAML, and what is a plain
// session.redis in a text that speaks of Authelia: the variables of a role, for instance.
func readVariableTree(t *text) *reading {
	if t.broken || readConfiguration(t) != nil {
		return nil
	}
	r := &reading{text: t}
	c := &codeReader{&variableReader{r, false, map[*yaml.Node]bool{}}}
	ours := strings.Contains(strings.ToLower(t.Text), "authelia")
	for _, d := range t.documents {
		if ours {
			c.sections(d)
		}
		c.walk(d)
	}
	if len(r.settings) > 0 {
		r.noteOthers()
		return r
	}
	return r.onlyVariables()
}

// variablesIn takes the variables anywhere in YAML, each where it is written.
// Literal tells that a $ is just a $, as in Kubernetes; in what stands alone it is
// that of a compose file.
func (r *reading) variablesIn(n *yaml.Node, literal bool) {
	m := &variableReader{r, literal, map[*yaml.Node]bool{}}
	m.walk(n)
}

// A variableReader walks through YAML in search of variables.
type variableReader struct {
	*reading
	literal bool
	seen    map[*yaml.Node]bool // a value that aliases repeat is taken once
}

func (m *variableReader) walk(n *yaml.Node) {
	if n = target(n); m.seen[n] {
		return
	}
	m.seen[n] = true
	if kind := plainValue(child(n, "kind")); kind == "Secret" || kind == "SealedSecret" {
		m.secret(n)
		return
	}
	if name, ok := scalar(child(n, "name")); ok && isOurName(name) && m.named(name, n) {
		return
	}
	for _, f := range fields(n) {
		if m.seen[f.value] {
			continue
		}
		m.entry(f)
		m.seen[f.value] = true
	}
	for _, item := range items(n) {
		text, ok := scalar(item)
		name, value, assigned := strings.Cut(text, "=")
		switch {
		case !ok:
			m.walk(item)
		case assigned && isYAMLFile(name):
			if m.configuration(value, item) {
				m.note("The configuration in {file} was read.", "file", name)
			}
		case !isOurName(name):
		case assigned && isExpression(item):
			m.expression(item.Line, name, name)
		case assigned && m.literal:
			m.at(item.Line).variable(name, value)
		case assigned:
			m.at(item.Line).interpolated(name, value)
		default:
			m.at(item.Line).passed(name)
		}
	}
}

// kubernetesReference is the variable of the same container that a value refers to.
var kubernetesReference = regexp.MustCompile(`^\$\(([A-Za-z_][A-Za-z0-9_.-]*)\)$`)

// flow writes a mapping on one line, as valueFrom: can hold it: {secretKeyRef: {name: redis, key: password}}.
func flow(n *yaml.Node) string {
	var b strings.Builder
	write := func(f field) {
		b.WriteString(f.key + ": ")
		if inner := fields(f.value); len(inner) > 0 {
			b.WriteString("{")
			for i, f := range inner {
				if value, ok := scalar(f.value); ok {
					b.WriteString(strings.Repeat(", ", min(i, 1)) + f.key + ": " + value)
				}
			}
			b.WriteString("}")
		}
	}
	for _, f := range fields(n) {
		if b.Len() == 0 { // there is one
			write(f)
		}
	}
	return "{" + b.String() + "}"
}

// named takes a variable whose value stands below it: value: or valueFrom:.
func (m *variableReader) named(name string, n *yaml.Node) bool {
	at := m.at(n.Line)
	source := child(n, "value")
	value, ok := scalar(source)
	switch {
	case isExpression(source):
		m.expression(source.Line, name, name)
	case ok && m.literal && kubernetesReference.MatchString(value):
		m.at(source.Line).unresolved(name, value, kubernetesReference.FindStringSubmatch(value)[1:])
	case ok:
		m.at(source.Line).variable(name, value)
	case child(n, "value_from") != nil:
		at.fromObject(name, flow(child(n, "value_from")), m.valueFrom(child(n, "value_from")))
	}
	return ok || source != nil || child(n, "value_from") != nil
}

func (m *variableReader) entry(f field) {
	value, ok := scalar(f.value)
	at := m.at(f.line)
	switch {
	case isOurName(f.key) && ok && isNull(f.value):
		at.passed(f.key)
	case isOurName(f.key) && isExpression(f.value):
		m.expression(f.line, f.key, f.key)
	case isOurName(f.key) && ok && m.literal:
		at.variable(f.key, value)
	case isOurName(f.key) && ok:
		at.interpolated(f.key, value)
	case ok && (isYAMLFile(f.key) || isConfiguration(value)):
		if m.configuration(value, f.value) {
			m.note("The configuration in {file} was read.", "file", f.key)
		}
	case f.key == "envFrom":
		m.envFrom(f)
	case isOurName(f.key) && m.named(f.key, target(f.value)):
	case isOurName(f.key) && m.placeOn(f.line) != "": // a mapping to YAML
		found := m.placeOn(f.line)
		at.unresolved(f.key, found, []string{found})
	default:
		m.walk(f.value)
	}
}

// isConfiguration tells whether a text of several lines is a configuration.yml with Redis
// in it, whatever it is called.
func isConfiguration(text string) bool {
	return strings.Contains(text, "\n") && strings.Contains(text, "redis:") && plainSection.MatchString(text)
}

// isYAMLFile tells whether a name is that of a YAML file.
func isYAMLFile(name string) bool {
	return strings.HasSuffix(name, ".yml") || strings.HasSuffix(name, ".yaml")
}

// sessionSecret is the variable of an option without which Authelia uses no Redis.
const sessionSecret = envPrefix + "SESSION_SECRET"
