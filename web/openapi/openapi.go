// Package openapi describes the wizard's HTTP API for programs: an OpenAPI 3.1
// document, written by hand in openapi.yaml. It knows neither the handlers nor
// the types behind them; the tests of package web hold it against both.
package openapi

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"

	"gopkg.in/yaml.v3"
)

//go:embed openapi.yaml
var source []byte

// JSON is the document as GET /openapi.json serves it and docs/openapi.json
// keeps it, in the order of openapi.yaml. The caller must not change it.
var JSON = sync.OnceValue(func() []byte {
	document, err := convert(source)
	if err != nil {
		panic("openapi.yaml: " + err.Error()) // a part of the program, which a test has read
	}
	return document
})

// convert turns YAML into JSON. Going through a map would sort the members; a
// person who reads the JSON is better served by the order of the source.
func convert(source []byte) ([]byte, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(source, &document); err != nil {
		return nil, err
	}
	var compact, indented bytes.Buffer
	if err := write(&compact, document.Content[0]); err != nil {
		return nil, err
	}
	if err := json.Indent(&indented, compact.Bytes(), "", "  "); err != nil {
		return nil, err
	}
	indented.WriteByte('\n')
	return indented.Bytes(), nil
}

func write(b *bytes.Buffer, node *yaml.Node) error {
	switch {
	case node.Kind == yaml.MappingNode:
		return writeAll(b, "{}", node.Content, 2)
	case node.Kind == yaml.SequenceNode:
		return writeAll(b, "[]", node.Content, 1)
	case node.Kind != yaml.ScalarNode:
		return fmt.Errorf("line %d: write it out, without aliases", node.Line)
	case node.Tag == "!!str":
		return writeString(b, node.Value)
	case !json.Valid([]byte(node.Value)): // "yes", "0x10", "~"
		return fmt.Errorf("line %d: %q is no JSON; quote it if it is a text", node.Line, node.Value)
	}
	b.WriteString(node.Value)
	return nil
}

// writeAll writes an object (each key and value are two of the nodes) or an
// array, between brackets.
func writeAll(b *bytes.Buffer, brackets string, nodes []*yaml.Node, step int) error {
	b.WriteByte(brackets[0])
	for i := 0; i < len(nodes); i += step {
		if i > 0 {
			b.WriteByte(',')
		}
		value := nodes[i]
		if step == 2 {
			if err := writeString(b, nodes[i].Value); err != nil { // a status is a number in YAML, and a name in JSON
				return err
			}
			b.WriteByte(':')
			value = nodes[i+1]
		}
		if err := write(b, value); err != nil {
			return err
		}
	}
	b.WriteByte(brackets[1])
	return nil
}

func writeString(b *bytes.Buffer, text string) error {
	encoder := json.NewEncoder(b)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(text) // the newline behind it is white space, which Indent takes out
}
