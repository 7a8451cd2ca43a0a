package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"redis-wizard/configschema/logs"
)

// maxLog bounds the log that explain reads.
const maxLog = 64 << 20

func explainCommand(env lookup) *cobra.Command {
	output := &choice{"text", []string{"text", "json"}}
	to := destination{mode: 0o644}
	command := &cobra.Command{
		Use:   "explain [flags] [CODE... | FILE | - | 'ERROR TEXT']",
		Short: "Say what a code, an error or a log means, and what to do",
		Long: `Say what is behind a code of this program, such as A03 or port-range, what it looks
like, and what to do; without an argument, list all codes.

With a FILE, or - for standard input, explain the lines of a log of Authelia, Redis
or a sentinel. Anything else is taken for the text of an error. Secrets are not
repeated.

Exit status: 0 when something was explained, 1 when nothing was recognised, 2 when
the program could not do its work.`,
		Example: `  redis-wizard explain A03
  redis-wizard explain 'redis connection error: EOF'
  docker logs authelia 2>&1 | redis-wizard explain -
  redis-wizard explain --format json /var/log/redis/redis-server.log`,
	}
	command.Flags().Var(output, "format", "text for people, json for programs")
	when := colourFlag(command)
	command.Flags().StringVar(&to.path, "output", "-", "file to write instead of standard output")
	command.RunE = func(command *cobra.Command, args []string) error {
		stdout := command.OutOrStdout()
		paint := style(to.path == "-" && colours(when.value, stdout, env) || when.value == "always")
		answer, missed, err := explain(command.Context(), args, command.InOrStdin())
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if output.value == "json" {
			encoder := json.NewEncoder(&b)
			encoder.SetEscapeHTML(false)
			if err := encoder.Encode(answer); err != nil {
				return err
			}
		} else {
			answer.write(&b, paint)
		}
		if err := to.write(stdout, command.ErrOrStderr(), b.Bytes(), args...); err != nil {
			return err
		}
		for _, sentence := range missed {
			fmt.Fprintln(command.ErrOrStderr(), "redis-wizard: "+printable(sentence))
		}
		if len(missed) > 0 {
			return errBad
		}
		return nil
	}
	return command
}

// An explained is an answer of explain.
type explained interface {
	write(w io.Writer, paint style)
}

// explain finds out what was asked. missed says what was not recognised.
func explain(ctx context.Context, args []string, stdin io.Reader) (answer explained, missed []string, err error) {
	if len(args) == 0 {
		return allCodes(), nil, nil
	}
	if known, unknown := findCodes(args); len(known) > 0 && len(unknown) == 0 {
		return codeAnswer{known}, nil, nil
	} else if len(known) > 0 {
		for _, word := range unknown {
			missed = append(missed, notACode(word))
		}
		return codeAnswer{known}, missed, nil
	}
	if len(args) == 1 {
		_, failure := os.Stat(args[0])
		if args[0] == "-" || failure == nil {
			return explainLog(ctx, args[0], stdin)
		}
	}
	text := strings.Join(args, " ")
	if found, err := logs.ExplainContext(ctx, text, nil); err != nil {
		return nil, nil, err
	} else if len(found.Explanations) > 0 {
		return logAnswer{found}, nil, nil
	}
	if looksLikeFile(text) {
		_, err := os.Stat(text)
		return nil, nil, fmt.Errorf("open %s: %w", text, cause(err))
	}
	return logAnswer{logs.Log{Explanations: []logs.Explanation{}}}, []string{notACode(text)}, nil
}

// looksLikeFile tells a path from a code or the text of an error.
func looksLikeFile(text string) bool {
	return !strings.ContainsAny(text, " \n") && (strings.ContainsAny(text, "/\\") || strings.HasSuffix(text, ".log") || strings.HasSuffix(text, ".txt"))
}

func explainLog(ctx context.Context, name string, stdin io.Reader) (explained, []string, error) {
	text, shown, err := readUpTo(maxLog, "give the part around the error", ctx, name, stdin)
	if err != nil {
		return nil, nil, err
	}
	found, err := logs.ExplainContext(ctx, text, nil)
	if err != nil {
		return nil, nil, err
	}
	answer := logAnswer{found}
	if len(answer.Explanations) == 0 {
		return answer, []string{"no line of " + shown + " is known here. Looked for: " + lookedFor}, nil
	}
	return answer, nil, nil
}

const lookedFor = "errors of Authelia about session.redis (in its text and JSON logs), replies of Redis such as NOAUTH or MISCONF, " +
	"errors of the network and of TLS on lines about Redis, and warnings in the logs of Redis and Sentinel. " +
	"A failure that is logged elsewhere, or at another level, does not show; redis-wizard probe finds it by trying."

// logAnswer is what the lines of a log mean.
type logAnswer struct{ logs.Log }

// write prints the lines with the same causes together, as a log repeats itself.
func (a logAnswer) write(w io.Writer, paint style) {
	w = &tamed{to: w}
	groups := map[string][]logs.Explanation{}
	var order []string
	for _, e := range a.Explanations {
		key := e.Source
		for _, c := range e.Causes {
			key += " " + c.Code
		}
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], e)
	}
	for i, key := range order {
		if i > 0 {
			fmt.Fprintln(w)
		}
		lines := groups[key]
		first := lines[0]
		place := fmt.Sprintf("line %d", first.Line)
		if first.Source != "" {
			place += ", " + first.Source
		}
		fmt.Fprintf(w, "%s: %s\n", paint.bold(place), oneLine(first.Text))
		if n := len(lines) - 1; n == 1 {
			fmt.Fprintf(w, "  and line %d says the same\n", lines[1].Line)
		} else if n > 1 {
			fmt.Fprintf(w, "  and %d more lines say the same, the last one line %d\n", n, lines[n].Line)
		}
		for _, d := range first.Details {
			fmt.Fprintf(w, "  %s: %s\n", oneLine(d.Name), oneLine(d.Value))
		}
		if len(first.Causes) > 1 {
			fmt.Fprintf(w, "  Possible causes, the most probable first:\n")
		}
		for _, c := range first.Causes {
			fmt.Fprintf(w, "  %s %s\n", paint.by("info", "["+c.Code+"]"), paint.bold(c.Title))
			fmt.Fprintf(w, "    %s\n", indented(c.Cause, "    "))
			fmt.Fprintf(w, "    → %s\n", indented(c.Act, "      "))
		}
	}
	if a.Note != "" {
		fmt.Fprintf(w, "\nnote: %s\n", indented(a.Note, "  "))
	}
}
