package main

import (
	"cmp"
	"io"
	"log/slog"
	"strings"

	"github.com/spf13/cobra"

	"redis-wizard/connectivity/policy"
	"redis-wizard/web"
	"redis-wizard/web/client"
)

func listenFlag(command *cobra.Command, to *string) {
	command.Flags().StringVar(to, "listen", "127.0.0.1:8080", "address to serve on, as host:port")
}

func tlsCertFlag(command *cobra.Command, to *string) {
	command.Flags().StringVar(to, "tls-cert", "", "file with the certificate to serve HTTPS with, and its chain, in PEM; plain HTTP without it")
}

func basePathFlag(command *cobra.Command, to *string) {
	command.Flags().StringVar(to, "base-path", "", "path below which the wizard is served, such as /redis-wizard; a proxy in front passes it on")
}

func serveCommand() *cobra.Command {
	options := web.Options{Version: version}
	var reach reachFlags
	logs := textOrJSON()
	var shared sharedLimits
	var bounds boundFlags
	var places vantageFlags
	command := &cobra.Command{
		Use:   "serve",
		Short: "Serve the wizard to browsers",
		Long: `Serve the wizard to browsers, with /api/v1/evaluate and /api/v1/probe for programs.

A connection test dials what people type, so it is guarded. Link-local, cloud
metadata, multicast and unspecified addresses and the wizard's own are always
refused, and so is the Redis of --limits-redis. Loopback is allowed only while
nobody but this machine reaches the wizard: it listens on loopback, has none of
--trusted-proxies, --base-path and --hosts, and the request shows no proxy on its
way; or with --allow-loopback. Unix sockets only open below --socket-dir. A rule of
--allow or --deny is an address, a CIDR or a host name; with --allow, nothing else
may be reached, and --deny wins. A name is denied with all that it leads to.

With --vantage a test can also be made from where another wizard runs, one that
was started with --vantage-accept-token. People choose it by its name on the page,
and programs with "vantage" in /api/v1/probe. What it may reach is decided there.

Told to stop, it lets running tests end, while /readyz answers 503, and starts no
others; a second signal ends it at once.`,
		Example: `  redis-wizard serve
  redis-wizard serve --listen :8080 --hosts wizard.example.com --allow 10.20.0.0/16 --ports 6379,26379
  redis-wizard serve --vantage cluster=https://wizard.cluster.example --vantage-token token
  REDIS_WIZARD_LISTEN=:8080 REDIS_WIZARD_SOCKET_DIR=/run/redis redis-wizard serve`,
		Args: noArguments,
		RunE: func(command *cobra.Command, _ []string) error {
			options.Logger = logger(logs, command.ErrOrStderr())
			for _, apply := range []func(*web.Options) error{reach.apply, bounds.apply, places.apply, shared.apply} {
				if err := apply(&options); err != nil {
					return err
				}
			}
			if err := readableDirectory("--certificates-directory", options.CertificatesDirectory); err != nil {
				return err
			}
			server, err := web.New(options)
			if err != nil {
				return err
			}
			return server.Run(command.Context())
		},
	}
	listenFlag(command, &options.Listen)
	flags := command.Flags()
	flags.StringSliceVar(&options.Hosts, "hosts", nil, "names under which people reach the wizard, such as wizard.example.com; loopback names and plain addresses are always served (repeatable)")
	tlsCertFlag(command, &options.TLSCert)
	flags.StringVar(&options.TLSKey, "tls-key", "", "file with the key of --tls-cert, in PEM; both are read again when they change")
	reach.add(command, &options)
	flags.StringVar(&options.CertificatesDirectory, "certificates-directory", "", "directory of certificates (*.pem, *.crt, *.cer) that connection tests trust beside the system's, like Authelia's option of that name")
	bounds.add(command, &options)
	shared.add(command)
	places.add(command)
	flags.StringVar(&options.MetricsListen, "metrics-listen", "", "another address, as host:port, for /metrics alone; they are served beside the wizard without it")
	flags.Var(logs, "log-format", "format of the log on standard error")
	return command
}

// reachFlags say who reaches the wizard, through which proxies, and what connection
// tests may reach.
type reachFlags struct {
	trusted, allow, deny []string
	ports                string
}

func (r *reachFlags) add(command *cobra.Command, options *web.Options) {
	flags := command.Flags()
	basePathFlag(command, &options.BasePath)
	flags.StringSliceVar(&r.trusted, "trusted-proxies", nil, "address or CIDR of a proxy in front, whose X-Forwarded-For, -Host, -Proto and X-Request-Id are believed (repeatable)")
	flags.StringVar(&options.SignInHeader, "sign-in-header", "", "header in which a trusted proxy names who is signed in, such as Remote-User of Authelia; nobody else is served then")
	flags.StringSliceVar(&options.SignInGroups, "sign-in-groups", nil, "group, of those in Remote-Groups, whose members may use the wizard; without it all who are signed in may (repeatable)")
	flags.BoolVar(&options.LogTargets, "log-targets", false, "name in the log the addresses that each connection test tried")
	flags.StringSliceVar(&r.allow, "allow", nil, "address, CIDR or host name that may be reached; with it, nothing else may (repeatable)")
	flags.StringSliceVar(&r.deny, "deny", nil, "address, CIDR or host name that may not be reached, a name with all its addresses; wins over --allow (repeatable)")
	flags.StringVar(&r.ports, "ports", "1024-65535", "ports that may be reached, such as 6379,26379 or 1024-65535")
	flags.StringSliceVar(&options.Policy.SocketDirs, "socket-dir", nil, "directory below which unix sockets may be opened (repeatable)")
	flags.BoolVar(&options.AllowLoopback, "allow-loopback", false, "allow loopback to all clients of the wizard, although that is not this machine alone")
}

// apply makes the policy of the flags. Loopback is in it for as long as only this
// machine reaches the wizard, which follows from the other options.
func (r *reachFlags) apply(options *web.Options) error {
	socketDirs := options.Policy.SocketDirs
	options.Policy = policy.ForServer(true)
	options.Policy.SocketDirs = socketDirs
	for _, dir := range socketDirs {
		if !strings.HasPrefix(dir, "/") {
			return misused("--socket-dir must be an absolute path but it is %q", dir)
		}
	}
	var errPorts, errAllow, errDeny, errProxies error
	options.Policy.Ports, errPorts = policy.ParsePorts(r.ports)
	options.Policy.Allow, errAllow = rules(r.allow, policy.ParseRule)
	options.Policy.Deny, errDeny = rules(r.deny, policy.ParseDenial)
	options.TrustedProxies, errProxies = client.ParseProxies(r.trusted)
	for _, f := range []struct {
		flag string
		err  error
	}{{"ports", errPorts}, {"allow", errAllow}, {"deny", errDeny}, {"trusted-proxies", errProxies}} {
		if f.err != nil {
			return misused("--%s: %w", f.flag, f.err)
		}
	}
	return nil
}

func rules(texts []string, parse func(string) (policy.Rule, error)) (parsed []policy.Rule, err error) {
	for _, text := range texts {
		rule, failure := parse(text)
		parsed, err = append(parsed, rule), cmp.Or(err, failure)
	}
	return parsed, err
}

func logger(format *choice, w io.Writer) *slog.Logger {
	if format.value == "json" {
		return slog.New(slog.NewJSONHandler(w, nil))
	}
	return slog.New(slog.NewTextHandler(w, nil))
}
