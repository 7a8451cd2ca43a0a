package views

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"

	"redis-wizard/configschema/phrase"
	"redis-wizard/web/locale"
)

// say says a text in the language of the page.
func say(ctx context.Context, text phrase.Text, words ...string) string {
	return locale.Say(ctx, text, words...)
}

// number writes a number with the decimal sign of the page's language.
func number(ctx context.Context, n string) string { return locale.In(ctx).Number(n) }

// A part is what stands in a text at one of its places.
type part struct {
	name    string
	content templ.Component
}

// slot puts a word into a text that the script replaces there.
func slot(name, text string) part { return part{name, slotted(name, text)} }

func slotted(name, text string) templ.Component {
	return element("span", ` data-slot="`+name+`"`, text)
}

// bold is such a word in bold.
func bold(slot, text string) templ.Component {
	return element("b", ` data-slot="`+slot+`"`, text)
}

// element is a text within a tag of its own, or within none.
func element(tag, attributes, text string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		text := templ.EscapeString(text)
		if tag != "" {
			text = "<" + tag + attributes + ">" + text + "</" + tag + ">"
		}
		_, err := io.WriteString(w, text)
		return err
	})
}

// prose is a sentence in the language of the page, with `literals` as code and
// components in its places. It is one text, because another language may have
// another order.
func prose(text phrase.Text, parts ...part) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for i, piece := range strings.Split(say(ctx, text), "`") {
			if i%2 == 1 {
				if err := element("code", "", piece).Render(ctx, w); err != nil {
					return err
				}
				continue
			}
			if err := fill(ctx, w, piece, parts); err != nil {
				return err
			}
		}
		return nil
	})
}

// fill writes a piece of a sentence. A place that there is nothing for stays as
// it is, for tests to stumble over.
func fill(ctx context.Context, w io.Writer, piece string, parts []part) error {
	for piece != "" {
		at, end, found := len(piece), len(piece), part{}
		for _, p := range parts {
			place := "{" + p.name + "}"
			if i := strings.Index(piece, place); i >= 0 && i < at {
				at, end, found = i, i+len(place), p
			}
		}
		if err := element("", "", piece[:at]).Render(ctx, w); err != nil {
			return err
		}
		if found.content != nil {
			if err := found.content.Render(ctx, w); err != nil {
				return err
			}
		}
		piece = piece[end:]
	}
	return nil
}
