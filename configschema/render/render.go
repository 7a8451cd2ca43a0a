// Package render writes one configuration in the shapes in which people deploy
// it: YAML with and without secrets, environment variables, compose, Kubernetes,
// Helm values, a systemd drop-in, and the other half: what Redis and its
// sentinels need in their own files. Like configschema it does no I/O.
package render

import (
	"context"
	"slices"

	"redis-wizard/configschema"
)

// Format is a shape, as it is named on the command line and in the API.
type Format string

// The formats.
const (
	YAML        Format = "yaml"
	Secrets     Format = "secrets" // YAML without secrets, and files that hold them
	Environment Format = "env"
	Compose     Format = "compose"
	Kubernetes  Format = "kubernetes"
	Helm        Format = "helm"
	Systemd     Format = "systemd"
	Redis       Format = "redis" // redis.conf, the ACL user, sentinel.conf
)

// Rendering is a configuration in one format.
type Rendering struct {
	Format Format `json:"format"`
	// Files are what to create, the main one first.
	Files []File `json:"files"`
	// Notes say in sentences what this format cannot express, and what to mind.
	Notes []Note `json:"notes"`
}

// File is a file to create.
type File struct {
	// Name is a file name, or a path relative to the place that Note names.
	Name string `json:"name"`
	// Mode is its permissions in octal digits, "0600"; empty for the usual ones.
	Mode string `json:"mode,omitempty"`
	// Secret tells that it holds nothing but a secret.
	Secret bool `json:"secret,omitempty"`
	// Language is "yaml", "env", "ini", "conf", "shell" or "text".
	Language string `json:"language"`
	// Note says what the file is for and where it goes.
	Note string `json:"note,omitempty"`
	Text string `json:"text"`
}

// Note is something that the reader must know about a rendering.
type Note struct {
	// Key is the option it is about; empty for the whole.
	Key string `json:"key,omitempty"`
	// Kind is "inexpressible" for an option that this format cannot carry, and
	// "mind" for everything else.
	Kind string `json:"kind"`
	Text string `json:"text"`
	// Need is, in a few words, what has to be there before Authelia starts with it:
	// "session.secret". Empty for what is merely good to know.
	Need string `json:"need,omitempty"`
	// Judged tells that the evaluation says the same: who shows both tells it once.
	Judged bool `json:"-"`
}

// Render writes the configuration in a format. A configuration with problems is
// written as it is; the error is an *UnknownFormatError or one of
// configschema.Evaluate.
func Render(format Format, in configschema.Input) (Rendering, error) {
	return RenderContext(context.Background(), format, in)
}

// RenderContext is Render for as long as somebody waits for it.
func RenderContext(ctx context.Context, format Format, in configschema.Input) (Rendering, error) {
	result, err := configschema.EvaluateContext(ctx, in)
	if err != nil {
		return Rendering{}, err
	}
	return Evaluated(format, in, result)
}

// Evaluated is Render of an input that has been evaluated: result is what came of it.
func Evaluated(format Format, in configschema.Input, result configschema.Result) (Rendering, error) {
	at := slices.IndexFunc(Shapes, func(s Shape) bool { return s.Format == format })
	if at < 0 {
		return Rendering{}, &UnknownFormatError{string(format)}
	}
	p := newParts(result, in)
	Shapes[at].write(p)
	return Rendering{format, p.files, p.notes}, nil
}
