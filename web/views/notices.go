package views

import (
	"cmp"
	"context"
	"strings"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/phrase"
	"redis-wizard/web/base"
)

// LinkAddress is the address of the share link.
func (p Page) LinkAddress(ctx context.Context) string {
	return p.Origin + base.Path(ctx, "/") + "#" + p.Link
}

// labels are what the page calls some options.
func (p Page) labels(ctx context.Context, keys []string) string {
	var said []string
	for _, key := range keys {
		field, _ := authelia.OptionOf(key)
		said = append(said, cmp.Or(say(ctx, phrase.Text(field.Label)), key))
	}
	return strings.Join(said, ", ")
}

// on is the value of a hidden field that is like a check box.
func on(set bool) string {
	if set {
		return "on"
	}
	return ""
}
