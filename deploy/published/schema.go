package published

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Schema compiles the JSON schema in one of the module's files; pointer names a part
// of it ("/components/schemas/…"), or is empty. adapt, if there is one, may change
// the document before it is compiled. A schema that refers to other files finds
// those beside it; nothing is fetched.
func (m Module) Schema(file, pointer string, adapt func(document any)) (*jsonschema.Schema, error) {
	dir, err := m.Dir()
	if err != nil {
		return nil, err
	}
	document, err := read(filepath.Join(dir, file))
	if err != nil {
		return nil, err
	}
	if adapt != nil {
		adapt(document)
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft7)
	compiler.UseLoader(siblings(filepath.Join(dir, filepath.Dir(file))))
	if err := compiler.AddResource(file, document); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return compiler.Compile(file + "#" + pointer)
}

// siblings loads what a schema refers to from the folder in which it lies, whatever
// address its maker published it under.
type siblings string

func (dir siblings) Load(url string) (any, error) {
	path := filepath.Join(string(dir), filepath.Base(url))
	document, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		// CycloneDX refers to jsf-0.82.schema.json, and ships it as .schemax.json.
		if other, failure := read(strings.TrimSuffix(path, ".json") + "x.json"); failure == nil {
			return other, nil
		}
	}
	return document, err
}

func read(path string) (any, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return jsonschema.UnmarshalJSON(file)
}
