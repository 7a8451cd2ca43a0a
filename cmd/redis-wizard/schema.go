package main

import (
	"github.com/spf13/cobra"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/jsonschema"
)

func schemaCommand() *cobra.Command {
	var release string
	command := &cobra.Command{
		Use:   "schema [flags]",
		Short: "Print the JSON Schema of session.redis for a version of Authelia",
		Long: `Print the JSON Schema (draft 2020-12) of a configuration.yml for one version of
Authelia. It describes session.redis closely and lets everything else pass. Editors
complete and check the file with it; it knows the types, bounds and conditions that
this version of Authelia has, and check knows the rest.`,
		Example: `  redis-wizard schema > session.redis.json
  redis-wizard schema --authelia 4.38.10`,
		Args: noArguments,
		RunE: func(command *cobra.Command, _ []string) error {
			version, err := authelia.ParseVersion(release)
			if err != nil {
				return err
			}
			judged, err := configschema.Evaluate(configschema.Input{Authelia: release})
			if err != nil {
				return err
			}
			for _, p := range judged.Problems {
				if p.Code == configschema.ReleaseNewer {
					command.PrintErrf("%s.\n", p.Message)
				}
			}
			_, err = command.OutOrStdout().Write(jsonschema.Generate(version))
			return err
		},
	}
	autheliaFlag(command, &release)
	return command
}
