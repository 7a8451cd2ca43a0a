package intake

import (
	"path"
	"slices"

	"gopkg.in/yaml.v3"
)

// maxExtends bounds how far services extend one another.
const maxExtends = 10

// extended is a service with what it takes over from the one that it extends, in this file
// or in another that was given. What the service says itself wins.
func (c *composeReader) extended(service *yaml.Node, depth int) *yaml.Node {
	service = target(service)
	extends := child(service, "extends")
	if extends == nil || service.Kind != yaml.MappingNode || depth == maxExtends {
		return service
	}
	file, from := plainValue(child(extends, "file")), c
	if file != "" && path.Base(file) != path.Base(c.Name) {
		other := c.besides(file)
		if other == nil || len(other.documents) == 0 {
			c.note("{file} was not read: extends names it. Give that file as well.", "file", file)
			return service
		}
		if from = c.others[other]; from == nil {
			from = &composeReader{reading: &reading{text: other}, root: other.documents[0], extendedFrom: c.extendedFrom, others: c.others}
			c.others[other] = from
		}
	}
	if from.byName == nil {
		from.byName = from.definitions("services")
	}
	base := from.extended(from.byName[nameOf(extends, "service")], depth+1)
	if base == nil || base.Kind != yaml.MappingNode {
		return service
	}
	if environment := child(base, "environment"); environment != nil && from != c && c.extendedFrom[environment] == nil {
		c.extendedFrom[environment] = from.text
	}
	for _, note := range from.notes {
		c.add(note)
	}
	out := *service
	out.Content = slices.Clone(service.Content)
	own := map[string]bool{}
	for _, f := range fields(service) {
		own[f.key] = true
	}
	for _, f := range fields(base) {
		switch {
		case !own[f.key]:
			out.Content = append(out.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: f.key, Line: f.line}, f.value)
		case f.key == "environment":
			both := &yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{f.value, child(service, f.key)}} // the later of two wins
			out.Content = append([]*yaml.Node{{Kind: yaml.ScalarNode, Value: f.key}, both}, out.Content...)
		}
	}
	return &out
}

// environment takes the variables of the service, those that it takes over first.
func (c *composeReader) environment(n *yaml.Node, in *text) {
	n = target(n)
	if other := c.extendedFrom[n]; other != nil {
		in = other
		in.isPart = true
	}
	if n != nil && n.Kind == yaml.SequenceNode && n.Line == 0 { // put together above
		for _, part := range n.Content {
			c.environment(part, in)
		}
		return
	}
	r := &reading{text: in, known: c.known}
	r.variablesIn(n, false)
	c.variables = append(c.variables, r.variables...)
	for _, note := range r.notes {
		c.add(note)
	}
}

// included compares the servers of the files that include names, and of those that include
// this one, where they were given.
func (c *composeReader) included() {
	for _, name := range includes(c.text) {
		if c.besides(name) == nil {
			c.note("{file} was not read: include names it. Give that file as well.", "file", name)
		}
	}
	for _, other := range c.given.all {
		if other == c.text || len(other.documents) == 0 || !names(c.text, other) && !names(other, c.text) {
			continue
		}
		all := fields(child(other.documents[0], "services"))
		if slices.ContainsFunc(all, func(s field) bool { return isAuthelia(s.value) }) {
			continue // it is read by itself
		}
		inner := &composeReader{reading: &reading{text: other, known: c.known}, root: other.documents[0], name: c.name, of: c.of}
		inner.configs, inner.secrets, inner.servers = inner.definitions("configs"), inner.definitions("secrets"), c.servers
		c.services = append(c.services, inner.serviceNames()...)
		inner.services = c.services
		for _, s := range all {
			inner.redis(s)
		}
		for _, n := range c.neighbours {
			n.services = c.services
		}
		c.neighbours = append(c.neighbours, inner.neighbours...)
		other.isPart = true
		c.note("The services in {file} were read as well.", "file", c.nameOf(other.Name))
	}
}

// names tells whether a compose file includes another one.
func names(t, other *text) bool {
	return slices.ContainsFunc(includes(t), func(name string) bool { return t.besides(name) == other })
}

// includes are the files that a compose file names below include.
func includes(t *text) (files []string) {
	if t.broken || len(t.documents) == 0 {
		return nil
	}
	for _, item := range items(child(t.documents[0], "include")) {
		if file, ok := scalar(item); ok {
			files = append(files, file)
		}
		paths := child(item, "path")
		if file, ok := scalar(paths); ok {
			files = append(files, file)
		}
		for _, item := range items(paths) {
			files = append(files, plainValue(item))
		}
	}
	return files
}
