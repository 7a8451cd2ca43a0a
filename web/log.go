package web

import (
	"crypto/rand"
	"log/slog"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema"
	"redis-wizard/connectivity"
)

// logRequests gives each request an id, says it in X-Request-Id, and writes one
// line when the request is done. The line names the route, never the URL: what
// a client puts there may be a secret. A trusted proxy may give the id, so that
// its log and this one can be read together.
func (s *Server) logRequests(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		started := time.Now()
		c.Response().Header().Set(echo.HeaderXRequestID, newRequestID(c))
		err := next(c)
		if err != nil {
			c.Error(err) // answers now, so that the status below is the one sent
		}
		route, took := s.label(c.Path()), time.Since(started)
		s.metrics.Request(route, c.Response().Status, took)
		level := slog.LevelInfo
		if ours(c.Response().Status) {
			level = slog.LevelError
		}
		attributes := []slog.Attr{
			slog.String("request_id", requestID(c)),
			slog.String("method", method(c.Request().Method)),
			slog.String("route", route),
			slog.Int("status", c.Response().Status),
			slog.Int64("bytes", c.Response().Size),
			slog.Duration("took", took),
			slog.String("client", callerOf(c).network()),
		}
		if user := callerOf(c).user; user != "" {
			attributes = append(attributes, slog.String("user", user))
		}
		s.log.LogAttrs(c.Request().Context(), level, "request", attributes...)
		return nil
	}
}

// logProbe says in one line what came of a test. What people try is theirs, so
// the line names no address unless the administrator asked for it, to see what
// the wizard is used for.
func (s *Server) logProbe(c echo.Context, in configschema.Input, report connectivity.Report, took time.Duration) {
	attributes := []slog.Attr{
		slog.String("request_id", requestID(c)),
		slog.String("verdict", string(report.Verdict)),
		slog.String("mode", string(report.Mode)),
		slog.String("codes", strings.Join(knownCodes(report), " ")),
		slog.Duration("took", took),
	}
	if report.Vantage != "" {
		attributes = append(attributes, slog.String("vantage", report.Vantage))
	}
	if s.options.LogTargets {
		attributes = append(attributes, slog.Any("targets", targetsOf(in, report)))
	}
	s.log.LogAttrs(c.Request().Context(), slog.LevelInfo, "probe", attributes...)
	// By their places alone, like the panics of handlers.
	for _, place := range report.Panics {
		s.log.Error("panic in a probe", "request_id", requestID(c), "place", place)
	}
}

// notATarget stands in the log for what was given as an address and may be none.
const notATarget = "-"

// targetsOf are the addresses that a test tried, as far as they are some: what
// somebody typed into the wrong box may be a password. So a name counts once it has
// been found, and a socket once something has answered there.
func targetsOf(in configschema.Input, report connectivity.Report) []string {
	secrets := map[string]bool{}
	if result, err := configschema.Evaluate(in); err == nil {
		for key, value := range result.Values {
			if f, known := configschema.FieldOf(key); !known || f.Secret {
				secrets[value] = true
			}
		}
	}
	targets := []string{}
	for _, e := range report.Endpoints {
		host, _, err := net.SplitHostPort(e.Address)
		proof := connectivity.StepResolve
		if err != nil {
			host, proof = e.Address, connectivity.StepConnect
		}
		found := slices.ContainsFunc(e.Steps, func(s connectivity.Step) bool {
			return s.Step == proof && (s.Status == connectivity.Passed || s.Status == connectivity.Warned)
		})
		if !found || secrets[host] || secrets[e.Address] || !addressLike(host) {
			targets = append(targets, notATarget)
			continue
		}
		targets = append(targets, e.Address)
	}
	return targets
}

// addressLike tells whether a text is made of what names, addresses and paths of
// sockets are made of.
func addressLike(host string) bool {
	return host != "" && len(host) < 256 && !strings.ContainsFunc(host, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-._:%/", r)
	}) && (strings.HasPrefix(host, "/") || !strings.Contains(host, "/"))
}

// knownCodes are the codes of a report that the catalogue has, each once.
func knownCodes(report connectivity.Report) []string {
	var codes []string
	for _, finding := range report.Findings {
		if knownCode(finding.Code) && !slices.Contains(codes, finding.Code) {
			codes = append(codes, finding.Code)
		}
	}
	slices.Sort(codes)
	return codes
}

// newRequestID is the id that a trusted proxy gave a request, or a new one.
func newRequestID(c echo.Context) string {
	if callerOf(c).proxied {
		if id, one := only(c.Request(), echo.HeaderXRequestID); one && isRequestID(id) {
			return id
		}
	}
	return rand.Text()[:16]
}

// isRequestID tells whether a text is an id as proxies make them: a UUID, a
// number in hexadecimal, or the like.
func isRequestID(id string) bool {
	return len(id) >= 8 && len(id) <= 64 && !strings.ContainsFunc(id, notPlain)
}

func requestID(c echo.Context) string {
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
