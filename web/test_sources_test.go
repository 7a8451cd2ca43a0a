package web

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// maySkip are the tests that may be left out, each with its reason. What needs none
// is a short run, another operating system, and an input of a fuzz test. A tool that
// is missing is no reason: `make setup` installs it.
var maySkip = map[string]string{
	"cmd/redis-wizard/output_file_test.go TestOutputKeepsItsOwner":     "only root may give files away, and not in each container",
	"configschema/render/consumers_test.go TestSystemdAnalyze":         "some containers forbid what systemd-analyze does",
	"connectivity/hostile_memory_linux_test.go TestHostileMemoryChild": "it is the process that TestHostileMemory starts",
}

// TestNothingIsSkipped holds that no test is left out but for a reason.
func TestNothingIsSkipped(t *testing.T) {
	used := map[string]bool{}
	for _, sources := range testSources(t, "..") {
		for _, s := range sources {
			file, err := parser.ParseFile(token.NewFileSet(), s.name, s.text, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, declaration := range file.Decls {
				f, ok := declaration.(*ast.FuncDecl)
				if !ok || f.Body == nil || !skips(f) {
					continue
				}
				if place := s.name + " " + f.Name.Name; maySkip[place] != "" {
					used[place] = true
				} else {
					t.Errorf("%s may be skipped, without a reason in the list", place)
				}
			}
		}
	}
	for place := range maySkip {
		if !used[place] {
			t.Errorf("%s is in the list of what may be skipped, and never is", place)
		}
	}
}

// skips tells whether a test leaves itself out for a reason that does not go without
// saying.
func skips(f *ast.FuncDecl) bool {
	if strings.HasPrefix(f.Name.Name, "Fuzz") {
		return false
	}
	found := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IfStmt:
			if comparison, ok := n.Cond.(*ast.BinaryExpr); ok && isFrom(comparison.X, "runtime", "GOOS") {
				return false
			}
			if call, ok := n.Cond.(*ast.CallExpr); ok && isFrom(call.Fun, "testing", "Short") {
				return false
			}
		case *ast.SelectorExpr:
			switch n.Sel.Name {
			case "Skip", "Skipf", "SkipNow":
				found = true
			}
		}
		return true
	})
	return found
}

// testSources are all tests below a folder, by the folder they are in, and
// redistest, which tests use.
func testSources(t *testing.T, root string) map[string][]source {
	t.Helper()
	packages := map[string][]source{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if name := entry.Name(); path != root && strings.HasPrefix(name, ".") || name == "node_modules" || name == "testdata" {
				return fs.SkipDir
			}
			return nil
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		helper := strings.HasPrefix(name, "connectivity/redistest/") && strings.HasSuffix(name, ".go")
		if !strings.HasSuffix(name, "_test.go") && !helper {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		folder := filepath.Dir(name)
		packages[folder] = append(packages[folder], source{name, string(text)})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(packages) < 10 {
		t.Fatalf("tests were found in %d folders only", len(packages))
	}
	return packages
}
