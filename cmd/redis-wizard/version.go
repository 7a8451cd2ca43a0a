package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"redis-wizard/configschema/authelia"
)

// version is set by the linker: -ldflags '-X main.version=…'.
var version = "development"

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Say which wizard this is, and which versions of Authelia it knows",
		Example: "  redis-wizard version",
		Args:    noArguments,
		RunE: func(command *cobra.Command, _ []string) error {
			w := command.OutOrStdout()
			fmt.Fprintf(w, "redis-wizard %s\n%s %s/%s\nAuthelia:\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			for _, choice := range authelia.VersionChoices() {
				known, err := authelia.ParseVersion(choice)
				if err != nil {
					return err
				}
				if full := known.String(); full == choice {
					fmt.Fprintf(w, "  %s\n", choice)
				} else {
					fmt.Fprintf(w, "  %-8s up to %s\n", choice, full)
				}
			}
			return nil
		},
	}
}

func noArguments(command *cobra.Command, args []string) error {
	if len(args) > 0 {
		return misused("%s takes no arguments, but there is %q", command.Name(), args[0])
	}
	return nil
}
