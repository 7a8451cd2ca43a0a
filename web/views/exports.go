package views

import (
	"context"

	"github.com/a-h/templ"

	"redis-wizard/configschema/phrase"
)

// What views of their own, such as that of a report, draw as the page does.

// Code leads to what there is to say about a code.
func Code(name string) templ.Component { return code(name) }

// CopyButton copies the text of an element.
func CopyButton(of, label string) templ.Component { return copyButton(of, label) }

// A Part is what stands in a text at one of its places.
type Part = part

// Text puts a word into a text.
func Text(name, text string) Part { return part{name, element("", "", text)} }

// Strong puts a word into a text that matters there.
func Strong(name, text string) Part { return part{name, element("strong", "", text)} }

// Prose is a sentence in the language of the page, with components in its places.
func Prose(text phrase.Text, parts ...Part) templ.Component { return prose(text, parts...) }

// Say says a text in the language of the page.
func Say(ctx context.Context, text phrase.Text, words ...string) string {
	return say(ctx, text, words...)
}
