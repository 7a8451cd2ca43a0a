// Package published finds files that ship in the source of public Go modules, such
// as the schemas that their own tests use. A module is fetched as the go command
// fetches every other, at one version and with one checksum, without becoming a
// dependency of anything that is compiled.
package published

import (
	"encoding/json"
	"fmt"
	"os/exec"
)

// Module is one version of a Go module, and the checksum of its files as go.sum has
// it ("h1:…").
type Module struct{ Path, Version, Sum string }

var (
	// Kubernetes has the OpenAPI documents of the API server in api/openapi-spec.
	Kubernetes = Module{"k8s.io/kubernetes", "v1.37.2", "h1:A2VDEiObzkYqFTKhSsn0ZEb0RlLEXpHWj93gi2HqEwE="}
	// CycloneDX has the schemas of bills of materials in schema.
	CycloneDX = Module{"github.com/CycloneDX/cyclonedx-go", "v0.12.0", "h1:/7Jum36UA6V043tQZ/fE3jf+Nf9gn/qxUFfd7QReMy8="}
)

// Dir is the folder of the module's files, which are read-only. The go command
// downloads them into its module cache if they are not there; the error is its own
// when that fails, or says that the checksum is another one.
func (m Module) Dir() (string, error) {
	command := exec.Command("go", "mod", "download", "-json", m.Path+"@"+m.Version)
	// The error stands in the answer, on standard output, as well.
	output, failure := command.Output()
	var answer struct{ Dir, Sum, Error string }
	if err := json.Unmarshal(output, &answer); err != nil {
		return "", fmt.Errorf("go mod download %s@%s: %w", m.Path, m.Version, failure)
	}
	switch {
	case answer.Error != "":
		return "", fmt.Errorf("go mod download %s@%s: %s", m.Path, m.Version, answer.Error)
	case answer.Sum != m.Sum:
		return "", fmt.Errorf("%s@%s has the checksum %s, not %s", m.Path, m.Version, answer.Sum, m.Sum)
	}
	return answer.Dir, nil
}
