package main

import (
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"redis-wizard/configschema"
	"redis-wizard/configschema/intake"
	"redis-wizard/configschema/redact"
)

// surroundings are what Authelia gets beside its files: environment variables, and the
// filters that it reads its files through.
type surroundings struct {
	variables, files []string
	filters          []string
}

// surroundingFlags adds the flags for them.
func surroundingFlags(command *cobra.Command) *surroundings {
	s := &surroundings{}
	flags := command.Flags()
	flags.StringArrayVar(&s.variables, "env", nil, "environment variable of Authelia, as NAME=VALUE; may be repeated, and wins over --env-file")
	flags.StringArrayVar(&s.files, "env-file", nil, "file with environment variables of Authelia, NAME=VALUE on each line; may be repeated, and the later file wins")
	flags.StringSliceVar(&s.filters, "filters", nil, "filters that Authelia reads its files through, like its X_AUTHELIA_CONFIG_FILTERS: template, expand-env")
	return s
}

// addTo adds them to what is judged, and returns the files among them.
func (s *surroundings) addTo(ctx context.Context, in *configschema.Input, stdin io.Reader) ([]*redact.Source, error) {
	files, err := readAll(ctx, s.files, stdin)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		variables, err := intake.Variables(ctx, configschema.File{Name: f.Name, Text: f.Text})
		if err != nil {
			return nil, err
		}
		in.Environment = append(in.Environment, variables...)
	}
	for _, v := range s.variables {
		name, value, ok := strings.Cut(v, "=")
		if !ok || name == "" {
			return nil, misused("--env takes NAME=VALUE, such as AUTHELIA_SESSION_REDIS_HOST=redis; for a file of them there is --env-file")
		}
		in.Environment = append(in.Environment, configschema.Variable{Name: name, Value: value, File: "--env"})
	}
	for _, f := range s.filters {
		if !configschema.IsFilter(f) {
			return nil, misused("--filters takes template and expand-env, but it is %q", f)
		}
	}
	in.Filters = s.filters
	return files, nil
}
