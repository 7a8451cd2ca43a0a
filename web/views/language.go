package views

import (
	"context"

	"redis-wizard/web/locale"
)

// LanguagePrefix begins the value of a button that chooses a language; its tag
// follows.
const LanguagePrefix = "language."

// current marks the language of the page among the others.
func current(ctx context.Context, l *locale.Locale) string {
	if l == locale.In(ctx) {
		return "true"
	}
	return "false"
}
