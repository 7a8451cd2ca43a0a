package views

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"redis-wizard/configschema/causes"
	"redis-wizard/web/base"
)

// codeHref is the path of the page of a code.
func codeHref(ctx context.Context, code string) templ.SafeURL {
	return templ.SafeURL(base.Path(ctx, "/codes/"+code))
}

// codesFound says how many codes a search has found.
func codesFound(ctx context.Context, found []causes.Group) string {
	count := 0
	for _, group := range found {
		count += len(group.Entries)
	}
	switch count {
	case 0:
		return say(ctx, "No code found. Try fewer words, or a part of the message.")
	case 1:
		return say(ctx, "1 code found")
	}
	return say(ctx, "{number} codes found", "number", strconv.Itoa(count))
}
