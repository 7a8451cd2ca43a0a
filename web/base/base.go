// Package base knows the path below which the wizard is found behind a proxy:
// "/redis-wizard", or empty for the root. The proxy passes it on as it is. It
// travels in the context of a request, so that whatever writes a link or reads a
// path knows it.
package base

import (
	"context"
	"errors"
	"strings"
)

type key struct{}

// With puts the base path into a context.
func With(ctx context.Context, path string) context.Context {
	return context.WithValue(ctx, key{}, path)
}

// Of is the base path of a request.
func Of(ctx context.Context) string {
	path, _ := ctx.Value(key{}).(string)
	return path
}

// Path is where a path of the wizard is found. An empty path stays empty.
func Path(ctx context.Context, path string) string {
	if path == "" {
		return ""
	}
	return Of(ctx) + path
}

// Trim is a path or a route without the base path.
func Trim(ctx context.Context, path string) string { return strings.TrimPrefix(path, Of(ctx)) }

// Check refuses what is no path of plain words: it stands in routes,
// where some characters mean something, and in links.
func Check(base string) error {
	if base == "" {
		return nil
	}
	first, rest, _ := strings.Cut(base, "/")
	for segment := range strings.SplitSeq(rest, "/") {
		if first != "" || segment == "" || segment == "." || segment == ".." || !Plain(segment) {
			return errors.New("--base-path must be a path such as /redis-wizard, of letters, digits, '-', '_', '.' and '~', without a slash at its end")
		}
	}
	return nil
}

// Plain tells whether a text is made of characters that mean nothing in a path.
func Plain(text string) bool {
	return strings.Trim(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~") == ""
}
