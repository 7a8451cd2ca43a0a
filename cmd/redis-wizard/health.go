package main

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/spf13/cobra"
)

// healthCommand is for images that hold nothing but this binary: their health
// check has no curl to call.
func healthCommand() *cobra.Command {
	var listen, base, certificate string
	command := &cobra.Command{
		Use:   "health",
		Short: "Ask a wizard that serves on this machine whether it is well",
		Long: `Ask a wizard that serves on this machine whether it is well. It reads the same
--listen, --base-path and --tls-cert, or their variables, as serve; exit status 1 means that the wizard
answered but is not ready, 2 that nothing answered.`,
		Example: "  redis-wizard health --listen 127.0.0.1:8080",
		Args:    noArguments,
		RunE: func(command *cobra.Command, _ []string) error {
			url, err := healthURL(listen, base, certificate != "")
			if err != nil {
				return err
			}
			request, err := http.NewRequestWithContext(command.Context(), http.MethodGet, url, nil)
			if err != nil {
				return err
			}
			response, err := ownClient.Do(request)
			if err != nil {
				return err
			}
			defer response.Body.Close()
			fmt.Fprintf(command.OutOrStdout(), "%s: %s\n", url, response.Status)
			return verdictOf(response.StatusCode == http.StatusOK)
		},
	}
	listenFlag(command, &listen)
	basePathFlag(command, &base)
	tlsCertFlag(command, &certificate)
	return command
}

// healthURL is where a server that listens on an address can be asked from the
// same machine: one that listens everywhere answers on loopback.
func healthURL(listen, base string, secure bool) (string, error) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "", misused("--listen %q is no host:port: %w", listen, err)
	}
	if ip, _ := netip.ParseAddr(host); ip.Is6() && ip.IsUnspecified() {
		host = "::1"
	} else if host == "" || ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	scheme := "http://"
	if secure {
		scheme = "https://"
	}
	return scheme + net.JoinHostPort(host, port) + base + "/readyz", nil
}

// ownClient asks the wizard on this machine. Its certificate is for the name
// under which people reach it, and not for the address that is dialled here, so
// it is not checked. Nothing secret is sent, and whoever could answer in the
// wizard's place already listens on this machine.
var ownClient = http.Client{
	Timeout:   3 * time.Second,
	Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}},
}
