package yamltree

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema/bounds"
)

// maxDocuments bounds the documents of one text that are looked at.
const maxDocuments = 200

// ParseYAML parses the documents of a text that is not a configuration.yml but
// may hold one: a compose file, a Kubernetes manifest. It is bounded like the
// reading of a configuration, and never panics. Documents before a fault are
// returned with the error. Aliases are not resolved, but counted as what they
// stand for: a text that goes over the bounds has no documents.
func ParseYAML(request *bounds.Request, source string) (documents []*yaml.Node, err error) {
	defer func() {
		if fault := recover(); fault != nil { // a bug in the parser
			err = fmt.Errorf("yaml: %v", fault)
		}
	}()
	if fault, ok := tooDeep(source); ok {
		return nil, errors.New(fault.message)
	}
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
		nodes, excess := expanded(n.Content[0])
		if excess != nil {
			return documents, errors.New(excessive)
		}
		if err := request.Nodes(nodes); err != nil {
			return nil, err
		}
		documents = append(documents, n.Content[0])
	}
	return documents, nil
}
