package main

import (
	"bytes"
	"context"
	"io"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"redis-wizard/configschema"
	"redis-wizard/configschema/redact"
)

// checkWriters are the formats of check, beside json.
var checkWriters = map[string]func(io.Writer, judgement) error{
	"text":   writeCheck,
	"sarif":  writeSARIF,
	"github": writeGitHub,
	"junit":  writeJUnit,
}

// A judgement is what check found out, and about what.
type judgement struct {
	result   configschema.Result
	sources  []*source
	style    style
	codes    string // address of the page of codes; empty for none
	redactor *redact.Redactor
}

// A source is one file that is judged. Its name is what is shown.
type source struct {
	redact.Source
	arg string // as it was given: a path, or "-"
}

func judged(result configschema.Result, sources []*source, paint style, codes string) judgement {
	texts := make([]*redact.Source, len(sources))
	for i, s := range sources {
		texts[i] = &s.Source
	}
	return judgement{result, sources, paint, codes, redact.New(result, texts...)}
}

func checkCommand(env lookup) *cobra.Command {
	var authelia, codes string
	output := &choice{"text", []string{"text", "json", "sarif", "github", "junit"}}
	to := destination{mode: 0o600}
	command := &cobra.Command{
		Use:   "check [flags] FILE...|-",
		Short: "Judge a configuration.yml as a version of Authelia would",
		Long: `Judge the session.redis part of a configuration.yml, whole or just a fragment,
as the chosen version of Authelia would. Nothing is contacted. Several files are
read as Authelia reads several: as one, in which the later file wins.

A problem of severity error is one with which Authelia refuses to start; it makes
the exit status 1. Warnings and notes do not.

Formats: text for people, json (the answer of the server's API, with the values
in it), sarif (2.1.0, for code scanning), github (annotations of a workflow) and
junit (for GitLab, Jenkins and others). All but json hide secrets.`,
		Example: `  redis-wizard check /etc/authelia/configuration.yml
  redis-wizard check --authelia 4.38.10 --format json configuration.yml
  redis-wizard check --format sarif --output redis.sarif configuration.yml session.yml
  kubectl get configmap authelia -o 'jsonpath={.data.configuration\.yaml}' | redis-wizard check -`,
		Args: someFiles,
	}
	autheliaFlag(command, &authelia)
	command.Flags().Var(output, "format", "text, json, sarif, github or junit")
	when := colourFlag(command)
	command.Flags().StringVar(&codes, "codes-url", "", "address of the page that explains the codes, such as https://wizard.example.com/codes, for links in sarif")
	command.Flags().StringVar(&to.path, "output", "-", "file to write instead of standard output")
	command.RunE = func(command *cobra.Command, args []string) error {
		stdout := command.OutOrStdout()
		if page, err := url.Parse(codes); codes != "" && (err != nil || page.Host == "" || page.Scheme != "https" && page.Scheme != "http") {
			return misused("--codes-url must be the address of a page, such as https://wizard.example.com/codes, but it is %q", codes)
		}
		sources, err := readAll(command.Context(), args, command.InOrStdin())
		if err != nil {
			return err
		}
		result, err := configschema.Evaluate(inputOf(sources, authelia))
		if err != nil {
			if output.value == "json" {
				if failure := to.write(stdout, command.ErrOrStderr(), configschema.ErrorJSON(err), args...); failure != nil {
					return failure
				}
			}
			return err
		}
		answer := result.JSON()
		if write := checkWriters[output.value]; write != nil {
			var b bytes.Buffer
			colour := to.path == "-" && colours(when.value, stdout, env) || when.value == "always"
			if err := write(&b, judged(result, sources, style(colour), codes)); err != nil {
				return err
			}
			answer = b.Bytes()
		}
		if err := to.write(stdout, command.ErrOrStderr(), answer, args...); err != nil {
			return err
		}
		if !result.OK {
			return errBad
		}
		return nil
	}
	return command
}

func autheliaFlag(command *cobra.Command, to *string) {
	command.Flags().StringVar(to, "authelia", "", `version of Authelia, such as 4.38 (its newest patch) or 4.38.10; the newest, `+configschema.Newest().String()+`, when not given`)
}

// someFiles is the argument of commands that take one file or more.
func someFiles(_ *cobra.Command, args []string) error {
	if len(args) == 0 {
		return misused("name a FILE, or - for standard input")
	}
	inputs := 0
	for _, arg := range args {
		if arg == "-" {
			inputs++
		}
	}
	if inputs > 1 {
		return misused("standard input (-) can be read only once, but it is named %d times", inputs)
	}
	return nil
}

func readAll(ctx context.Context, args []string, stdin io.Reader) ([]*source, error) {
	var sources []*source
	for _, arg := range args {
		text, name, err := read(ctx, arg, stdin)
		if err != nil {
			return nil, err
		}
		sources = append(sources, &source{redact.Source{Name: name, Text: text}, arg})
	}
	return sources, nil
}

// inputOf is what to judge: one file as YAML, several as Authelia's files.
func inputOf(sources []*source, authelia string) configschema.Input {
	in := configschema.Input{Authelia: authelia}
	if len(sources) == 1 {
		in.YAML = sources[0].Text
		return in
	}
	for _, s := range sources {
		in.Files = append(in.Files, configschema.File{Name: s.Name, Text: s.Text})
	}
	return in
}

// sourceOf is the file that a problem is in; nil when it is in none of several.
func (j judgement) sourceOf(p configschema.Problem) *source {
	text := j.redactor.Source(p)
	for _, s := range j.sources {
		if &s.Source == text {
			return s
		}
	}
	return nil
}

// name is what stands for everything that was judged.
func (j judgement) name() string {
	names := make([]string, len(j.sources))
	for i, s := range j.sources {
		names[i] = s.Name
	}
	return strings.Join(names, ", ")
}
