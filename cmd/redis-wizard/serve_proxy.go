package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"redis-wizard/web"
)

// proxyFlags say what stands in front of the wizard.
type proxyFlags struct{ trusted []string }

func basePathFlag(command *cobra.Command, to *string) {
	command.Flags().StringVar(to, "base-path", "", "path below which the wizard is served, such as /redis-wizard; a proxy in front passes it on")
}

func (p *proxyFlags) add(command *cobra.Command, options *web.Options) {
	flags := command.Flags()
	basePathFlag(command, &options.BasePath)
	flags.StringSliceVar(&p.trusted, "trusted-proxies", nil, "address or CIDR of a proxy in front, whose X-Forwarded-For, -Host, -Proto and X-Request-Id are believed (repeatable)")
	flags.StringVar(&options.SignInHeader, "sign-in-header", "", "header in which a trusted proxy names who is signed in, such as Remote-User of Authelia; nobody else is served then")
	flags.StringSliceVar(&options.SignInGroups, "sign-in-groups", nil, "group, of those in Remote-Groups, whose members may use the wizard; everybody who is signed in may without it (repeatable)")
	flags.BoolVar(&options.LogTargets, "log-targets", false, "name in the log the addresses that each connection test tried")
}

func (p *proxyFlags) apply(options *web.Options) error {
	var err error
	if options.TrustedProxies, err = web.ParseProxies(p.trusted); err != nil {
		return &usageError{fmt.Errorf("--trusted-proxies: %w", err)}
	}
	return nil
}
