package authelia_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"redis-wizard/configschema/authelia"
)

// TestLiterals finds texts in Go code that name a root, one of its sections or its
// variables outside of this package: code walks the facts. A text with a blank in it is for people, and may say what
// it is about; so may the catalogues of causes, which consist of such texts.
func TestLiterals(t *testing.T) {
	var names []string
	for _, r := range authelia.Known {
		names = append(names, r.Path, r.Env())
		for _, section := range r.Sections() {
			name := section[len(r.Path)+1:]
			names = append(names, name+".", "."+name)
			if strings.Contains(name, "_") { // no word that means something else as well
				names = append(names, name)
			}
		}
	}
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			if name := entry.Name(); len(name) > 2 && name[0] == '.' || name == "node_modules" || name == "growth" || path == filepath.Join("..", "..", "configschema", "authelia") {
				return filepath.SkipDir
			}
			return nil
		case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, source, parser.ParseComments)
		if err != nil || ast.IsGenerated(file) {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			literal, ok := n.(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING {
				return true
			}
			text, err := strconv.Unquote(literal.Value)
			if err == nil && !strings.ContainsAny(text, " \n") && slices.ContainsFunc(names, func(name string) bool { return strings.Contains(text, name) }) {
				t.Errorf("%s: the text %q names a root or a section", path, text)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
