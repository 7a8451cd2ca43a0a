// Command extract brings the catalogue up to date: it finds every text for people
// in the program, adds the new ones to each language's files for somebody to
// translate, and takes out those that are gone. Existing translations stay.
package main

import (
	"cmp"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"

	"redis-wizard/web/locale"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "extract:", err)
		os.Exit(1)
	}
}

// run works in web/locale, where go generate starts it.
func run() error {
	all, err := texts("../..")
	if err != nil {
		return err
	}
	parts := byPart(all)
	for _, l := range locale.All[1:] {
		translated := l.Translations(locale.Parts...)
		if err := os.MkdirAll(l.Tag, 0o755); err != nil {
			return err
		}
		for _, part := range locale.Parts {
			if err := os.WriteFile(path.Join(l.Tag, part+".po"), []byte(po(l.Tag, parts[part], translated)), 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}

// byPart gives each text to the first part that says it, in the order of the
// files.
func byPart(all map[string]*found) map[string][]*found {
	parts := map[string][]*found{}
	for _, f := range all {
		slices.Sort(f.files)
		first := len(locale.Parts) - 1
		for _, name := range f.files {
			first = min(first, slices.Index(locale.Parts, partOf(path.Dir(name))))
		}
		parts[locale.Parts[first]] = append(parts[locale.Parts[first]], f)
	}
	for _, texts := range parts {
		slices.SortFunc(texts, func(a, b *found) int {
			return cmp.Or(cmp.Compare(a.files[0], b.files[0]), cmp.Compare(a.text, b.text))
		})
	}
	return parts
}

// partOf is the part that a package belongs to.
func partOf(folder string) string {
	switch {
	case folder == "configschema", folder == "configschema/bounds", folder == "configschema/share", folder == "wasm":
		return locale.Evaluation
	case strings.HasPrefix(folder, "configschema/"), folder == "wasm/workshop":
		return locale.Workshop
	case folder == "connectivity":
		return locale.Connection
	case folder == "web/codes":
		return locale.Codes
	}
	return locale.Page
}
