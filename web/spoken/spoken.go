// Package spoken is the language that a page is drawn in. The server fills it from its
// catalogue, package locale, and the module from the translations that it is given: what
// draws pages needs to know neither.
package spoken

import (
	"context"
	"strings"

	"redis-wizard/configschema/phrase"
)

// Language is what a page says its texts in.
type Language struct {
	// Tag is the language's code in BCP 47, as in HTML's attribute lang.
	Tag string
	// Decimal is the sign between the whole number and its fraction.
	Decimal string
	// Phrases translate; nil is English.
	Phrases phrase.Language
	// Choices are the languages that people can choose, this one among them.
	Choices []Choice
}

// Choice is a language by what it is called in itself.
type Choice struct {
	Tag     string `json:"tag"`
	Name    string `json:"name"`
	Decimal string `json:"decimal"`
	// Words is where the translations for the module are; empty for English, and where
	// there is no module.
	Words string `json:"words,omitempty"`
}

// Number writes a number, such as "12.5", with the language's decimal sign.
func (l *Language) Number(number string) string {
	return strings.ReplaceAll(number, ".", l.Decimal)
}

var english = &Language{Tag: "en", Decimal: "."}

type key struct{}

// With puts the language of a page into the context in which it is rendered.
func With(ctx context.Context, l *Language) context.Context {
	return context.WithValue(ctx, key{}, l)
}

// In is the language of the page that is being rendered: English unless it was said
// otherwise.
func In(ctx context.Context) *Language {
	if l, ok := ctx.Value(key{}).(*Language); ok {
		return l
	}
	return english
}

// Say says a text in the language of the page that is being rendered.
func Say(ctx context.Context, text phrase.Text, words ...string) string {
	return In(ctx).Phrases.Say(text, words...)
}
