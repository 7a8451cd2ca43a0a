package views

import (
	"context"
	"encoding/base64"
	"strconv"
	"strings"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/intake"
	"redis-wizard/configschema/phrase"
	"redis-wizard/web/state"
)

// original carries a text through a form that would change its line breaks:
// the text in base64, and empty when a text box gives it back as it is.
func (p Page) original() string {
	if !strings.Contains(p.ImportText, "\r") {
		return ""
	}
	return base64.StdEncoding.EncodeToString([]byte(p.ImportText))
}

// importState is what the review says: "read", "flawed" (read, but with errors in the
// text), "empty" (no Redis in it), "broken", "log", or "unknown" (none of the forms that
// are understood).
func importState(r *state.Review) string {
	switch {
	case r.Form == intake.Unknown:
		return "unknown"
	case r.Form == intake.Log:
		return "log"
	case !r.Usable() && r.Result.OK:
		return "empty"
	case !r.Usable():
		return "broken"
	case r.Errors > 0:
		return "flawed"
	}
	return "read"
}

// detected is the choice to find out the release, with what was found.
func (p Page) detected(ctx context.Context) string {
	if p.Review != nil && p.Review.Detected && p.Review.Usable() {
		return say(ctx, "{version} (detected)", "version", p.Review.Written)
	}
	return say(ctx, "Detect")
}

// documentName is what the text in use is.
func (p Page) documentName(ctx context.Context) string {
	return word(ctx, "form", string(p.DocumentForm))
}

func lineCount(text string) int { return strings.Count(strings.TrimSuffix(text, "\n"), "\n") + 1 }

// counts says how many errors and warnings there are.
func counts(ctx context.Context, errors, warnings int) string {
	var said []string
	add := func(n int, one, many phrase.Text) {
		switch {
		case n == 1:
			said = append(said, say(ctx, one))
		case n > 1:
			said = append(said, say(ctx, many, "count", strconv.Itoa(n)))
		}
	}
	add(errors, "1 error", "{count} errors")
	add(warnings, "1 warning", "{count} warnings")
	return strings.Join(said, ", ")
}

func fixAll(n int) phrase.Text {
	if n == 1 {
		return "Fix it"
	}
	return "Fix all {count}"
}

// optionLabel is what the form calls an option.
func optionLabel(ctx context.Context, key string) string {
	if o, ok := authelia.OptionOf(key); ok {
		return say(ctx, phrase.Text(o.Label))
	}
	return key
}
