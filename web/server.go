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

	"redis-wizard/connectivity"
	"redis-wizard/web/assets"
	"redis-wizard/web/limits"
	"redis-wizard/web/metrics"
	"redis-wizard/web/vantage"
)

// Server is the wizard, ready to be served.
type Server struct {
	options  Options
	log      *slog.Logger
	assets   *assets.Set
	echo     *echo.Echo
	prober   Prober
	limits   *limits.Limits
	metrics  *metrics.Metrics
	keys     *keyPair // nil for plain HTTP
	vantages []*vantage.Client
	queue    *limits.Queue
	memory   *limits.Memory
	packed   packedPages
	draining atomic.Bool
}

// New checks the options and builds the server. It does not listen yet.
func New(options Options) (*Server, error) {
	options = options.withDefaults()
	if err := options.check(); err != nil {
		return nil, err
	}
	var keys *keyPair
	if options.TLSCert != "" {
		var err error
		if keys, err = loadKeyPair(options.TLSCert, options.TLSKey, options.Logger); err != nil {
			return nil, err
		}
	}
	files, err := assets.Load()
	if err != nil {
		return nil, fmt.Errorf("load the page's assets: %w", err)
	}
	s := &Server{
		options:  options,
		log:      options.Logger,
		assets:   files,
		echo:     echo.New(),
		prober:   options.Prober,
		keys:     keys,
		vantages: clientsOf(options),
		limits:   limits.New(options.MaxProbes, options.ProbesPerClient, options.LimitsRedis, options.Logger),
		queue:    newQueue(options, patience),
		memory:   newMemory(options),
	}
	if s.prober == nil {
		policy, _ := options.Reach(options.Listen)
		s.prober = &connectivity.Prober{Policy: policy, Deadline: options.ProbeDeadline, Denied: &connectivity.Denied{Changed: s.deniedChanged}}
	}
	s.echo.HideBanner, s.echo.HidePort = true, true
	s.routes()
	s.metrics = s.newMetrics()
	s.warnOfPlainVantages()
	return s, nil
}

// refuseOwn keeps tests from being pointed at the wizard itself.
func (s *Server) refuseOwn(address net.Addr) {
	own, err := netip.ParseAddrPort(address.String())
	if err != nil {
		return
	}
	s.guard(func(p *connectivity.Prober) { p.Policy.Own = append(slices.Clone(p.Policy.Own), own) })
}

// reach leaves loopback out where other machines reach the listening address, says
// in the log which it is, and looks up what is denied by its name.
func (s *Server) reach(ctx context.Context, address net.Addr) {
	policy, why := s.options.Reach(address.String())
	if s.options.Prober == nil {
		s.guard(func(p *connectivity.Prober) { p.Policy.Loopback = policy.Loopback })
	}
	if policy.Loopback {
		s.log.Info("loopback may be tested", "because", why)
	} else {
		s.log.Info("loopback is not tested", "because", why)
	}
	s.lookUpDenied(ctx)
}

// Handler serves every page and endpoint.
func (s *Server) Handler() http.Handler { return s.echo }

// logged tells the log of an error that nothing else depends on.
func (s *Server) logged(doing string, err error) {
	if err != nil {
		s.log.Warn(doing, "error", err.Error())
	}
}

// Run listens on Options.Listen, and on Options.MetricsListen if there is one,
// and serves until ctx ends.
func (s *Server) Run(ctx context.Context) error {
	listener, err := net.Listen("tcp", s.options.Listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", s.options.Listen, err)
	}
	if s.options.MetricsListen == "" {
		return s.Serve(ctx, listener)
	}
	beside, err := net.Listen("tcp", s.options.MetricsListen)
	if err != nil {
		return errors.Join(fmt.Errorf("listen on %s for metrics: %w", s.options.MetricsListen, err), listener.Close())
	}
	s.refuseOwn(beside.Addr())
	// The metrics are served for as long as the wizard is, and end it when they
	// cannot be: nobody would notice otherwise.
	ctx, stop := context.WithCancelCause(ctx)
	serving, ended := context.WithCancel(context.WithoutCancel(ctx))
	metered := make(chan error, 1)
	go func() {
		err := s.ServeMetrics(serving, beside)
		stop(err)
		metered <- err
	}()
	err = s.Serve(ctx, listener)
	ended()
	return errors.Join(err, <-metered)
}

const (
	// bodyTimeout is the longest time for the body of a request, which has at
	// most some megabytes.
	bodyTimeout = 30 * time.Second
	// maxHeader bounds the head of a request, in bytes. Cookies of neighbours on
	// the same name are most of it.
	maxHeader = 64 << 10
)

// httpServer is a server with this one's bounds on time.
func (s *Server) httpServer(handler http.Handler) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: s.options.HeaderTimeout,
		ReadTimeout:       s.options.HeaderTimeout + bodyTimeout,
		WriteTimeout:      patience + workTime + s.options.longestProbe() + s.options.WriteTimeout,
		IdleTimeout:       s.options.IdleTimeout,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
}

// spareConnections are there beyond Options.MaxConnections, for /healthz and /readyz.
const spareConnections = 64

// limitConnections bounds the connections of a server.
func (s *Server) limitConnections(listener net.Listener, server *http.Server, most, each int) net.Listener {
	limited := limits.NewListener(listener, limits.ListenerOptions{
		Max: most, Each: each, Spare: spareConnections,
		Whole:   s.options.trusts,
		Crowded: func() { s.metrics.Refused(metrics.Connections) },
	})
	server.ConnState, server.ConnContext = limited.ConnState, limits.ConnContext
	return limited
}

// Serve serves on a listener, which it closes, until ctx ends. Requests under
// way, running tests included, then have time to finish: as long as one test may
// take, and two seconds. Until the last test has ended, new requests are
// answered too, but /readyz says no and no further test is started.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	s.refuseOwn(listener.Addr())
	defer func() { s.logged("close the Redis for shared limits", s.limits.Close()) }()
	server := s.httpServer(s.Handler())
	limited := s.limitConnections(listener, server, s.options.MaxConnections, s.options.ConnectionsPerClient)
	s.log.Info("serving", "address", listener.Addr().String(), "tls", s.keys != nil)
	s.reach(ctx, listener.Addr())

	served := make(chan error, 1)
	go func() {
		if s.keys != nil {
			server.TLSConfig = s.keys.config()
			served <- server.ServeTLS(limited, "", "")
			return
		}
		served <- server.Serve(limited)
	}()
	select {
	case err := <-served:
		return fmt.Errorf("serve on %s: %w", listener.Addr(), err)
	case <-ctx.Done():
	}

	err := s.shutDown(context.WithoutCancel(ctx), server)
	if left := <-served; !errors.Is(left, http.ErrServerClosed) {
		err = errors.Join(err, left)
	}
	s.log.Info("stopped")
	return err
}
