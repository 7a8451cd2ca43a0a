package web

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"redis-wizard/connectivity"
	"redis-wizard/connectivity/policy"
	"redis-wizard/web/admission"
	"redis-wizard/web/assets"
	"redis-wizard/web/certificate"
	"redis-wizard/web/limits"
	"redis-wizard/web/metrics"
	"redis-wizard/web/page"
	"redis-wizard/web/probe"
)

// Server is the wizard, ready to be served.
type Server struct {
	options Options
	log     *slog.Logger
	echo    *echo.Echo
	keys    *tls.Config // nil for plain HTTP
	control *admission.Control
	metrics *metrics.Metrics
	pages   *page.Pages
	probes  *probe.Runner
}

// New checks the options and builds the server. It does not listen yet.
func New(options Options) (*Server, error) {
	options = options.withDefaults()
	if err := options.check(); err != nil {
		return nil, err
	}
	s := &Server{options: options, log: options.Logger, echo: echo.New()}
	if options.TLSCert != "" {
		var err error
		if s.keys, err = certificate.Load(options.TLSCert, options.TLSKey, options.Logger); err != nil {
			return nil, err
		}
	}
	files, err := assets.Load()
	if err != nil {
		return nil, fmt.Errorf("load the page's assets: %w", err)
	}
	s.control = admission.New(admission.Options{
		MaxBody: options.MaxBody, MaxFields: options.MaxFields, MaxWorkers: options.MaxWorkers, WorkTimeout: options.WorkTimeout,
		MaxProbes: options.MaxProbes, ProbesPerClient: options.ProbesPerClient,
		ProbesPerMinute: options.ProbesPerMinute, RequestsPerMinute: options.RequestsPerMinute, LimitsRedis: options.LimitsRedis,
	}, options.Logger)
	s.metrics = s.newMetrics()
	s.control.Metrics = s.metrics
	s.pages = &page.Pages{Files: files, Control: s.control, Log: options.Logger}
	s.probes = &probe.Runner{
		Prober: options.Prober, Deadline: options.ProbeDeadline, Vantages: clientsOf(options),
		CertificatesDirectory: options.CertificatesDirectory, AllowLoopback: options.AllowLoopback,
		LogTargets: options.LogTargets, Log: options.Logger, Control: s.control,
	}
	if options.Prober == nil {
		reach, _ := options.Reach(options.Listen)
		s.probes.Prober = &connectivity.Prober{Policy: reach, Deadline: options.ProbeDeadline, Denied: &policy.Denied{Changed: s.deniedChanged}}
	}
	s.echo.HideBanner, s.echo.HidePort = true, true
	s.routes()
	s.warnOfPlainVantages()
	return s, nil
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
		WriteTimeout:      2*s.options.WorkTimeout + s.probes.Longest() + s.options.WriteTimeout,
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
		Whole:   s.options.TrustedProxies.Trust,
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
	defer func() { s.logged("close the Redis for shared limits", s.control.Limits.Close()) }()
	server := s.httpServer(s.Handler())
	limited := s.limitConnections(listener, server, s.options.MaxConnections, s.options.ConnectionsPerClient)
	s.log.Info("serving", "address", listener.Addr().String(), "tls", s.keys != nil)
	s.reach(ctx, listener.Addr())

	served := make(chan error, 1)
	go func() {
		if s.keys != nil {
			server.TLSConfig = s.keys
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

// goodbye is the time for what is still under way when no test runs any more.
const goodbye = 2 * time.Second

// shutDown ends a server in order. From the first moment /readyz says no and no
// further test is started; what else is asked is answered while tests run, so
// that load balancers get to see that. Then the listener is closed, and answers
// that are under way are finished. All of it takes as long as one test may, two
// seconds and Options.ShutdownDelay at most. A client that does not read its
// answer, or does not say all of its question, is cut off then, and is no fault;
// a test that still runs is one.
func (s *Server) shutDown(ctx context.Context, server *http.Server) error {
	s.control.Draining.Store(true)
	s.log.Info("stopping", "running_tests", s.control.Limits.Running())
	tests, cancel := context.WithTimeout(ctx, s.options.ShutdownDelay+s.probes.Longest())
	defer cancel()
	s.drain(tests)
	last, cancel := context.WithTimeout(ctx, goodbye)
	defer cancel()
	err := server.Shutdown(last)
	if !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if running := s.control.Limits.Running(); running > 0 {
		return errors.Join(fmt.Errorf("%d tests have not ended within their time", running), server.Close())
	}
	s.log.Warn("clients that did not finish were cut off")
	return server.Close()
}

// drain waits until no test runs, and for Options.ShutdownDelay at least.
func (s *Server) drain(ctx context.Context) {
	const between = 20 * time.Millisecond
	for delay := s.options.ShutdownDelay; delay > 0 || s.control.Limits.Running() > 0; delay -= between {
		select {
		case <-ctx.Done():
			return
		case <-time.After(between):
		}
	}
}
