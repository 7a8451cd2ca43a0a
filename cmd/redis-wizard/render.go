package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"redis-wizard/configschema"
	"redis-wizard/configschema/intake"
	"redis-wizard/configschema/merge"
	"redis-wizard/configschema/redact"
	"redis-wizard/configschema/render"
)

func renderCommand(env lookup) *cobra.Command {
	var authelia, to, into string
	var force bool
	output := textOrJSON()
	out := destination{mode: 0o600}
	command := &cobra.Command{
		Use:   "render --to FORMAT [flags] FILE...|-",
		Short: "Write a configuration in the shape in which it is deployed",
		Long: `Write the session.redis of a configuration in another shape. What is read can be a
configuration.yml or several, a Redis URL, a redis-cli command line, a list of
AUTHELIA_ variables, a compose file or values of Authelia's Helm chart.

` + listOfFormats() + `
Standard output gets the main file. Of several files, those that fit into one text
follow behind a comment that names them; secrets that have files of their own are
only named. --output DIR writes all of them, with their permissions. What is printed
is the file itself, byte by byte: in a pipeline write it to a file rather than a log.

--into FILE makes these the options of an existing configuration.yml, in place of
the ones that it has, leaves everything else in it as it is, and prints the whole
file, or writes it to --output.

Notes go to standard error. A configuration with which Authelia refuses to start is
written all the same; its problems go to standard error, and the exit status is 1.`,
		Example: `  redis-wizard render --to env configuration.yml
  redis-wizard render --to kubernetes --output deploy/ configuration.yml
  echo 'rediss://authelia@redis.example.com:6379/1' | redis-wizard render --to yaml -
  redis-wizard render --into /etc/authelia/configuration.yml --output new.yml redis.env`,
		Args: someFiles,
	}
	autheliaFlag(command, &authelia)
	around := surroundingFlags(command)
	flags := command.Flags()
	flags.StringVar(&to, "to", "", "format to write: "+strings.Join(formatNames(), ", "))
	flags.StringVar(&into, "into", "", "configuration.yml to put the options into")
	flags.Var(output, "format", "text for files as they are, json for all of them in one document")
	flags.StringVar(&out.path, "output", "-", "directory to write the files to (with --into: file), instead of standard output")
	flags.BoolVar(&force, "force", false, "overwrite files that are there already, and with --into that file itself")
	command.RunE = func(command *cobra.Command, args []string) error {
		switch {
		case to == "" && into == "":
			return misused("--to is missing; the formats are %s", strings.Join(formatNames(), ", "))
		case into != "" && to != "" && to != string(render.YAML):
			return misused("--into puts the options into a configuration.yml, so it does not go with --to %s", to)
		case into != "" && output.value == "json":
			return misused("--into prints a configuration.yml, so it does not go with --format json")
		case into == "-":
			return misused("--into must be a file")
		}
		format, err := render.Parse(cmp.Or(to, string(render.YAML)))
		if err != nil {
			return &usageError{err}
		}
		sources, err := readAll(command.Context(), args, command.InOrStdin())
		if err != nil {
			return err
		}
		stderr := command.ErrOrStderr()
		beside := configschema.Input{Authelia: authelia}
		files, err := around.addTo(command.Context(), &beside, command.InOrStdin())
		if err != nil {
			return err
		}
		in, bad := takeIn(command.Context(), stderr, sources, files, beside, style(colours("auto", stderr, env)))
		if in == nil {
			return bad
		}
		if into != "" {
			err = mergeInto(command, into, *in, out, args, force)
		} else {
			err = renderTo(command, format, *in, output.value, out.path, force)
		}
		return cmp.Or(err, bad)
	}
	return command
}

// takeIn reads what was brought, with the variables and filters beside it and the files of those, says on standard error what was made of it and
// what is wrong with it, and returns the configuration; nil when there is none.
// The error is errBad when Authelia would refuse to start with it.
func takeIn(ctx context.Context, stderr io.Writer, sources, files []*redact.Source, beside configschema.Input, paint style) (*configschema.Input, error) {
	found, err := intake.ReadBeside(ctx, filesOf(sources), beside)
	if err != nil {
		return nil, err
	}
	result := found.Result
	writeNotes(stderr, found.Notes)
	j := judged(result, redact.Sources(filesOf(slices.Concat(sources, files)), found.Files), paint, "")
	if !result.OK {
		if err := writeCheck(stderr, j); err != nil {
			return nil, err
		}
	}
	if len(result.Values) == 0 && result.OK {
		sentence := "there is no session.redis in " + j.name()
		if len(found.LookedFor) > 0 {
			sentence += "; looked for:\n  " + strings.Join(found.LookedFor, "\n  ")
		}
		return nil, errors.New(sentence)
	}
	if len(result.Values) == 0 {
		return nil, errBad
	}
	in := &configschema.Input{Authelia: beside.Authelia, Kind: result.Kind, Values: result.Values}
	if result.TLS {
		in.TLS = configschema.On
	}
	return in, verdictOf(result.OK)
}

// renderTo writes a rendering to standard output, or its files to a directory.
func renderTo(command *cobra.Command, format render.Format, in configschema.Input, as, directory string, force bool) error {
	rendering, err := render.Render(format, in)
	if err != nil {
		return err
	}
	stdout, stderr := command.OutOrStdout(), command.ErrOrStderr()
	for _, note := range rendering.Notes {
		about := ""
		if note.Key != "" {
			about = note.Key + ": "
		}
		fmt.Fprintf(stderr, "note: %s\n", indented(about+note.Text, "  "))
	}
	toDirectory := directory != "" && directory != "-"
	switch {
	case as == "json" && toDirectory:
		return misused("--format json is one document for standard output, so it does not go with --output %s", directory)
	case as == "json":
		return writeJSON(stdout, rendering)
	case toDirectory:
		return writeFiles(stderr, directory, rendering.Files, force)
	}
	_, err = io.WriteString(stdout, inOneText(rendering.Files))
	return err
}

// mergeInto puts the options into an existing file and hands the whole over.
func mergeInto(command *cobra.Command, into string, in configschema.Input, out destination, inputs []string, force bool) error {
	text, _, err := read(command.Context(), into, command.InOrStdin())
	if err != nil {
		return err
	}
	found, err := intake.Judge(command.Context(), configschema.Input{Authelia: in.Authelia, YAML: text})
	if err == nil && len(found.Files) == 0 {
		err = errors.New("no configuration.yml is in it")
	}
	var merged []configschema.File
	if err == nil {
		merged, err = merge.Files(command.Context(), found.Files, in)
	}
	if err == nil {
		_, merged, err = found.PutBack(merged)
	}
	if err != nil {
		return fmt.Errorf("put the options into %s: %w", into, err)
	}
	if !force { // with it, the file itself may be the one to write
		inputs = append([]string{into}, inputs...)
	}
	return out.write(command.OutOrStdout(), command.ErrOrStderr(), []byte(merged[0].Text), inputs...)
}

// inOneText is what standard output gets: the main file as it is, and behind it
// what can follow in the same language. A stream of YAML stays one: its parts
// are documents, and what is no YAML is only named.
func inOneText(files []render.File) string {
	if len(files) == 1 {
		return files[0].Text
	}
	var b strings.Builder
	for i, f := range files {
		inYAML := files[0].Language == "yaml"
		if f.Secret && i > 0 || inYAML && f.Language != "yaml" {
			fmt.Fprintf(&b, "# %s, is not shown here; --output DIR writes it\n", describe(f))
			continue
		}
		if i > 0 && inYAML && !documentStart.MatchString(f.Text) {
			b.WriteString("---\n")
		}
		fmt.Fprintf(&b, "# %s\n%s\n", describe(f), strings.TrimSuffix(f.Text, "\n"))
	}
	return b.String()
}

// documentStart is what a YAML text begins with that has its own "---".
var documentStart = regexp.MustCompile(`^(\s*(#.*)?\n)*\s*---(\s|$)`)

// describe names a file, its permissions and what it is for, in one line.
func describe(f render.File) string {
	text := f.Name
	if f.Mode != "" {
		text += " (mode " + f.Mode + ")"
	}
	if f.Note != "" {
		text += ": " + strings.TrimSuffix(f.Note, ".")
	}
	return oneLine(strings.Join(strings.Fields(text), " "))
}

func formatNames() []string {
	var names []string
	for _, shape := range render.Shapes {
		names = append(names, string(shape.Format))
	}
	return names
}

// listOfFormats is the part of the help that says which formats there are.
func listOfFormats() string {
	var b strings.Builder
	for _, shape := range render.Shapes {
		title := string(shape.Title)
		if shape.Explain != "" {
			title += ": " + string(shape.Explain)
		}
		fmt.Fprintf(&b, "  %-11s %s\n", shape.Format, title)
	}
	return "The formats:\n" + b.String()
}
