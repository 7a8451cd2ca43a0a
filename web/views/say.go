package views

import (
	"context"
	"io"
	"regexp"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"redis-wizard/configschema/phrase"
	"redis-wizard/web/base"
	"redis-wizard/web/spoken"
)

// say says a text in the language of the page.
func say(ctx context.Context, text phrase.Text, words ...string) string {
	return spoken.Say(ctx, text, words...)
}

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

// places are where something else than words stands in a sentence.
var places = regexp.MustCompile("`([^`]*)`|\\{([a-z]+)\\}")

// prose is a sentence in the language of the page, with `literals` as code and
// components in its places. It is one text, because another language may have
// another order. A place that there is nothing for stays as it is, for tests to
// stumble over.
func prose(text phrase.Text, parts ...part) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		said, done := say(ctx, text), 0
		var pieces []templ.Component
		for _, at := range places.FindAllStringSubmatchIndex(said, -1) {
			var piece templ.Component
			if at[2] >= 0 {
				piece = element("code", "", said[at[2]:at[3]])
			} else if i := slices.IndexFunc(parts, func(p part) bool { return p.name == said[at[4]:at[5]] }); i >= 0 {
				piece = parts[i].content
			} else {
				continue
			}
			pieces = append(pieces, element("", "", said[done:at[0]]), piece)
			done = at[1]
		}
		return templ.Join(append(pieces, element("", "", said[done:]))...).Render(ctx, w)
	})
}

// home is the path of the page with the form.
func home(ctx context.Context) templ.SafeURL { return templ.SafeURL(base.Path(ctx, "/")) }

// placePath is the path of a place of the wizard.
func placePath(ctx context.Context, place string) templ.SafeURL {
	return templ.SafeURL(base.Path(ctx, "/"+place))
}

// LanguagePrefix begins the value of a button that chooses a language; its tag
// follows.
const LanguagePrefix = "language."

// current marks the language of the page among the others.
func current(ctx context.Context, l spoken.Choice) string {
	return strconv.FormatBool(l.Tag == spoken.In(ctx).Tag)
}
