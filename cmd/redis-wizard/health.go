package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"
)

// healthCommand is for images that hold nothing but this binary: their health
// check has no curl to call.
func healthCommand() *cobra.Command {
	var listen, base string
	command := &cobra.Command{
		Use:   "health",
		Short: "Ask a wizard that serves on this machine whether it is well",
		Long: `Ask a wizard that serves on this machine whether it is well. It reads the same
--listen and --base-path, or their variables, as serve; exit status 1 means that the wizard
answered but is not ready, 2 that nothing answered.`,
		Example: "  redis-wizard health --listen 127.0.0.1:8080",
		Args:    noArguments,
		RunE: func(command *cobra.Command, _ []string) error {
			url, err := healthURL(listen, base)
			if err != nil {
				return err
			}
			ctx, cancel := context.WithTimeout(command.Context(), 3*time.Second)
			defer cancel()
			request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
			if err != nil {
				return err
			}
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				return err
			}
			defer response.Body.Close()
			fmt.Fprintf(command.OutOrStdout(), "%s: %s\n", url, response.Status)
			if response.StatusCode != http.StatusOK {
				return errBad
			}
			return nil
		},
	}
	listenFlag(command, &listen)
	basePathFlag(command, &base)
	return command
}

// healthURL is where a server that listens on an address can be asked from the
// same machine: one that listens everywhere answers on loopback.
func healthURL(listen, base string) (string, error) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "", misused("--listen %q is no host:port: %w", listen, err)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
		if ip != nil && ip.To4() == nil {
			host = "::1"
		}
	}
	return "http://" + net.JoinHostPort(host, port) + base + "/readyz", nil
}
