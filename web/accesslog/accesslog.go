// Package accesslog writes one line for each request, and counts it. The line
// names the route, never the URL: what a client puts there may be a secret.
package accesslog

import (
	"crypto/rand"
	"log/slog"
	"time"

	"github.com/labstack/echo/v4"

	"redis-wizard/web/base"
	"redis-wizard/web/client"
	"redis-wizard/web/failure"
	"redis-wizard/web/metrics"
)

// Write gives each request an id, says it in X-Request-Id, and writes one
// line when the request is done. A trusted proxy may give the id, so that
// its log and this one can be read together.
func Write(log *slog.Logger, counts *metrics.Metrics) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			started := time.Now()
			c.Response().Header().Set(echo.HeaderXRequestID, newRequestID(c))
			err := next(c)
			if err != nil {
				c.Error(err) // answers now, so that the status below is the one sent
			}
			route, took := Route(c), time.Since(started)
			counts.Request(route, c.Response().Status, took)
			level := slog.LevelInfo
			if failure.Ours(c.Response().Status) {
				level = slog.LevelError
			}
			attributes := []slog.Attr{
				slog.String("request_id", ID(c)),
				slog.String("method", method(c.Request().Method)),
				slog.String("route", route),
				slog.Int("status", c.Response().Status),
				slog.Int64("bytes", c.Response().Size),
				slog.Duration("took", took),
				slog.String("client", client.Of(c).Network()),
			}
			if user := client.Of(c).User; user != "" {
				attributes = append(attributes, slog.String("user", user))
			}
			log.LogAttrs(c.Request().Context(), level, "request", attributes...)
			return nil
		}
	}
}

// Route is the route of a request as a label or a log line has it: without the base
// path.
func Route(c echo.Context) string {
	if c.Path() == "" {
		return "unknown"
	}
	return base.Trim(c.Request().Context(), c.Path())
}

// newRequestID is the id that a trusted proxy gave a request, or a new one.
func newRequestID(c echo.Context) string {
	if client.Of(c).Proxied {
		if id, one := client.Only(c.Request(), echo.HeaderXRequestID); one && isRequestID(id) {
			return id
		}
	}
	return rand.Text()[:16]
}

// isRequestID tells whether a text is an id as proxies make them: a UUID, a
// number in hexadecimal, or the like.
func isRequestID(id string) bool {
	return len(id) >= 8 && len(id) <= 64 && base.Plain(id)
}

// ID is the id of a request.
func ID(c echo.Context) string {
	return c.Response().Header().Get(echo.HeaderXRequestID)
}

// method is a request's method as it may stand in a log line: the known ones.
func method(name string) string {
	switch name {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS":
		return name
	}
	return "other"
}
