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

// Memory remembers from one question to the next as well: whoever asks with each key that
// is pressed sends the same large text again and again. It keeps the texts of the last
// question.
type Memory struct{ last *parsedTexts }

// Context is that of the next question.
func (m *Memory) Context(ctx context.Context) context.Context {
	next := &parsedTexts{Context: ctx}
	if m.last != nil {
		next.earlier = m.last.known
	}
	m.last = next
	return next
}

// parsedTexts is a context of its own: one of context.WithValue makes the module larger.
type parsedTexts struct {
	context.Context
	sync.Mutex
	known, earlier map[versionedText]firstDocument
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
	first, ok := texts.find(source, d.V3)
	if !ok {
		if first, ok = texts.find(source, !d.V3); !ok || first.fault != nil {
			first = d.parseFirst(source)
		}
	}
	texts.known[versionedText{source, d.V3}] = first
	if first.fault != nil {
		panic(*first.fault)
	}
	return first.content
}

func (p *parsedTexts) find(source string, v3 bool) (first firstDocument, ok bool) {
	if first, ok = p.known[versionedText{source, v3}]; !ok {
		first, ok = p.earlier[versionedText{source, v3}]
	}
	return first, ok
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
