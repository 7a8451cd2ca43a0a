package yamltree

import (
	"context"
	"sync"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema/bounds"
)

// Remember is a context in which each text is parsed once. To answer one question the
// same text is read as several releases do, and again to put something into it.
func Remember(ctx context.Context) context.Context { return &parsedTexts{Context: ctx} }

// parsedTexts is a context of its own: one of context.WithValue makes the module larger.
type parsedTexts struct {
	context.Context
	sync.Mutex
	known map[versionedText]firstDocument
}

type parsedKey struct{}

func (p *parsedTexts) Value(key any) any {
	if key == (parsedKey{}) {
		return p
	}
	return p.Context.Value(key)
}

// versionedText is a text, and whether it is for yaml.v3: faults are told in the words
// of the library.
type versionedText struct {
	source string
	v3     bool
}

// firstDocument is the value of a text's first document, nil without one, or its fault.
// Nobody changes the nodes.
type firstDocument struct {
	content *yaml.Node
	fault   *yamlFault
}

// parse parses a text, unless the request has done so, and panics with its fault.
func (d *Document) parse(request *bounds.Request, source string) *yaml.Node {
	texts, _ := request.Value(parsedKey{}).(*parsedTexts)
	if texts == nil {
		texts = &parsedTexts{}
	}
	texts.Lock()
	defer texts.Unlock()
	if texts.known == nil {
		texts.known = map[versionedText]firstDocument{}
	}
	first, ok := texts.known[versionedText{source, d.V3}]
	if !ok {
		if first, ok = texts.known[versionedText{source, !d.V3}]; !ok || first.fault != nil {
			first = d.parseFirst(source)
		}
		texts.known[versionedText{source, d.V3}] = first
	}
	if first.fault != nil {
		panic(*first.fault)
	}
	return first.content
}

func (d *Document) parseFirst(source string) firstDocument {
	if fault, ok := tooDeep(source); ok {
		return firstDocument{fault: &fault}
	}
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(source), &root); err != nil {
		fault := d.locate(err.Error(), source)
		return firstDocument{fault: &fault}
	}
	if root.Kind == 0 {
		return firstDocument{}
	}
	return firstDocument{content: root.Content[0]}
}
