package intake

import (
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/codetree"
)

var (
	// codeMark finds lists and mappings as programs write them, and notCode what is
	// written for a shell or a service manager instead.
	codeMark = regexp.MustCompile(`(?m)=\s*[\[{(]|^[ \t]*\w[\w.-]*(?:[ \t]+"[^"\n]*")*[ \t]*[{(][ \t]*$|session\.redis(?:\.\w+)+\s*=`)
	// hereText is a text of several lines in HCL: what is in it is for somebody else.
	hereText = regexp.MustCompile(`(?ms)<<[-~]?"?(\w+)"?[ \t]*\n.*?^[ \t]*(?:EO\w+|[A-Z]\w*)[ \t]*$`)
	notCode  = regexp.MustCompile(`(?m)^(?:#!|export |declare |AUTHELIA_\w*=|\[\w+\]\s*$|\s*(?:sudo )?(?:docker|podman|nerdctl) (?:run|create|compose|service|container|exec) )`)
)

// readCode takes variables, and a plain session.redis, out of Nix, Terraform, Nomad,
// Python and whatever else writes lists and mappings like them.
func readCode(t *text) *reading {
	if !strings.Contains(t.Text, envPrefix) && !strings.Contains(t.Text, "redis") || !codeMark.MatchString(t.Text) || notCode.MatchString(hereText.ReplaceAllString(t.Text, "")) {
		return nil
	}
	root, closed := codetree.Read(t.unmarked())
	if !closed {
		return nil
	}
	r := &reading{text: t}
	c := &codeReader{&variableReader{r, true, map[*yaml.Node]bool{}}}
	c.sections(root)
	c.walk(root)
	set := newChartSetter(r)
	set.blocks(root)
	set.read()
	if len(r.settings) > 0 {
		r.noteOthers()
		return r
	}
	return r.onlyVariables()
}

// A codeReader takes what a program's lists and mappings hold.
type codeReader struct{ *variableReader }

// sections takes session.redis wherever it is written out, the first one of several, and
// a configuration.yml in a text of several lines.
func (c *codeReader) sections(n *yaml.Node) {
	if child(child(n, "config_map"), "session") != nil {
		c.chart(n)
		return
	}
	for _, f := range fields(n) {
		redis := child(f.value, "redis")
		switch text, ok := scalar(f.value); {
		case f.key == "session" && len(fields(redis)) > 0 && len(c.settings) > 0:
			c.at(f.line).note("session.redis is in the text more than once. The first one was read.")
		case f.key == "session" && len(fields(redis)) > 0:
			c.plain(authelia.Prefix, fields(redis))
		case ok && strings.Contains(text, "\n"):
			c.text(f.key, text, f.value)
		default:
			c.sections(f.value)
		}
	}
	for _, item := range items(n) {
		if text, ok := scalar(item); ok && strings.Contains(text, "\n") {
			c.text("", text, item)
			continue
		}
		c.sections(item)
	}
}

// text takes a configuration.yml, or values of the chart, in a text of several lines.
func (c *codeReader) text(name, text string, n *yaml.Node) {
	switch {
	case c.configuration(text, n):
		c.seen[n] = true
		c.note("The configuration in {file} was read.", "file", name)
	case strings.Contains(text, "configMap:"):
		h := &helmReader{reading: c.reading}
		for _, root := range h.valuesText(nil, n) {
			c.chart(root)
		}
	}
}

// chart takes values of Authelia's chart.
func (c *codeReader) chart(n *yaml.Node) {
	h := &helmReader{reading: c.reading}
	h.chart(n)
	c.seen[n] = true // with the variables in it
	h.note("The values of the Helm chart were read.")
}

// plain takes the options that are written out, and names those that are not.
func (c *codeReader) plain(section string, all []field) {
	var known []field
	for _, f := range all {
		switch _, isScalar := scalar(f.value); {
		case authelia.IsSection(section+f.key) && !isScalar:
			c.plain(section+f.key+".", fields(f.value))
		case section+f.key == authelia.KeyNodes:
			c.nodes(f)
		case isOption(section+f.key) && c.placeIn(plainValue(f.value)) != "":
			c.filledIn(f, section+f.key, section+f.key)
		case isExpression(f.value) && isOption(section+f.key):
			c.expression(f.line, envOf(section+f.key), section+f.key)
		default:
			known = append(known, f)
		}
	}
	c.options(section, known)
}

// nodes takes the sentinels whose addresses are written out.
func (c *codeReader) nodes(f field) {
	for _, item := range items(f.value) {
		host, port := child(item, "host"), child(item, "port")
		if isExpression(host) || isExpression(port) {
			c.expression(item.Line, "", authelia.KeyNodes)
			continue
		}
		c.at(item.Line).node(plainValue(host), plainValue(port))
	}
}

// expression takes an option or a variable that a program works out.
func (r *reading) expression(line int, variable, name string) {
	r.note("{option} is set by an expression. Its value is not in the text.", "option", name)
	if variable != "" {
		r.at(line).elsewhere(variable, "")
	}
}

// filledIn takes an option that a template fills in.
func (r *reading) filledIn(f field, key, name string) {
	r.note("{option} is set by an expression. Its value is not in the text.", "option", name)
	r.at(f.line).elsewhere(envOf(key), plainValue(f.value))
}

func isExpression(n *yaml.Node) bool {
	n = target(n)
	return n != nil && n.Tag == codetree.Expression
}
