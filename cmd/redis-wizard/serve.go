package main

import (
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/spf13/cobra"

	"redis-wizard/connectivity"
	"redis-wizard/web"
)

func listenFlag(command *cobra.Command, to *string) {
	command.Flags().StringVar(to, "listen", "127.0.0.1:8080", "address to serve on, as host:port")
}

func tlsCertFlag(command *cobra.Command, to *string) {
	command.Flags().StringVar(to, "tls-cert", "", "file with the certificate to serve HTTPS with, and its chain, in PEM; plain HTTP without it")
}

func serveCommand() *cobra.Command {
	options := web.Options{Version: version}
	var reach reachFlags
	logs := asText
	var shared sharedLimits
	var proxy proxyFlags
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
			if err := reach.apply(&options); err != nil {
				return err
			}
			if err := bounds.apply(&options); err != nil {
				return err
			}
			if err := proxy.apply(&options); err != nil {
				return err
			}
			if err := readableDirectory("--certificates-directory", options.CertificatesDirectory); err != nil {
				return err
			}
			options.Logger = logger(logs, command.ErrOrStderr())
			if err := places.apply(&options); err != nil {
				return err
			}
			var err error
			if options.LimitsRedis, err = shared.open(); err != nil {
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
	proxy.add(command, &options)
	reach.add(command)
	flags.StringVar(&options.CertificatesDirectory, "certificates-directory", "", "directory of certificates (*.pem, *.crt, *.cer) that connection tests trust beside the system's, like Authelia's option of that name")
	bounds.add(command, &options)
	shared.add(command)
	places.add(command)
	flags.StringVar(&options.MetricsListen, "metrics-listen", "", "another address, as host:port, for /metrics alone; they are served beside the wizard without it")
	flags.Var(&logs, "log-format", "format of the log on standard error")
	return command
}

// reachFlags say what connection tests may reach.
type reachFlags struct {
	allow, deny, socketDirs []string
	ports                   string
	loopback                bool
}

func (r *reachFlags) add(command *cobra.Command) {
	flags := command.Flags()
	flags.StringSliceVar(&r.allow, "allow", nil, "address, CIDR or host name that may be reached; with it, nothing else may (repeatable)")
	flags.StringSliceVar(&r.deny, "deny", nil, "address, CIDR or host name that may not be reached, a name with all its addresses; wins over --allow (repeatable)")
	flags.StringVar(&r.ports, "ports", "1024-65535", "ports that may be reached, such as 6379,26379 or 1024-65535")
	flags.StringSliceVar(&r.socketDirs, "socket-dir", nil, "directory below which unix sockets may be opened (repeatable)")
	flags.BoolVar(&r.loopback, "allow-loopback", false, "allow loopback to everybody who reaches the wizard, although that is not this machine alone")
}

// apply makes the policy of the flags. Loopback is in it for as long as only this
// machine reaches the wizard, which follows from the other options.
func (r *reachFlags) apply(options *web.Options) error {
	options.Policy, options.AllowLoopback = connectivity.ServerPolicy(true), r.loopback
	options.Policy.SocketDirs = r.socketDirs
	for _, dir := range r.socketDirs {
		if !strings.HasPrefix(dir, "/") {
			return misused("--socket-dir must be an absolute path but it is %q", dir)
		}
	}
	var err error
	if options.Policy.Ports, err = connectivity.ParsePorts(r.ports); err != nil {
		return &usageError{fmt.Errorf("--ports: %w", err)}
	}
	if options.Policy.Allow, err = rules("--allow", r.allow, connectivity.ParseRule); err != nil {
		return err
	}
	options.Policy.Deny, err = rules("--deny", r.deny, connectivity.ParseDenial)
	return err
}

func rules(flag string, texts []string, parse func(string) (connectivity.Rule, error)) ([]connectivity.Rule, error) {
	var parsed []connectivity.Rule
	for _, text := range texts {
		rule, err := parse(text)
		if err != nil {
			return nil, &usageError{fmt.Errorf("%s: %w", flag, err)}
		}
		parsed = append(parsed, rule)
	}
	return parsed, nil
}

func logger(format format, w io.Writer) *slog.Logger {
	if format == asJSON {
		return slog.New(slog.NewJSONHandler(w, nil))
	}
	return slog.New(slog.NewTextHandler(w, nil))
}
