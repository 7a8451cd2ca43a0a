package openapi

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"
)

var update = flag.Bool("update", false, "rewrite docs/openapi.json")

const documentPath = "../../docs/openapi.json"

//go:generate go test -run TestDocument -update

// docs/openapi.json is GET /openapi.json for those who read the repository.
func TestDocument(t *testing.T) {
	if *update {
		if err := os.WriteFile(documentPath, JSON(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(documentPath)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, JSON()) {
		t.Error("docs/openapi.json is out of date: run go generate ./web/openapi")
	}
}

// The document holds to OpenAPI 3.1, by the schema of those who publish it.
func TestFollowsOpenAPI(t *testing.T) {
	official, err := jsonschema.NewCompiler().Compile("testdata/openapi-3.1-schema.json")
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(JSON()))
	if err != nil {
		t.Fatal(err)
	}
	if err := official.Validate(document); err != nil {
		t.Error(err)
	}
	delete(document.(map[string]any), "info") // and the schema does look
	if official.Validate(document) == nil {
		t.Error("a document without info is valid")
	}
}

// What is said twice in openapi.yaml would be said twice in the JSON too, and
// readers differ in which of them they take.
func TestSaysNothingTwice(t *testing.T) {
	var document map[string]any
	if err := yaml.Unmarshal(source, &document); err != nil {
		t.Error(err)
	}
}

func TestConvert(t *testing.T) {
	got, err := convert([]byte("b: {200: [1, 2.5, true, null, \"no\"]}\na: |\n  <é>\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"b":{"200":[1,2.5,true,null,"no"]},"a":"<é>\n"}`
	if got := strings.NewReplacer("\n", "", " ", "").Replace(string(got)); got != want {
		t.Errorf("the JSON is %s, want %s", got, want)
	}
	for source, want := range map[string]string{
		"a: &b 1\nc: *b": "line 2: write it out, without aliases",
		"a:\n  - ~":      `line 2: "~" is no JSON`,
		"a: 0x10":        `line 1: "0x10" is no JSON`,
		"a: [":           "yaml: line 1",
	} {
		if _, err := convert([]byte(source)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", source, err, want)
		}
	}
}
