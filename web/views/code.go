package views

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"

	"redis-wizard/web/views/highlight"
)

// codeLines is a text with its lines numbered by the style sheet, and its secrets masked by
// it: the text of the element is the text of the file, to the byte. Secrets are pictures
// to screen readers, unless they are revealed. It is written by hand because a keystroke
// draws it anew.
func codeLines(lines []highlight.Line, ended, reveal bool) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		var b strings.Builder
		hidden := say(ctx, "hidden secret")
		for i, line := range lines {
			b.WriteString(`<span class="l">`)
			writeParts(&b, line, hidden, reveal)
			if ended || i < len(lines)-1 {
				b.WriteByte('\n')
			}
			b.WriteString("</span>")
		}
		_, err := io.WriteString(w, b.String())
		return err
	})
}

// codeLine is one line of a text.
func codeLine(line highlight.Line, reveal bool) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		var b strings.Builder
		writeParts(&b, line, say(ctx, "hidden secret"), reveal)
		_, err := io.WriteString(w, b.String())
		return err
	})
}

func writeParts(b *strings.Builder, line highlight.Line, hidden string, reveal bool) {
	for _, part := range line {
		text := templ.EscapeString(part.Text)
		switch {
		case part.Secret && reveal:
			b.WriteString(`<span class="secret">` + text + `</span>`)
		case part.Secret:
			b.WriteString(`<span class="secret" role="img" aria-label="` + templ.EscapeString(hidden) + `">` + text + `</span>`)
		case part.Class == highlight.Plain:
			b.WriteString(text)
		default:
			b.WriteString(`<span class="` + string(part.Class) + `">` + text + `</span>`)
		}
	}
}
