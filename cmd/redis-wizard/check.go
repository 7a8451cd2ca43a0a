package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"redis-wizard/configschema"
)

func checkCommand() *cobra.Command {
	var authelia string
	output := asText
	command := &cobra.Command{
		Use:   "check [flags] FILE|-",
		Short: "Judge a configuration.yml as a version of Authelia would",
		Long: `Judge the session.redis part of a configuration.yml, whole or just a fragment,
as the chosen version of Authelia would. Nothing is contacted.

A problem of severity error is one with which Authelia refuses to start; it makes
the exit status 1. Warnings and notes do not.`,
		Example: `  redis-wizard check /etc/authelia/configuration.yml
  redis-wizard check --authelia 4.38.10 --format json configuration.yml
  kubectl get configmap authelia -o 'jsonpath={.data.configuration\.yaml}' | redis-wizard check -`,
		Args: oneFile,
		RunE: func(command *cobra.Command, args []string) error {
			yaml, name, err := read(command.Context(), args[0], command.InOrStdin())
			if err != nil {
				return err
			}
			stdout := command.OutOrStdout()
			result, err := configschema.Evaluate(configschema.Input{Authelia: authelia, YAML: yaml})
			if err != nil {
				if output == asJSON {
					stdout.Write(configschema.ErrorJSON(err))
				}
				return err
			}
			if output == asJSON {
				_, err = stdout.Write(result.JSON())
			} else {
				err = writeCheck(stdout, name, result)
			}
			if err == nil && !result.OK {
				err = errBad
			}
			return err
		},
	}
	autheliaFlag(command, &authelia)
	command.Flags().Var(&output, "format", "text for people, json for programs")
	return command
}

func autheliaFlag(command *cobra.Command, to *string) {
	command.Flags().StringVar(to, "authelia", "", `version of Authelia, such as 4.38 (its newest patch) or 4.38.10; the newest, `+configschema.Newest().String()+`, when not given`)
}

// writeCheck prints one block for each problem, in the form that editors know:
// file:line:column.
func writeCheck(w io.Writer, name string, result configschema.Result) error {
	count := map[configschema.Severity]int{}
	for _, problem := range result.Problems {
		count[problem.Severity]++
		at := printable(name)
		if problem.Line > 0 {
			at = fmt.Sprintf("%s:%d:%d", at, problem.Line, problem.Column)
		}
		fmt.Fprintf(w, "%s: %s: %s [%s]\n", at, problem.Severity, indented(problem.Message, "  "), problem.Code)
		if problem.Hint != "" {
			fmt.Fprintf(w, "  %s\n", indented(problem.Hint, "  "))
		}
		if problem.Fix != nil {
			fmt.Fprintf(w, "  Fix: %s\n", indented(problem.Fix.Label, "  "))
		}
	}
	_, err := fmt.Fprintf(w, "%s: %s\n", printable(name), summary(result, count))
	return err
}

func summary(result configschema.Result, count map[configschema.Severity]int) string {
	version := "Authelia " + result.Authelia
	tally := ""
	for _, one := range []struct {
		severity configschema.Severity
		word     string
	}{{configschema.Error, "error"}, {configschema.Warning, "warning"}, {configschema.Info, "note"}} {
		n := count[one.severity]
		if n == 0 {
			continue
		}
		if tally != "" {
			tally += ", "
		}
		tally += fmt.Sprintf("%d %s", n, one.word)
		if n > 1 {
			tally += "s"
		}
	}
	switch {
	case !result.OK:
		return version + " refuses to start with this (" + tally + ")"
	case tally != "":
		return version + " starts with this (" + tally + ")"
	}
	return "good for " + version
}
