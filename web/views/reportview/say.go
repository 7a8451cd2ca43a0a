package reportview

import (
	"context"

	"github.com/a-h/templ"

	"redis-wizard/configschema/phrase"
	"redis-wizard/web/locale"
	"redis-wizard/web/views"
)

// say, word, number, prose and slot are those of the page.

func say(ctx context.Context, text phrase.Text, words ...string) string {
	return views.Say(ctx, text, words...)
}

func word(ctx context.Context, group, name string) string {
	return views.Word(locale.In(ctx).Language(), group, name)
}

func number(ctx context.Context, n string) string { return locale.In(ctx).Number(n) }

func prose(text phrase.Text, parts ...views.Part) templ.Component { return views.Prose(text, parts...) }
