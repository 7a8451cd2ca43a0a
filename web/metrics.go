package web

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"redis-wizard/connectivity"
	catalogue "redis-wizard/web/codes"
	"redis-wizard/web/limits"
	"redis-wizard/web/metrics"
)

// newMetrics knows the routes, so it comes after them.
func (s *Server) newMetrics() *metrics.Metrics {
	var routes []string
	for _, route := range s.echo.Routes() {
		routes = append(routes, s.label(route.Path))
	}
	return metrics.New(metrics.Options{
		Version:   s.options.Version,
		Routes:    routes,
		KnownCode: knownCode,
		Shared:    func() bool { return s.limits.Mode() == limits.Shared },
		Working:   s.queue.Working,
		Waiting:   s.queue.Waiting,
		Held:      s.memory.Held,
	})
}

func knownCode(code string) bool {
	_, known := catalogue.Find(code)
	return known
}

// showMetrics answers GET /metrics, unless another address does.
func (s *Server) showMetrics(c echo.Context) error {
	s.metrics.Handler().ServeHTTP(c.Response(), c.Request())
	return nil
}

// ServeMetrics serves /metrics, and nothing else, on a listener, which it
// closes, until ctx ends. Neither names nor signed-in users are checked there:
// it is for an address that only Prometheus reaches.
func (s *Server) ServeMetrics(ctx context.Context, listener net.Listener) error {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", s.metrics.Handler())
	server := s.httpServer(mux)
	s.log.Info("serving metrics", "address", listener.Addr().String())
	stop := context.AfterFunc(ctx, func() { s.logged("stop serving metrics", server.Close()) })
	defer stop()
	limited := s.limitConnections(listener, server, s.options.ConnectionsPerClient, s.options.ConnectionsPerClient)
	if err := server.Serve(limited); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve metrics on %s: %w", listener.Addr(), err)
	}
	return nil
}

// countProbe counts what a test found.
func (s *Server) countProbe(report connectivity.Report, took time.Duration) {
	var found []string
	for _, finding := range report.Findings {
		found = append(found, finding.Code)
	}
	s.metrics.Probe(string(report.Verdict), found, took)
	s.metrics.ProbePanicked(len(report.Panics))
	if refusedByPolicy(report) {
		s.metrics.Refused(metrics.Policy)
	}
}

func refusedByPolicy(report connectivity.Report) bool {
	for _, endpoint := range report.Endpoints {
		for _, step := range endpoint.Steps {
			if step.Step == connectivity.StepPolicy && step.Status == connectivity.Failed {
				return true
			}
		}
	}
	return false
}

// label is a route as a label or a log line has it: without the base path.
func (s *Server) label(route string) string {
	if route == "" {
		return "unknown"
	}
	return strings.TrimPrefix(route, s.options.BasePath)
}
