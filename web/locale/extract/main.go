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
			if err := os.WriteFile(path.Join(l.Tag, part+".po"), []byte(po(l.Tag, parts[part], all, translated)), 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}

// byPart gives each text to the first part that says it, in the order of the
// files.
func byPart(all map[string][]string) map[string][]string {
	parts := map[string][]string{}
	for text, files := range all {
		first := len(locale.Parts) - 1
		for _, name := range files {
			first = min(first, slices.Index(locale.Parts, partOf(path.Dir(name))))
		}
		parts[locale.Parts[first]] = append(parts[locale.Parts[first]], text)
	}
	for _, texts := range parts {
		slices.SortFunc(texts, func(a, b string) int {
			return cmp.Or(cmp.Compare(all[a][0], all[b][0]), cmp.Compare(a, b))
		})
	}
	return parts
}

// partOf is the part that a package belongs to.
func partOf(folder string) string {
	switch {
	case folder == "configschema", strings.HasPrefix(folder, "configschema/internal/"),
		folder == "configschema/authelia", folder == "configschema/causes", folder == "configschema/bounds", folder == "configschema/share":
		return locale.Evaluation
	case strings.HasPrefix(folder, "configschema/"), folder == "wasm":
		return locale.API
	case strings.HasPrefix(folder, "connectivity"):
		return locale.Connection
	case folder == "web/codes":
		return locale.Codes
	}
	return locale.Page
}

// po writes a file in gettext's format, which gotext reads: it writes none that
// keeps an order, and a file in which people work must.
func po(tag string, texts []string, files map[string][]string, translated map[string]string) string {
	var out strings.Builder
	out.WriteString("msgid \"\"\nmsgstr \"\"\n")
	for _, header := range []string{"Language: " + tag, "MIME-Version: 1.0", "Content-Type: text/plain; charset=UTF-8", "Content-Transfer-Encoding: 8bit"} {
		out.WriteString(quote(header+"\n") + "\n")
	}
	for _, text := range texts {
		fmt.Fprintf(&out, "\n#: %s\n", strings.Join(files[text], " "))
		if strings.Contains(text, "{") {
			out.WriteString("#, python-brace-format\n")
		}
		fmt.Fprintf(&out, "msgid %s\nmsgstr %s\n", quote(text), quote(translated[text]))
	}
	return out.String()
}

var escapes = strings.NewReplacer("\\", "\\\\", "\"", "\\\"", "\n", "\\n", "\t", "\\t")

func quote(text string) string { return `"` + escapes.Replace(text) + `"` }
