package codes

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/conformance"
)

// A said is a code together with the severities that it was met with.
type said map[string][]configschema.Severity

func (s said) add(code string, severities ...configschema.Severity) {
	for _, severity := range severities {
		if !slices.Contains(s[code], severity) {
			s[code] = append(s[code], severity)
		}
	}
	if s[code] == nil {
		s[code] = []configschema.Severity{}
	}
}

// The evaluation's codes are in the catalogue, with the severities that it
// gives them. They are collected twice: from configschema's source, which shows
// the code of each problem but not always its severity, and from what it says
// about the corpus of configurations, which shows both but not all of them.
func TestEvaluationIsCovered(t *testing.T) {
	source, corpus := said{}, said{}
	readSource(t, source)
	readCorpus(t, corpus)
	readVariables(t, corpus)
	if len(source) < 40 || len(corpus) < 25 {
		t.Fatalf("only %d codes in the source and %d in the corpus: it looked at next to nothing", len(source), len(corpus))
	}
	for code := range corpus {
		if _, ok := source[code]; !ok {
			t.Errorf("%s comes from a place in configschema's source that this test does not read", code)
		}
		source.add(code, corpus[code]...)
	}
	for code, severities := range source {
		e, ok := causes.Find(code)
		if !ok {
			t.Errorf("%s has no entry", code)
			continue
		}
		if len(e.Judged) == 0 {
			t.Errorf("%s: the evaluation reports it, and its entry does not say so", code)
		}
		for _, severity := range severities {
			if !slices.Contains(e.Judged, severity) {
				t.Errorf("%s: the evaluation reports it as %s, and its entry does not say so", code, severity)
			}
		}
	}
	for _, e := range entries() {
		for _, severity := range e.Judged {
			if !slices.Contains(source[e.Code], severity) {
				t.Errorf("%s: the entry says that the evaluation reports it as %s, which was not met anywhere", e.Code, severity)
			}
		}
	}
}

var severities = map[string]configschema.Severity{"Error": configschema.Error, "Warning": configschema.Warning, "Info": configschema.Info}

// readSource finds the codes at the three places where a problem gets one: the
// methods that report, a Problem that is written out, and p.Code = … .
func readSource(t *testing.T, found said) {
	t.Helper()
	var files []string
	err := filepath.WalkDir("../../configschema", func(path string, entry fs.DirEntry, err error) error {
		if entry.IsDir() && slices.Contains([]string{"logs", "causes", "intake"}, entry.Name()) {
			return filepath.SkipDir // codes that stand there are not those of an evaluation
		}
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			files = append(files, path)
		}
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("configschema's source: %v, %v", files, err)
	}
	set := token.NewFileSet()
	var parsed []*ast.File
	for _, name := range files {
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, file)
		ast.Inspect(file, readConstant)
	}
	for _, file := range parsed {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				readCall(found, n)
			case *ast.CompositeLit:
				if lastName(n.Type) == "Problem" {
					found.addExpr(field(n, "Code"), field(n, "Severity"))
				}
			case *ast.AssignStmt:
				for i, left := range n.Lhs {
					if place, ok := left.(*ast.SelectorExpr); ok && place.Sel.Name == "Code" && len(n.Rhs) == len(n.Lhs) {
						found.addExpr(n.Rhs[i], nil)
					}
				}
			case *ast.BasicLit: // an id that reaches a problem through a variable
				if code, err := strconv.Unquote(n.Value); err == nil && regexp.MustCompile(`^[A-F][0-9]{2}$`).MatchString(code) {
					found.add(code)
				}
			}
			return true
		})
	}
}

// constants are the texts that have a name in configschema's source.
var constants = map[string]string{}

func readConstant(n ast.Node) bool {
	if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) == len(spec.Names) {
		for i, name := range spec.Names {
			if literal, ok := spec.Values[i].(*ast.BasicLit); ok && ast.IsExported(name.Name) {
				constants[name.Name], _ = strconv.Unquote(literal.Value)
			}
		}
	}
	return true
}

// readCall reads note(severity, key, code, …), error(key, code, …) of the judge
// and fail(key, node, code, …) of the decoder.
func readCall(found said, call *ast.CallExpr) {
	method, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) < 5 {
		return
	}
	switch strings.ToLower(method.Sel.Name) {
	case "note":
		found.addExpr(call.Args[2], call.Args[0])
	case "error":
		found.addExpr(call.Args[1], ast.NewIdent("Error"))
	case "fail":
		found.addExpr(call.Args[2], ast.NewIdent("Error"))
	}
}

func (s said) addExpr(code, severity ast.Expr) {
	text := ""
	if literal, ok := code.(*ast.BasicLit); ok {
		text, _ = strconv.Unquote(literal.Value)
	} else {
		text = constants[lastName(code)]
	}
	if text == "" {
		return
	}
	s.add(text)
	if known := severities[lastName(severity)]; known != "" {
		s.add(text, known)
	}
}

// lastName is the name of Problem and of causes.Problem alike.
func lastName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

func field(literal *ast.CompositeLit, name string) ast.Expr {
	for _, element := range literal.Elts {
		if pair, ok := element.(*ast.KeyValueExpr); ok && pair.Key.(*ast.Ident).Name == name {
			return pair.Value
		}
	}
	return nil
}

// readCorpus evaluates each block for the releases whose verdicts are known.
func readCorpus(t *testing.T, found said) {
	t.Helper()
	for _, block := range conformance.Read(t, "../../configschema/testdata/conformance") {
		for release := range block.Verdicts {
			result, err := configschema.Evaluate(configschema.Input{Authelia: release, YAML: block.YAML})
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range result.Problems {
				found.add(p.Code, p.Severity)
			}
		}
	}
}

// readVariables evaluates what is only seen with environment variables.
func readVariables(t *testing.T, found said) {
	t.Helper()
	const redis = "AUTHELIA_SESSION_REDIS_"
	for _, v := range []configschema.Variable{
		{Name: redis + "PASSWORD_FILE", Value: "/run/secrets/redis"}, {Name: redis + "PASSWORD_FILE", Value: "secret"}, {Name: redis + "PASSWORD_FILE"},
		{Name: redis + "PORT", Value: "tcp://10.0.0.1:6379"}, {Name: redis + "SERVICE_HOST", Value: "10.0.0.1"},
		{Name: redis + "HIGH_AVAILABILITY_NODES", Value: "a,b"}, {Name: redis + "HIGH_AVAILABILITY_NODES_0_HOST", Value: "a"}, {Name: redis + "FOO", Value: "1"},
	} {
		for _, release := range append(authelia.VersionChoices(), "4.39.999", "4.99") {
			for _, yaml := range []string{"redis:\n  host: a\n  port: 1\n", "redis:\n  host: a\n  port: 1\n  password: p\n"} {
				result, err := configschema.Evaluate(configschema.Input{Authelia: release, YAML: yaml, Environment: []configschema.Variable{v}})
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range result.Problems {
					found.add(p.Code, p.Severity)
				}
			}
		}
	}
}
