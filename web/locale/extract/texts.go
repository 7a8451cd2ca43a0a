package main

import (
	"errors"
	"go/ast"
	"go/constant"
	"go/types"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/packages"
)

// textType is the type of every text for people.
const textType = "redis-wizard/configschema/phrase.Text"

// texts finds every constant of the type phrase.Text in the packages below root, and
// the files that say it, sorted.
func texts(root string) (map[string][]string, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	const mode = packages.NeedName | packages.NeedFiles | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo | packages.NeedImports | packages.NeedDeps
	loaded, err := packages.Load(&packages.Config{Mode: mode, Dir: root}, "./...")
	if err != nil {
		return nil, err
	}
	// The modules are built for the browser alone.
	modules, err := packages.Load(&packages.Config{Mode: mode, Dir: root, Env: append(os.Environ(), "GOOS=js", "GOARCH=wasm")}, "./wasm/...")
	if err != nil {
		return nil, err
	}
	loaded = append(loaded, modules...)
	if packages.PrintErrors(loaded) > 0 {
		return nil, errors.New("the program does not compile")
	}
	all := map[string][]string{}
	for _, pkg := range loaded {
		for _, file := range pkg.Syntax {
			name, err := filepath.Rel(root, pkg.Fset.Position(file.Pos()).Filename)
			if err != nil {
				return nil, err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				expression, ok := n.(ast.Expr)
				if !ok {
					return true
				}
				text, ok := textOf(pkg.TypesInfo.Types[expression])
				if ok && text != "" {
					all[text] = append(all[text], filepath.ToSlash(name))
				}
				return !ok // of a sum, the pieces are never said alone
			})
		}
	}
	for text, files := range all {
		slices.Sort(files)
		all[text] = slices.Compact(files)
	}
	return all, nil
}

func textOf(value types.TypeAndValue) (string, bool) {
	named, ok := types.Unalias(value.Type).(*types.Named)
	if !ok || value.Value == nil || value.Value.Kind() != constant.String || named.Obj().Pkg() == nil {
		return "", false
	}
	return constant.StringVal(value.Value), named.Obj().Pkg().Path()+"."+named.Obj().Name() == textType
}
