package main

import (
	"fmt"
	"strings"
)

// po writes a file in gettext's format, which gotext reads: it writes none that
// keeps an order, and a file in which people work must.
func po(tag string, texts []*found, translated map[string]string) string {
	var out strings.Builder
	out.WriteString("msgid \"\"\nmsgstr \"\"\n")
	for _, header := range []string{"Language: " + tag, "MIME-Version: 1.0", "Content-Type: text/plain; charset=UTF-8", "Content-Transfer-Encoding: 8bit"} {
		out.WriteString(quote(header+"\n") + "\n")
	}
	for _, f := range texts {
		fmt.Fprintf(&out, "\n#: %s\n", strings.Join(f.files, " "))
		if strings.Contains(f.text, "{") {
			out.WriteString("#, python-brace-format\n")
		}
		fmt.Fprintf(&out, "msgid %s\nmsgstr %s\n", quote(f.text), quote(translated[f.text]))
	}
	return out.String()
}

var escapes = strings.NewReplacer("\\", "\\\\", "\"", "\\\"", "\n", "\\n", "\t", "\\t")

func quote(text string) string { return `"` + escapes.Replace(text) + `"` }
