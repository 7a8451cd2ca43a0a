package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"redis-wizard/configschema"
	"redis-wizard/configschema/upgrade"
)

func upgradeCommand() *cobra.Command {
	var from, to, target string
	output := asText
	command := &cobra.Command{
		Use:   "upgrade [flags] --from VERSION FILE|-",
		Short: "Plan a change of Authelia's version, up or down",
		Long: `Say what another version of Authelia makes of the session.redis part of a
configuration.yml: what it refuses, what it reads differently, what has no effect
any more, and what is available. Nothing is contacted.

With --output the file is written as the other version needs it; everything
outside session.redis stays as it is, and only its owner may read it. With --output -
the file goes to standard output and the plan to standard error.

The exit status is 0 when nothing breaks or everything was rewritten, 1 when
something breaks, 2 when the program could not do its work.`,
		Example: `  redis-wizard upgrade --from 4.33 --to 4.39 configuration.yml
  redis-wizard upgrade --from 4.37 --output new.yml configuration.yml
  redis-wizard upgrade --from 4.39 --to 4.36 --format json - < configuration.yml`,
		Args: oneFile,
		RunE: func(command *cobra.Command, args []string) error {
			if from == "" {
				return misused("say with --from which version of Authelia the file is for, such as --from 4.33")
			}
			source, name, err := read(command.Context(), args[0], command.InOrStdin())
			if err != nil {
				return err
			}
			stdout := command.OutOrStdout()
			plan, err := upgrade.Make(from, to, configschema.Input{YAML: source})
			if err != nil {
				if output == asJSON && target != "-" {
					stdout.Write(configschema.ErrorJSON(err))
				}
				return err
			}
			report := stdout
			if target == "-" {
				report = command.ErrOrStderr()
			}
			if target != "" && len(plan.Unmended()) == 0 {
				rewritten, err := plan.Files([]configschema.File{{Text: source}})
				if err != nil {
					return fmt.Errorf("nothing was written: %w", err)
				}
				if err := writeOutput(target, rewritten[0].Text, stdout, command.ErrOrStderr()); err != nil {
					return err
				}
			}
			if output == asJSON {
				err = writeJSON(report, plan)
			} else {
				err = writePlan(report, name, target, plan)
			}
			if err == nil && (len(plan.Unmended()) > 0 || plan.Breaks() && target == "") {
				err = errBad
			}
			return err
		},
	}
	flags := command.Flags()
	flags.StringVar(&from, "from", "", "version of Authelia that the file is for, such as 4.33 (its newest patch) or 4.38.10")
	flags.StringVar(&to, "to", "", "version to change to; the newest, "+configschema.Newest().String()+", when not given")
	flags.Var(&output, "format", "text for people, json for programs")
	flags.StringVar(&target, "output", "", "file to write the rewritten configuration to, or - for standard output; the file itself may be named")
	return command
}

// writeOutput writes the file, to standard output for "-". It may hold a password.
func writeOutput(target, content string, stdout, stderr io.Writer) error {
	if target == "-" {
		_, err := io.WriteString(stdout, content)
		return err
	}
	return putFile(stderr, target, content, 0o600)
}

// writeJSON prints the plan with what a program wants to know beside it.
func writeJSON(w io.Writer, plan upgrade.Plan) error {
	if plan.Steps == nil {
		plan.Steps = []upgrade.Step{}
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(struct {
		upgrade.Plan
		Needed bool   `json:"needed"`
		Breaks bool   `json:"breaks"`
		OK     bool   `json:"ok"` // nothing is left that only a person can mend
		YAML   string `json:"yaml"`
	}{plan, plan.Needed(), plan.Breaks(), len(plan.Unmended()) == 0, plan.Rewritten.YAML})
}

// writePlan prints one block for each step, and what is left to do.
func writePlan(w io.Writer, name, target string, plan upgrade.Plan) error {
	w = &tamed{to: w}
	for _, step := range plan.Steps {
		about := ""
		if step.Key != "" {
			about = " [" + oneLine(step.Key) + "]"
		}
		if step.Kind == upgrade.Available {
			fmt.Fprintf(w, "%s %s: %s%s\n", step.Since, step.Kind, step.Title, about)
			continue
		}
		fmt.Fprintf(w, "%s %s: %s%s\n  %s\n", step.Since, step.Kind, indented(step.Title, "  "), about, indented(step.Text, "  "))
	}
	for _, problem := range plan.Unmended() {
		at := ""
		if problem.Line > 0 {
			at = fmt.Sprintf(" in line %d", problem.Line)
		}
		fmt.Fprintf(w, "to mend%s: %s\n", at, indented(problem.Message, "  "))
	}
	_, err := fmt.Fprintf(w, "%s: from Authelia %s to %s: %s\n", oneLine(name), plan.From, plan.To, conclusion(plan, target))
	return err
}

func conclusion(plan upgrade.Plan, target string) string {
	unmended := len(plan.Unmended()) > 0
	switch {
	case unmended && target != "":
		return "some of it only a person can mend; nothing was written"
	case unmended:
		return "some of it only a person can mend"
	case target == "-" && plan.Needed():
		return "rewritten"
	case target != "" && plan.Needed():
		return "rewritten into " + oneLine(target)
	case plan.Breaks():
		return "it does not start as it stands; --output FILE writes one that does"
	case plan.Needed():
		return "it starts as it stands; --output FILE writes what is better said otherwise"
	}
	return "nothing has to be written differently"
}
