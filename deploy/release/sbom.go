package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"redis-wizard/deploy/published"
)

// checkSBOM holds a bill of materials to the schema of CycloneDX 1.6, and to what one
// of the wizard cannot lack.
func checkSBOM(path string) error {
	schema, err := published.CycloneDX.Schema("schema/bom-1.6.schema.json", "", nil)
	if err != nil {
		return err
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(content))
	if err == nil {
		err = schema.Validate(instance)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}

	var bill struct {
		BOMFormat, SpecVersion string
		Metadata               struct {
			Component struct{ Name, Version string }
		}
		Components []struct{ Name, Version, PURL string }
	}
	if err := json.Unmarshal(content, &bill); err != nil {
		return err
	}
	if bill.BOMFormat != "CycloneDX" || bill.SpecVersion != "1.6" || bill.Metadata.Component.Name != "redis-wizard" || bill.Metadata.Component.Version == "" {
		return fmt.Errorf("%s: is %s %s of %+v, not CycloneDX 1.6 of a version of redis-wizard", path, bill.BOMFormat, bill.SpecVersion, bill.Metadata.Component)
	}
	missing := map[string]bool{"std": true, "github.com/redis/go-redis/v9": true, "github.com/labstack/echo/v4": true, "gopkg.in/yaml.v3": true}
	for _, component := range bill.Components {
		delete(missing, component.Name)
		if component.Version == "" || component.PURL == "" {
			return fmt.Errorf("%s: the component %s has no version or no package URL", path, component.Name)
		}
	}
	for name := range missing {
		return fmt.Errorf("%s: lacks the component %s", path, name)
	}
	return nil
}
