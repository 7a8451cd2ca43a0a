package views

import (
	"context"

	"github.com/a-h/templ"
)

type baseKey struct{}

// WithBase says below which path the wizard is served: "/redis-wizard", or empty.
// Components write it in front of every link to another page.
func WithBase(ctx context.Context, path string) context.Context {
	return context.WithValue(ctx, baseKey{}, path)
}

func base(ctx context.Context) string {
	path, _ := ctx.Value(baseKey{}).(string)
	return path
}

// home is the path of the page with the form.
func home(ctx context.Context) templ.SafeURL { return templ.SafeURL(base(ctx) + "/") }
