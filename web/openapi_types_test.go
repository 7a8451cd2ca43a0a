package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/configschema"
	"redis-wizard/configschema/api"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/logs"
	"redis-wizard/configschema/render"
	"redis-wizard/configschema/share"
	"redis-wizard/configschema/upgrade"
	"redis-wizard/connectivity"
	"redis-wizard/web/probe"
	"redis-wizard/web/reference"
)

// The schemas of answers have the members of the types that are written, and
// say of the same ones that they are always there.
func TestOpenAPITypes(t *testing.T) {
	c := readContract(t)
	for name, value := range map[string]any{
		"Report": connectivity.Report{}, "EndpointReport": connectivity.EndpointReport{}, "Server": connectivity.Server{}, "Step": connectivity.Step{},
		"Finding": connectivity.Finding{}, "Fix": causes.Fix{}, "Topology": connectivity.Topology{}, "Latency": connectivity.Latency{},
		"Imported": api.Imported{}, "Rendering": render.Rendering{}, "RenderedFile": render.File{}, "Note": render.Note{},
		"Merged": api.Merged{}, "Fixed": api.Fixed{}, "MergedFile": api.MergedFile{}, "Hunk": api.Hunk{}, "DiffLine": api.DiffLine{},
		"Upgraded": api.Upgraded{}, "UpgradeStep": upgrade.Step{}, "Explained": logs.Log{}, "Explanation": logs.Explanation{},
		"Detail": logs.Detail{}, "Cause": logs.Cause{}, "Link": share.Link{}, "SetUp": api.SetUp{}, "SchemaEntry": reference.SchemaEntry{},
	} {
		members := membersOf(reflect.TypeOf(value))
		var always []string
		for member, required := range members {
			if required {
				always = append(always, member)
			}
		}
		c.wantMembers(t, name, slices.Collect(maps.Keys(members)), always)
	}
}

// membersOf are the JSON members of a struct, each with whether it is always
// written.
func membersOf(struct_ reflect.Type) map[string]bool {
	members := map[string]bool{}
	for i := range struct_.NumField() {
		field := struct_.Field(i)
		name, options, tagged := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case field.Anonymous && name == "":
			maps.Copy(members, membersOf(field.Type))
		case name != "-":
			members[name] = !tagged || !strings.Contains(options, "omitempty")
		}
	}
	return members
}

// wantMembers holds a schema to its members, and to those that are required.
func (c *contract) wantMembers(t *testing.T, name string, members, always []string) {
	t.Helper()
	_, schema := c.at(pointer("components", "schemas", name))
	properties, _ := schema["properties"].(map[string]any)
	sort := func(list []string) []string { slices.Sort(list); return list }
	if diff := cmp.Diff(sort(members), sort(slices.Collect(maps.Keys(properties)))); diff != "" {
		t.Errorf("the members of %s (-type +openapi.yaml):\n%s", name, diff)
	}
	var required []string
	listed, _ := schema["required"].([]any)
	for _, member := range listed {
		required = append(required, member.(string))
	}
	if diff := cmp.Diff(sort(always), sort(required)); diff != "" {
		t.Errorf("what %s always has (-type +openapi.yaml):\n%s", name, diff)
	}
}

// The evaluation and the events are written by hand, so it is what is written
// that is looked at: with everything in it, and with as little as possible.
func TestOpenAPIWritten(t *testing.T) {
	c := readContract(t)
	problem := configschema.Problem{File: "a.yml", Line: 1, Column: 2, Lang: "en", Plain: "p", Hint: "h", Fix: &configschema.Fix{}}
	full := configschema.Result{FromFile: []string{passwordKey}, Contents: configschema.Values{"A": "b"}, Problems: []configschema.Problem{problem}}
	bare := configschema.Result{Problems: []configschema.Problem{{}}}
	event := stepOf("e1", connectivity.RolePrimary, connectivity.StepAuth)
	least := event
	event.AnnouncedBy, event.Code, event.Hint = []string{"e2"}, "A03", "h"

	written := func(value []byte, err error) map[string]any {
		var members map[string]any
		if err := errors.Join(err, json.Unmarshal(value, &members)); err != nil {
			t.Fatal(err)
		}
		return members
	}
	names := func(members any) []string { return slices.Collect(maps.Keys(members.(map[string]any))) }
	most, fewest := written(full.JSON(), nil), written(bare.JSON(), nil)
	c.wantMembers(t, "Evaluation", names(most), names(fewest))
	one, other := most["problems"].([]any)[0], fewest["problems"].([]any)[0]
	c.wantMembers(t, "Problem", names(one), names(other))
	c.wantMembers(t, "ProblemFix", names(one.(map[string]any)["fix"]), names(one.(map[string]any)["fix"]))
	c.wantMembers(t, "StepEvent", names(written(json.Marshal(event))), names(written(json.Marshal(least))))
	c.wantMembers(t, "Failure", names(written(configschema.ErrorJSON(errors.New("x")), nil)), []string{"error"})
}

// The requests have the members that the handlers read. Each question reads some of
// them, and every one of them is read by some question.
func TestOpenAPIRequests(t *testing.T) {
	c := readContract(t)
	namesOf := func(of reflect.Type) []string { return slices.Collect(maps.Keys(membersOf(of))) }
	evaluation, question := namesOf(reflect.TypeFor[api.Evaluation]()), namesOf(reflect.TypeFor[api.Question]())
	c.wantMembers(t, "ProbeRequest", namesOf(reflect.TypeFor[probe.Question]()), nil)
	c.wantMembers(t, "SourceFile", namesOf(reflect.TypeFor[configschema.File]()), nil)
	described := func(name string) map[string]any {
		_, schema := c.at(c.operationSchema(name))
		return schema["properties"].(map[string]any)
	}
	unread := slices.Clone(question)
	for _, name := range api.Questions() {
		read := question
		if name == api.Evaluate {
			read = evaluation
		}
		for member := range described(name) {
			if !slices.Contains(read, member) {
				t.Errorf("%s does not read %q", name, member)
			}
			unread = slices.DeleteFunc(unread, func(name string) bool { return name == member })
		}
	}
	if len(unread) > 0 {
		t.Errorf("openapi.yaml describes no question that reads %v", unread)
	}
}

func (c *contract) operationSchema(name string) string {
	place, _ := c.at(post(name).pointer("requestBody", "content", "application/json", "schema"))
	return place
}

// The words to choose from are those of the types.
func TestOpenAPIWords(t *testing.T) {
	c := readContract(t)
	for at, want := range map[string][]string{
		"/components/schemas/StepName":                      constants(t, "../connectivity", "StepName"),
		"/components/schemas/Status":                        constants(t, "../connectivity", "Status"),
		"/components/schemas/Role":                          constants(t, "../connectivity", "Role"),
		"/components/schemas/Origin":                        constants(t, "../connectivity", "Origin"),
		"/components/schemas/Report/properties/verdict":     constants(t, "../connectivity", "Verdict"),
		"/components/schemas/Severity":                      constants(t, "../configschema/causes", "Severity"),
		"/components/schemas/Problem/properties/severity":   constants(t, "../configschema/causes", "Severity"),
		"/components/schemas/Kind":                          constants(t, "../configschema/authelia", "Kind"),
		"/components/schemas/Report/properties/mode":        constants(t, "../connectivity", "Mode"),
		"/components/schemas/AskedKind":                     append(constants(t, "../configschema/authelia", "Kind"), "", "<nil>"),
		"/components/schemas/AskedTLS":                      append(constants(t, "../configschema", "Switch"), "", "<nil>"),
		"/components/schemas/SetUp/properties/tls":          append(constants(t, "../configschema", "Switch"), ""),
		"/components/schemas/Form":                          constants(t, "../configschema/intake", "Form"),
		"/components/schemas/Format":                        constants(t, "../configschema/render", "Format"),
		"/components/schemas/UpgradeStep/properties/kind":   constants(t, "../configschema/upgrade", "Kind"),
		"/components/schemas/Explanation/properties/source": {logs.Authelia, logs.Redis, logs.Sentinel},
		"/components/schemas/RenderRequest/properties/to":   constants(t, "../configschema/render", "Format"),
	} {
		_, schema := c.at(at)
		listed, ok := schema["enum"].([]any)
		if !ok {
			listed, _ = schema["examples"].([]any)
		}
		var got []string
		for _, word := range listed {
			got = append(got, fmt.Sprint(word))
		}
		slices.Sort(got)
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the words of %s (-type +openapi.yaml):\n%s", at, diff)
		}
	}
}

// constants are the values of a named type that a package declares.
func constants(t *testing.T, folder, typeName string) (list []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, 0)
		if err != nil {
			t.Fatal(err)
		}
		for declaration := range ast.Preorder(file) {
			spec, ok := declaration.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				continue
			}
			named, ok := spec.Type.(*ast.Ident)
			literal, is := spec.Values[0].(*ast.BasicLit)
			if !ok || !is || named.Name != typeName || strings.HasSuffix(name, "_test.go") {
				continue
			}
			word, err := strconv.Unquote(literal.Value)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, word)
		}
	}
	if len(list) < 2 {
		t.Fatalf("%s declares no words of the type %s", folder, typeName)
	}
	return list
}

// Every code in the catalogue is one by the document.
func TestOpenAPICodes(t *testing.T) {
	c := readContract(t)
	_, schema := c.at("/components/schemas/Code")
	pattern := regexp.MustCompile(schema["pattern"].(string))
	n := 0
	for _, group := range causes.Catalogue() {
		for _, entry := range group.Entries {
			n++
			if !pattern.MatchString(entry.Code) {
				t.Errorf("%q is no code by openapi.yaml", entry.Code)
			}
		}
	}
	if n == 0 || pattern.MatchString("a code") {
		t.Errorf("there are %d codes, and the pattern is %s", n, pattern)
	}
}
