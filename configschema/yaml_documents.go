package configschema

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"gopkg.in/yaml.v3"
)

// maxDocuments bounds the documents of one text that are looked at.
const maxDocuments = 200

// maxAliases bounds what a reader of the documents may have to follow.
const maxAliases = 1000

func countAliases(n *yaml.Node) (count int) {
	if n.Kind == yaml.AliasNode {
		return 1
	}
	for _, c := range n.Content {
		count += countAliases(c)
	}
	return count
}

// ParseYAML parses the documents of a text that is not a configuration.yml but
// may hold one: a compose file, a Kubernetes manifest. It is bounded like the
// reading of a configuration, and never panics. Documents before a fault are
// returned with the error. Aliases are not resolved.
func ParseYAML(source string) (documents []*yaml.Node, err error) {
	defer func() {
		if fault := recover(); fault != nil { // a bug in the parser
			err = fmt.Errorf("yaml: %v", fault)
		}
	}()
	if len(source) > MaxInput {
		return nil, ErrTooLarge
	}
	if fault, ok := tooDeep(source); ok {
		return nil, errors.New(fault.message)
	}
	aliases := 0
	decoder := yaml.NewDecoder(strings.NewReader(source))
	for len(documents) < maxDocuments {
		var n yaml.Node
		if err := decoder.Decode(&n); err == io.EOF {
			break
		} else if err != nil {
			return documents, err
		}
		if n.Kind != yaml.DocumentNode || len(n.Content) != 1 {
			continue
		}
		if aliases += countAliases(n.Content[0]); aliases > maxAliases {
			return documents, errors.New("yaml: document contains excessive aliasing")
		}
		documents = append(documents, n.Content[0])
	}
	return documents, nil
}
