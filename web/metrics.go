package web

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema/causes"
	"redis-wizard/web/limits"
	"redis-wizard/web/metrics"
)

func (s *Server) newMetrics() *metrics.Metrics {
	m, queue := metrics.New(s.options.Version, causes.Known), s.control.Queue
	m.Gauge("redis_wizard_limits_shared", "1 while limits are counted together with other replicas, 0 while this server counts alone.", func() float64 {
		if s.control.Limits.Mode() == limits.Shared {
			return 1
		}
		return 0
	})
	m.Gauge("redis_wizard_computations_in_flight", "Questions that only compute and are worked on.", func() float64 { return float64(queue.Working()) })
	m.Gauge("redis_wizard_computations_waiting", "Questions that wait to be worked on.", func() float64 { return float64(queue.Waiting()) })
	m.Gauge("redis_wizard_requests_held_bytes", "Bytes of the bodies that have arrived and are not answered, and of answers that are not read.", func() float64 {
		return float64(s.control.Memory.Held())
	})
	return m
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

// health says that the process serves, even while it is about to stop: whoever
// restarts what does not answer must leave it alone until it has.
func (s *Server) health(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// ready says that new requests are welcome; a server that is stopping turns
// them away, so that a load balancer asks another replica. A server whose
// shared limits are out of reach is still ready, and says so.
func (s *Server) ready(c echo.Context) error {
	if s.control.Draining.Load() {
		return c.String(http.StatusServiceUnavailable, "stopping\n")
	}
	if fault := s.control.Limits.Fault(); fault != "" {
		return c.String(http.StatusOK, "ready\nnote: the Redis for shared limits "+fault+", so this replica counts for itself\n")
	}
	return c.String(http.StatusOK, "ready\n")
}
