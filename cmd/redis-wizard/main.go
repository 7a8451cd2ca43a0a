// Command redis-wizard serves the configuration wizard for Authelia's
// session.redis, and does the same work for pipelines: check judges a
// configuration.yml, probe tries the Redis that it describes.
//
// Exit status: 0 when all is well, 1 when the answer is bad (a problem of
// severity error, a verdict of fail), 2 when the program could not do its work.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

// The exit statuses.
const (
	statusGood   = 0
	statusBad    = 1
	statusBroken = 2
)

// errBad ends a command whose answer, already printed, is bad news.
var errBad = errors.New("the answer is bad")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the process at once
	os.Exit(run(ctx, os.Args[1:], os.LookupEnv, os.Stdin, os.Stdout, os.Stderr))
}

// run is the whole program but for the process around it.
func run(ctx context.Context, args []string, env lookup, stdin io.Reader, stdout, stderr io.Writer) int {
	root := rootCommand(env)
	root.SetArgs(args)
	root.SetIn(stdin)
	out := &output{Writer: stdout}
	root.SetOut(out)
	stderr = &tamed{to: stderr}
	root.SetErr(stderr)
	command, err := root.ExecuteContextC(ctx)
	if out.err != nil && (err == nil || errors.Is(err, errBad)) {
		err = out.err
	}
	switch {
	case err == nil:
		return statusGood
	case errors.Is(err, errBad):
		return statusBad
	}
	fmt.Fprintf(stderr, "redis-wizard: %s\n", printable(err.Error()))
	var usage *usageError
	if errors.As(err, &usage) {
		fmt.Fprintf(stderr, "%s --help says more.\n", command.CommandPath())
	}
	return statusBroken
}

// usageError is a mistake in flags or arguments.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

func misused(format string, args ...any) error { return &usageError{fmt.Errorf(format, args...)} }

func rootCommand(env lookup) *cobra.Command {
	root := &cobra.Command{
		Use:   "redis-wizard",
		Short: "Set up Authelia's Redis sessions: a form, a checker, and a connection test",
		Long: `Set up Authelia's session.redis: fill in a form in the browser (serve), judge a
configuration.yml as a given version of Authelia would (check), try the Redis that
it describes (probe), write it in the shapes in which it is deployed (render), plan
a change of version (upgrade), and say what a code or a line of a log means
(explain).

Exit status: 0 good, 1 bad (problems of severity error, verdict fail), 2 the
program could not do its work.`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return noCommand(args[0])
			}
			return nil
		},
		RunE:              func(command *cobra.Command, _ []string) error { return command.Help() },
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
	}
	root.SetHelpCommand(helpCommand(root))
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &usageError{err} })
	root.AddCommand(serveCommand(), checkCommand(env), probeCommand(), renderCommand(env), upgradeCommand(), explainCommand(env))
	root.AddCommand(schemaCommand(), versionCommand(), healthCommand())
	for _, command := range root.Commands() {
		readEnvironment(command, env)
	}
	return root
}

// helpCommand is cobra's, but for names that no command has: cobra explains the
// whole program then, as if all were well.
func helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:     "help [command]",
		Short:   "Say more about a command",
		Example: "  redis-wizard help check",
		RunE: func(_ *cobra.Command, args []string) error {
			command, rest, err := root.Find(args)
			if err != nil {
				return &usageError{err}
			}
			if len(rest) > 0 {
				return noCommand(strings.Join(args, " "))
			}
			command.InitDefaultHelpFlag()
			return command.Help()
		},
	}
}

func noCommand(name string) error {
	return misused("there is no command %q; the commands are serve, check, probe, render, upgrade, explain, schema and version", name)
}
