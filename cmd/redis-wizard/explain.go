package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"redis-wizard/configschema"
	"redis-wizard/configschema/api"
	"redis-wizard/configschema/intake"
	"redis-wizard/configschema/logs"
)

// maxLog bounds the log that explain reads.
const maxLog = 64 << 20

func explainCommand(env lookup) *cobra.Command {
	var authelia string
	var configs []string
	output := textOrJSON()
	to := destination{mode: 0o644}
	command := &cobra.Command{
		Use:   "explain [flags] [CODE... | FILE | - | 'ERROR TEXT']",
		Short: "Say what a code, an error or a log means, and what to do",
		Long: `Say what is behind a code of this program, such as A03 or port-range, what it looks
like, and what to do; without an argument, list all codes.

With a FILE, or - for standard input, explain the lines of a log of Authelia, Redis
or a sentinel: what is urgent first, and lines that say the same once. Anything else
is taken for the text of an error. Secrets are not repeated. With --config, causes
that this configuration rules out come last.

Exit status: 0 when something was explained, 1 when nothing was recognised, 2 when
the program could not do its work.`,
		Example: `  redis-wizard explain A03
  redis-wizard explain 'redis connection error: EOF'
  docker logs authelia 2>&1 | redis-wizard explain -
  redis-wizard explain --config configuration.yml authelia.log
  redis-wizard explain --format json /var/log/redis/redis-server.log`,
	}
	autheliaFlag(command, &authelia)
	command.Flags().StringArrayVar(&configs, "config", nil, "file with the configuration that the log belongs to; may be repeated")
	command.Flags().Var(output, "format", "text for people, json for programs")
	when := colourFlag(command)
	command.Flags().StringVar(&to.path, "output", "-", "file to write instead of standard output")
	command.RunE = func(command *cobra.Command, args []string) error {
		setup, err := setupOf(command.Context(), configs, authelia)
		if err != nil {
			return err
		}
		answer, missed, err := explain(command.Context(), args, setup, command.InOrStdin())
		if err != nil {
			return err
		}
		var b bytes.Buffer
		stdout, stderr := command.OutOrStdout(), command.ErrOrStderr()
		err = output.show(&b, answer.document, func(w io.Writer) error {
			answer.write(w, to.style(when, stdout, env))
			return nil
		})
		if err := cmp.Or(err, to.write(stdout, stderr, b.Bytes(), args...)); err != nil {
			return err
		}
		for _, sentence := range missed {
			fmt.Fprintln(stderr, "redis-wizard: "+printable(sentence))
		}
		return verdictOf(len(missed) == 0)
	}
	return command
}

// An explained is an answer of explain, for programs and for people.
type explained struct {
	document any
	write    func(w io.Writer, paint style)
}

// setupOf reads the configuration that a log belongs to.
func setupOf(ctx context.Context, configs []string, authelia string) (logs.Setup, error) {
	if slices.Contains(configs, "-") {
		return logs.Setup{}, misused("--config must be a file")
	}
	sources, err := readAll(ctx, configs, nil)
	if err != nil {
		return logs.Setup{}, err
	}
	texts := make([]configschema.File, len(sources))
	for i, s := range sources {
		texts[i] = configschema.File{Name: s.Name, Text: s.Text}
	}
	found, err := intake.Read(ctx, texts, authelia, nil)
	if err == nil && len(sources) > 0 && len(found.Result.Values) == 0 {
		err = fmt.Errorf("there is no session.redis in what --config names; looked for:\n  %s", strings.Join(found.LookedFor, "\n  "))
	}
	return api.SetupOf(found.Result, authelia), err
}

// explain finds out what was asked. missed says what was not recognised.
func explain(ctx context.Context, args []string, setup logs.Setup, stdin io.Reader) (answer explained, missed []string, err error) {
	if len(args) == 0 {
		return allCodes(), nil, nil
	}
	if known, unknown := findCodes(args); len(known) > 0 {
		for _, word := range unknown {
			missed = append(missed, notACode(word))
		}
		return explainCodes(known), missed, nil
	}
	if len(args) == 1 {
		_, failure := os.Stat(args[0])
		if args[0] == "-" || failure == nil {
			return explainFile(ctx, args[0], setup, stdin)
		}
	}
	text := strings.Join(args, " ")
	found, err := logs.Explain(ctx, text, setup, nil)
	if err == nil && len(found.Explanations) == 0 {
		if looksLikeFile(text) {
			_, err := os.Stat(text)
			return answer, nil, fmt.Errorf("open %s: %w", text, cause(err))
		}
		found, missed = logs.Log{Explanations: []logs.Explanation{}}, []string{notACode(text)}
	}
	return explainLog(found), missed, err
}

// looksLikeFile tells a path from a code or the text of an error.
func looksLikeFile(text string) bool {
	return !strings.ContainsAny(text, " \n") && (strings.ContainsAny(text, "/\\") || strings.HasSuffix(text, ".log") || strings.HasSuffix(text, ".txt"))
}

func explainFile(ctx context.Context, name string, setup logs.Setup, stdin io.Reader) (answer explained, missed []string, err error) {
	text, shown, err := readUpTo(maxLog, "give the part around the error", ctx, name, stdin)
	if err != nil {
		return answer, nil, err
	}
	found, err := logs.Explain(ctx, text, setup, nil)
	if len(found.Explanations) == 0 {
		missed = []string{"no line of " + shown + " is known here. Looked for: " + lookedFor}
	}
	return explainLog(found), missed, err
}

const lookedFor = "errors of Authelia about session.redis (in its text and JSON logs), replies of Redis such as NOAUTH or MISCONF, " +
	"errors of the network and of TLS on lines about Redis, and warnings in the logs of Redis and Sentinel. " +
	"A failure that is logged elsewhere, or at another level, does not show; redis-wizard probe finds it by trying."

// explainLog is what the lines of a log mean.
func explainLog(log logs.Log) explained {
	return explained{log, func(w io.Writer, paint style) { writeLog(w, log, paint) }}
}

// writeLog prints the explanations, each with the first of its lines.
func writeLog(w io.Writer, log logs.Log, paint style) {
	w = &tamed{to: w}
	for i, e := range log.Explanations {
		if i > 0 {
			fmt.Fprintln(w)
		}
		place := fmt.Sprintf("line %d", e.Line)
		if e.Source != "" {
			place += ", " + e.Source
		}
		fmt.Fprintf(w, "%s: %s\n", paint.bold(place), oneLine(e.Text))
		if e.Count == 2 {
			fmt.Fprintf(w, "  and line %d says the same\n", e.Last)
		} else if e.Count > 2 {
			fmt.Fprintf(w, "  and %d more lines say the same, the last one line %d\n", e.Count-1, e.Last)
		}
		for _, d := range e.Details {
			fmt.Fprintf(w, "  %s: %s\n", oneLine(d.Name), oneLine(d.Value))
		}
		if len(e.Causes) > 1 {
			fmt.Fprintf(w, "  Possible causes, the most probable first:\n")
		}
		for _, c := range e.Causes {
			fmt.Fprintf(w, "  %s %s\n", paint.by("info", "["+c.Code+"]"), paint.bold(c.Title))
			fmt.Fprintf(w, "    %s\n", indented(c.Cause, "    "))
			fmt.Fprintf(w, "    → %s\n", indented(c.Act, "      "))
		}
	}
	if log.Note != "" {
		fmt.Fprintf(w, "\nnote: %s\n", indented(log.Note, "  "))
	}
}
