package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema"
	"redis-wizard/connectivity"
	"redis-wizard/web/assets"
	"redis-wizard/web/limits"
)

// Options is everything the server uses. The zero value serves on
// 127.0.0.1:8080 and logs nothing.
type Options struct {
	// Listen is the address for Run, "127.0.0.1:8080" by default.
	Listen string
	// Policy says what a connection test may reach. The zero value is a server's:
	// no loopback, no unix sockets. The address that Serve listens on is added
	// to what is refused.
	Policy connectivity.Policy
	// Prober tries the targets; nil means the real thing, under Policy.
	Prober Prober
	// Logger takes the request log; nil logs nothing.
	Logger *slog.Logger
	// Hosts are the names under which people reach the wizard, as they stand in
	// the address bar ("wizard.example.com", "wizard.lan:8080"). The names of
	// loopback and plain IP addresses are always served; any other name is
	// refused, because it may be a stranger's that was pointed here (DNS
	// rebinding).
	Hosts []string
	// ProbeDeadline bounds one whole connection test; 10 s by default.
	ProbeDeadline time.Duration
	// ProbesPerMinute is how many tests one client may start in a minute; 30 by
	// default. A third of them may come at once.
	ProbesPerMinute int
	// MaxProbes is how many tests may run at one time; 8 by default.
	MaxProbes int
	// LimitsRedis shares the rates and MaxProbes between replicas, which then
	// count together; nil counts for this server alone. The server closes it when
	// Serve ends.
	LimitsRedis *limits.Redis
	// CertificatesDirectory is Authelia's global certificates_directory: the
	// certificates in it are trusted by every test, beside the system's.
	CertificatesDirectory string
	// Prefill is what the form shows at first.
	Prefill configschema.Values
	// Version of the wizard, shown in the footer.
	Version string
}

// Server is the wizard, ready to be served.
type Server struct {
	options  Options
	log      *slog.Logger
	assets   *assets.Set
	echo     *echo.Echo
	prober   Prober
	limits   *limits.Limits
	draining atomic.Bool
}

// New checks the options and builds the server. It does not listen yet.
func New(options Options) (*Server, error) {
	options = options.withDefaults()
	files, err := assets.Load()
	if err != nil {
		return nil, fmt.Errorf("load the page's assets: %w", err)
	}
	s := &Server{
		options: options,
		log:     options.Logger,
		assets:  files,
		echo:    echo.New(),
		prober:  options.Prober,
		limits:  limits.New(options.MaxProbes, options.LimitsRedis, options.Logger),
	}
	if s.prober == nil {
		s.prober = &connectivity.Prober{Policy: options.Policy, Deadline: options.ProbeDeadline}
	}
	s.echo.HideBanner, s.echo.HidePort = true, true
	s.routes()
	return s, nil
}

func (o Options) withDefaults() Options {
	if o.Listen == "" {
		o.Listen = "127.0.0.1:8080"
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.ProbeDeadline <= 0 {
		o.ProbeDeadline = 10 * time.Second
	}
	if o.ProbesPerMinute <= 0 {
		o.ProbesPerMinute = 30
	}
	if o.MaxProbes <= 0 {
		o.MaxProbes = 8
	}
	return o
}

// refuseOwn keeps tests from being pointed at the wizard itself.
func (s *Server) refuseOwn(address net.Addr) {
	prober, real := s.prober.(*connectivity.Prober)
	own, err := netip.ParseAddrPort(address.String())
	if !real || err != nil {
		return
	}
	guarded := *prober
	guarded.Policy.Own = append(slices.Clone(guarded.Policy.Own), own)
	s.prober = &guarded
}

// Handler serves every page and endpoint.
func (s *Server) Handler() http.Handler { return s.echo }

// logged tells the log of an error that nothing else depends on.
func (s *Server) logged(doing string, err error) {
	if err != nil {
		s.log.Warn(doing, "error", err.Error())
	}
}

// Run listens on Options.Listen and serves until ctx ends.
func (s *Server) Run(ctx context.Context) error {
	listener, err := net.Listen("tcp", s.options.Listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", s.options.Listen, err)
	}
	return s.Serve(ctx, listener)
}

// Serve serves on a listener, which it closes, until ctx ends. Requests under
// way, running tests included, then have time to finish.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	s.refuseOwn(listener.Addr())
	defer func() { s.logged("close the Redis for shared limits", s.limits.Close()) }()
	server := &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      s.options.ProbeDeadline + 30*time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	s.log.Info("serving", "address", listener.Addr().String())

	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return fmt.Errorf("serve on %s: %w", listener.Addr(), err)
	case <-ctx.Done():
	}

	s.draining.Store(true)
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.options.ProbeDeadline+2*time.Second)
	defer cancel()
	err := server.Shutdown(grace)
	if err != nil {
		err = errors.Join(err, server.Close())
	}
	if left := <-served; !errors.Is(left, http.ErrServerClosed) {
		err = errors.Join(err, left)
	}
	s.log.Info("stopped")
	return err
}
