package main

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// lookup is os.LookupEnv, or a test's own.
type lookup func(name string) (value string, found bool)

// variable is the environment variable behind a flag: --probe-timeout is
// REDIS_WIZARD_PROBE_TIMEOUT.
func variable(flag string) string {
	return "REDIS_WIZARD_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// readEnvironment lets a command's flags fall back on their environment
// variables, and says so in the help. A flag on the command line wins; a
// variable that is set but empty counts as not set, because compose files
// leave them like that.
func readEnvironment(command *cobra.Command, env lookup) {
	command.Flags().VisitAll(func(flag *pflag.Flag) {
		flag.Usage += " [" + variable(flag.Name) + "]"
	})
	command.PreRunE = func(command *cobra.Command, _ []string) error {
		var failure error
		command.Flags().VisitAll(func(flag *pflag.Flag) {
			value, found := env(variable(flag.Name))
			if failure != nil || !found || value == "" || flag.Changed || flag.Name == "help" {
				return
			}
			if err := command.Flags().Set(flag.Name, value); err != nil {
				failure = misused("the environment variable %s is wrong: %w", variable(flag.Name), err)
			}
		})
		return failure
	}
}
