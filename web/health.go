package web

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// health says that the process serves, even while it is about to stop: whoever
// restarts what does not answer must leave it alone until it has.
func (s *Server) health(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// ready says that new requests are welcome; a server that is stopping turns
// them away, so that a load balancer asks another replica. A server whose
// shared limits are out of reach is still ready, and says so.
func (s *Server) ready(c echo.Context) error {
	if s.draining.Load() {
		return c.String(http.StatusServiceUnavailable, "stopping\n")
	}
	if fault := s.limits.Fault(); fault != "" {
		return c.String(http.StatusOK, "ready\nnote: the Redis for shared limits "+fault+", so this replica counts for itself\n")
	}
	return c.String(http.StatusOK, "ready\n")
}
