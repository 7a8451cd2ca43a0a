package web

import (
	"context"
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema/phrase"
	"redis-wizard/web/limits"
	"redis-wizard/web/metrics"
)

// busyError says that a client has to wait, and for how long.
type busyError struct {
	phrase.Said
	wait time.Duration
	// status is 429 for a client's own doing, 503 for the server's.
	status int
}

func (e *busyError) Error() string { return e.String() }

// retryAfter is the wait in whole seconds, at least one (RFC 9110, 10.2.3).
func (e *busyError) retryAfter() string { return strconv.Itoa(wholeSeconds(e.wait)) }

func wholeSeconds(wait time.Duration) int { return max(1, int(math.Ceil(wait.Seconds()))) }

// perMinute is a rate of which a third may come at once.
func perMinute(name string, n int) limits.Rate {
	return limits.Rate{Name: name, PerMinute: n, Burst: max(1, n/3)}
}

// admit lets a client's test in, or says when to come back. Call done when the
// test has ended.
// One that stands for many clients may have all places.
func (s *Server) admit(ctx context.Context, client string, forMany bool) (done func(), err error) {
	if err := s.stopping(); err != nil {
		return nil, err
	}
	holder := client
	if forMany {
		holder = ""
	}
	release, err := s.limits.Acquire(ctx, holder)
	switch {
	case errors.Is(err, limits.ErrShare):
		s.metrics.Refused(metrics.Share)
		return nil, &busyError{phrase.Of("You are testing as many connections as one client may at one time ({limit}). Please wait for the report of one of them and try again.", "limit", strconv.Itoa(s.options.ProbesPerClient)), 2 * time.Second, http.StatusTooManyRequests}
	case err != nil:
		s.metrics.Refused(metrics.Cap)
		return nil, &busyError{phrase.Of("This server is testing as many connections as it may at one time. Please try again in a few seconds."), 2 * time.Second, http.StatusTooManyRequests}
	}
	if wait := s.limits.Take(ctx, perMinute("probes", s.options.ProbesPerMinute), client); wait > 0 {
		release()
		s.metrics.Refused(metrics.Rate)
		return nil, &busyError{phrase.Of("Those were many tests in a short time. Please wait {seconds} seconds and try again.", "seconds", strconv.Itoa(wholeSeconds(wait))), wait, http.StatusTooManyRequests}
	}
	return release, nil
}

// stopping refuses a test while the server is about to stop.
func (s *Server) stopping() error {
	if !s.draining.Load() {
		return nil
	}
	s.metrics.Refused(metrics.Stopping)
	return &busyError{phrase.Of("This server is about to stop, so it starts no more tests. Please try again in a few seconds."), 5 * time.Second, http.StatusServiceUnavailable}
}

// limitRate bounds how much one client may ask for. Pages are counted apart from
// what is judged, so that who typed fast can still load the page; connection tests
// have a limit of their own beside this one.
func (s *Server) limitRate(name string) echo.MiddlewareFunc {
	rate := perMinute(name, s.options.RequestsPerMinute)
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if wait := s.limits.Take(c.Request().Context(), rate, callerOf(c).account()); wait > 0 {
				s.metrics.Refused(metrics.Rate)
				return &busyError{phrase.Of("Those were many requests in a short time. Please wait {seconds} seconds and try again.", "seconds", strconv.Itoa(wholeSeconds(wait))), wait, http.StatusTooManyRequests}
			}
			return next(c)
		}
	}
}
