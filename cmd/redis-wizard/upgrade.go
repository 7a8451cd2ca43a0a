package main

import (
	"cmp"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/upgrade"
)

func upgradeCommand() *cobra.Command {
	var from, to, target string
	var around *surroundings
	output := textOrJSON()
	command := &cobra.Command{
		Use:   "upgrade [flags] --from VERSION FILE|-",
		Short: "Plan an upgrade or downgrade of Authelia",
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
			stdout, stderr := command.OutOrStdout(), command.ErrOrStderr()
			in := configschema.Input{Authelia: from, YAML: source}
			if _, err := around.addTo(command.Context(), &in, command.InOrStdin()); err != nil {
				return err
			}
			found, err := judge(command.Context(), stderr, in)
			if err == nil && target != "" && len(found.Files) == 0 {
				return fmt.Errorf("nothing was written: %s contains no configuration.yml, so there is nothing to rewrite", name)
			}
			var plan upgrade.Plan
			if err == nil {
				plan, err = upgrade.Make(command.Context(), from, to, found.Input)
			}
			if err != nil {
				if output.value == "json" && target != "-" {
					stdout.Write(configschema.ErrorJSON(err))
				}
				return err
			}
			mended := len(plan.Unmended()) == 0
			if target != "" && !plan.Blocked() {
				rewritten, err := plan.Files(command.Context(), found.Files)
				if err == nil {
					_, rewritten, err = found.PutBack(rewritten)
				}
				if err != nil {
					return fmt.Errorf("nothing was written: %w", err)
				}
				out := destination{path: target, mode: 0o600} // it may hold a password
				if err := out.write(stdout, stderr, []byte(rewritten[0].Text)); err != nil {
					return err
				}
			}
			report := stdout
			if target == "-" {
				report = stderr
			}
			err = output.show(report, planForPrograms(plan), func(w io.Writer) error { return writePlan(w, name, target, plan) })
			return cmp.Or(err, verdictOf(mended && (target != "" || !plan.Breaks())))
		},
	}
	around = surroundingFlags(command)
	flags := command.Flags()
	flags.StringVar(&from, "from", "", "version of Authelia that the file is for, such as 4.33 (its newest patch) or 4.38.10")
	flags.StringVar(&to, "to", "", "version to change to; the newest, "+authelia.Newest().String()+", when not given")
	flags.Var(output, "format", "text for people, json for programs")
	flags.StringVar(&target, "output", "", "file to write the rewritten configuration to, or - for standard output; the file itself may be named")
	return command
}

// planForPrograms is the plan with what a program wants to know beside it.
func planForPrograms(plan upgrade.Plan) any {
	if plan.Steps == nil {
		plan.Steps = []upgrade.Step{}
	}
	return struct {
		upgrade.Plan
		Needed bool   `json:"needed"`
		Breaks bool   `json:"breaks"`
		OK     bool   `json:"ok"` // nothing is left that only a person can mend
		YAML   string `json:"yaml"`
	}{plan, plan.Needed(), plan.Breaks(), len(plan.Unmended()) == 0, plan.Rewritten.YAML}
}

// writePlan prints one block for each step, and what is left to do.
func writePlan(w io.Writer, name, target string, plan upgrade.Plan) error {
	w = &tamed{to: w}
	for _, step := range plan.Steps {
		about := ""
		if step.Key != "" {
			about = " [" + oneLine(step.Key) + "]"
		}
		fmt.Fprintf(w, "%s %s: %s%s\n", step.Since, step.Kind, indented(step.Title, "  "), about)
		if step.Kind != upgrade.Available {
			fmt.Fprintf(w, "  %s\n", indented(step.Text, "  "))
		}
	}
	for _, problem := range plan.Unmended() {
		at := ""
		if problem.Line > 0 {
			at = fmt.Sprintf(" in line %d", problem.Line)
		}
		fmt.Fprintf(w, "to fix%s: %s\n", at, indented(problem.Message, "  "))
	}
	_, err := fmt.Fprintf(w, "%s: from Authelia %s to %s: %s\n", oneLine(name), plan.From, plan.To, conclusion(plan, target))
	return err
}

func conclusion(plan upgrade.Plan, target string) string {
	unmended := len(plan.Unmended()) > 0
	switch {
	case plan.Blocked() && target != "":
		return "some of it cannot be fixed automatically; nothing was written"
	case unmended && target != "" && target != "-":
		return "rewritten into " + oneLine(target) + "; what Authelia " + plan.From + " refuses as well is left for you to correct"
	case unmended:
		return "some of it cannot be fixed automatically"
	case target == "-" && plan.Needed():
		return "rewritten"
	case target != "" && plan.Needed():
		return "rewritten into " + oneLine(target)
	case plan.Breaks():
		return "it does not start as it is; --output FILE writes one that does"
	case plan.Needed():
		return "it starts as it is; --output FILE writes what is better said otherwise"
	}
	return "nothing has to be written differently"
}
