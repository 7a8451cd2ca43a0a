package locale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// plain has the words that the product does not say to people, because the field has
// clearer ones: import, remove, contain, fix, check, again, the administrator, is, space,
// silently, accept, test, login and setup. The German ones are their likenesses.
var plain = map[string]*regexp.Regexp{
	"en": regexp.MustCompile(`(?i)\b(bring(s|ing)?|brought|(take|takes|taken|taking|took) ([^\s.;:,]+ ){0,4}(away|out)|holds?|holding|held|mend(s|ed|ing)?|wants? a look|afresh|whoever|everybody who|stands?|standing|stood|of two minds|for real|blanks?|without a word|put(s|ting)? up with|trials?|makers?|log-ins?|set-ups?|the other half)\b`),
	"de": regexp.MustCompile(`(?i)\b(mit(bring|zubring|gebracht|nehm|zunehm|genommen)\w*|wortlos|ohne ein wort|probesitzung\w*|vorhandenes einlesen|wirklich ausprobieren)\b`),
}

// meant are places where such a word is somebody else's, or the technical term.
var meant = []struct{ file, text, why string }{
	{"docs/codes.md", "writes-held", "a code, which never changes once it is released"},
	{"docs/architecture.md", "internal/trial", "a package"},
	{"e2e/load/browser.go", "holds", "the name of a function"},
}

// TestPlainWords reads every text that people read: the literals of the program (messages,
// help of commands, what the views say, comments of files that are written), the documents,
// the descriptions of the API, the files to deploy, and the translations.
func TestPlainWords(t *testing.T) {
	const root = "../.."
	texts := 0
	check := func(file, language, text string) {
		texts++
		for _, m := range meant {
			if file == m.file {
				text = strings.ReplaceAll(text, m.text, "")
			}
		}
		for _, word := range plain[language].FindAllString(text, -1) {
			t.Errorf("%s: %q in %q", file, word, text)
		}
	}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		file, name := filepath.ToSlash(strings.TrimPrefix(path, root+string(filepath.Separator))), entry.Name()
		switch {
		case entry.IsDir() && path != root && (strings.HasPrefix(name, ".") && name != ".ci" || name == "testdata" || name == "node_modules"):
			return fs.SkipDir
		case strings.HasSuffix(name, "_test.go") || entry.IsDir():
		case strings.HasSuffix(name, ".go"):
			for _, text := range literals(t, path) {
				check(file, "en", text)
			}
		case slices.Contains([]string{".md", ".yaml", ".yml", ".sh", ".conf"}, filepath.Ext(name)):
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for line := range strings.Lines(string(text)) {
				check(file, "en", strings.TrimSpace(line))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range All[1:] {
		if plain[l.Tag] == nil {
			continue
		}
		for _, text := range slices.Sorted(maps.Values(l.Translations(Parts...))) {
			check("web/locale/"+l.Tag, l.Tag, text)
		}
	}
	if texts < 10_000 {
		t.Errorf("only %d texts were read: the search does not see them", texts)
	}
}

// literals are the texts in a Go file, sums of several as one, but for names of imports
// and tags of fields.
func literals(t *testing.T, path string) (texts []string) {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.Field:
			n.Tag = nil
		case *ast.BinaryExpr, *ast.BasicLit:
			text := joined(n.(ast.Expr))
			if strings.Contains(text, " ") { // otherwise a name that programs know
				texts = append(texts, text)
			}
			return text == ""
		}
		return true
	})
	return texts
}

func joined(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			return joined(e.X) + joined(e.Y)
		}
	case *ast.BasicLit:
		text, _ := strconv.Unquote(e.Value)
		return text
	}
	return ""
}
