package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"redis-wizard/configschema"
	"redis-wizard/configschema/api"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/intake"
	"redis-wizard/configschema/logs"
	"redis-wizard/configschema/redact"
)

// checkWriters are the formats of check, beside json.
var checkWriters = map[string]func(io.Writer, judgement) error{
	"text":   writeCheck,
	"sarif":  writeSARIF,
	"github": writeGitHub,
	"junit":  writeJUnit,
}

var worstFirst = []configschema.Severity{configschema.Error, configschema.Warning, configschema.Info}

// called is a severity as others call it, who have another word for info.
func called(severity configschema.Severity, info string) string {
	if severity == configschema.Info {
		return info
	}
	return string(severity)
}

// A judgement is what check found out, and about what.
type judgement struct {
	ok       bool
	authelia string
	form     intake.Form
	findings []finding
	sources  []*redact.Source
	style    style
	codes    string // address of the page of codes; empty for none
}

// A finding is a problem as every format but json tells it: without secrets.
type finding struct {
	configschema.Problem
	fix    string         // what its fix does
	source *redact.Source // nil where it is in none of several
}

func judged(result configschema.Result, sources []*redact.Source, paint style, codes string) judgement {
	j := judgement{ok: result.OK, authelia: result.Authelia, sources: sources, style: paint, codes: codes}
	redactor := redact.New(result, sources...)
	for _, p := range result.Problems {
		f := finding{Problem: p, source: redactor.Source(p)}
		f.Message, f.Hint, f.fix = redactor.Words(p)
		f.Key = redactor.Key(p)
		j.findings = append(j.findings, f)
	}
	return j
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

What else sets these options is read as well: a ConfigMap or a HelmRelease with a
configuration.yml in it, values of Authelia's Helm chart, a compose file, a list of
AUTHELIA_ variables. What was read is said on standard error. A text that is known to
be something else, such as a log, and sets none of them, is named, and the exit status
is 2. A log beside a configuration is explained as by redis-wizard explain.

A problem of severity error is one with which Authelia refuses to start; it makes
the exit status 1. Warnings and notes do not.

Formats: text for people, json (the answer of the server's API, with the values
in it), sarif (2.1.0, for code scanning), github (annotations of a workflow) and
junit (for GitLab, Jenkins and others). All but json hide secrets.`,
		Example: `  redis-wizard check /etc/authelia/configuration.yml
  redis-wizard check configuration.yml authelia.env
  redis-wizard check --env-file authelia.env --filters template configuration.yml
  redis-wizard check --authelia 4.38.10 --format json configuration.yml
  redis-wizard check --format sarif --output redis.sarif configuration.yml session.yml
  kubectl get configmap authelia -o 'jsonpath={.data.configuration\.yaml}' | redis-wizard check -`,
		Args: someFiles,
	}
	autheliaFlag(command, &authelia)
	around := surroundingFlags(command)
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
		in := inputOf(sources, authelia)
		beside, err := around.addTo(command.Context(), &in, command.InOrStdin())
		if err != nil {
			return err
		}
		if output.value == "json" {
			answer, verdict := answered(command.Context(), in)
			return cmp.Or(to.write(stdout, command.ErrOrStderr(), answer, args...), verdict)
		}
		found, err := judge(command.Context(), command.ErrOrStderr(), in)
		if err != nil {
			return err
		}
		j := judged(found.Result, redact.Sources(filesOf(slices.Concat(sources, beside)), found.Files), to.style(when, stdout, env), codes)
		j.form = found.Form
		var answer bytes.Buffer
		if err := checkWriters[output.value](&answer, j); err != nil {
			return err
		}
		if output.value == "text" && found.Log != "" { // which was given beside
			explained, err := logs.Explain(command.Context(), found.Log, api.SetupOf(found.Result, authelia), nil)
			if err != nil {
				return err
			}
			answer.WriteByte('\n')
			writeLog(&answer, explained, j.style)
		}
		return cmp.Or(to.write(stdout, command.ErrOrStderr(), answer.Bytes(), args...), verdictOf(j.ok))
	}
	return command
}

// answered is the answer that the server and the page give to the same question, or
// the document in its place, and the error to end with.
func answered(ctx context.Context, in configschema.Input) ([]byte, error) {
	document, err := api.Answer(ctx, api.Evaluate, api.Question{Authelia: in.Authelia, YAML: in.YAML, Texts: in.Files, Variables: in.Environment, Filters: in.Filters})
	if err != nil {
		return configschema.ErrorJSON(err), err
	}
	var said struct {
		OK bool `json:"ok"`
	}
	if err := json.Unmarshal(document, &said); err != nil {
		return nil, err
	}
	return document, verdictOf(said.OK)
}

func verdictOf(ok bool) error {
	if !ok {
		return errBad
	}
	return nil
}

func autheliaFlag(command *cobra.Command, to *string) {
	command.Flags().StringVar(to, "authelia", "", `version of Authelia, such as 4.38 (its newest patch) or 4.38.10; the newest, `+authelia.Newest().String()+`, when not given`)
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

func readAll(ctx context.Context, args []string, stdin io.Reader) ([]*redact.Source, error) {
	var sources []*redact.Source
	for _, arg := range args {
		text, name, err := read(ctx, arg, stdin)
		if err != nil {
			return nil, err
		}
		sources = append(sources, &redact.Source{Name: name, Text: text})
	}
	return sources, nil
}

// inputOf is what to judge: one file as YAML, several as Authelia's files.
func inputOf(sources []*redact.Source, authelia string) configschema.Input {
	if len(sources) == 1 {
		return configschema.Input{Authelia: authelia, YAML: sources[0].Text}
	}
	return configschema.Input{Authelia: authelia, Files: filesOf(sources)}
}

func filesOf(sources []*redact.Source) []configschema.File {
	var files []configschema.File
	for _, s := range sources {
		files = append(files, configschema.File{Name: s.Name, Text: s.Text})
	}
	return files
}

// name is what stands for everything that was judged.
func (j judgement) name() string {
	names := make([]string, len(j.sources))
	for i, s := range j.sources {
		names[i] = s.Name
	}
	return strings.Join(names, ", ")
}

// at is the name of a file with the place of the finding in it, if it has one.
func (f finding) at(name string) string {
	if f.Line == 0 {
		return name
	}
	return fmt.Sprintf("%s:%d:%d", name, f.Line, max(f.Column, 1))
}

// sentence is all that there is to say about a finding.
func (f finding) sentence() string {
	text := f.Message
	if f.Hint != "" {
		text += "\n" + f.Hint
	}
	if f.fix != "" {
		text += "\nFix: " + f.fix
	}
	return printable(text)
}
