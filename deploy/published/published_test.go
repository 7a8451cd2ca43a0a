package published

import (
	"strings"
	"testing"
)

func TestDirRefusesOtherFiles(t *testing.T) {
	if _, err := CycloneDX.Dir(); err != nil {
		t.Fatal(err)
	}
	other := CycloneDX
	other.Sum = Kubernetes.Sum
	if _, err := other.Dir(); err == nil || !strings.Contains(err.Error(), CycloneDX.Sum+", not "+Kubernetes.Sum) {
		t.Errorf("with another checksum: %v", err)
	}
	if _, err := (Module{"example.invalid/none", "v1", ""}).Dir(); err == nil || !strings.Contains(err.Error(), "example.invalid/none") {
		t.Errorf("a module that cannot be: %v", err)
	}
}

func TestSchemaKnowsGoodFromBad(t *testing.T) {
	schema, err := CycloneDX.Schema("schema/bom-1.6.schema.json", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(map[string]any{"bomFormat": "CycloneDX", "specVersion": "1.6"}); err != nil {
		t.Error(err)
	}
	if schema.Validate(map[string]any{"bomFormat": "SPDX", "specVersion": "1.6"}) == nil {
		t.Error("another format is taken for CycloneDX")
	}
	if _, err := CycloneDX.Schema("schema/none.json", "", nil); err == nil {
		t.Error("a file that is not there has a schema")
	}
}
