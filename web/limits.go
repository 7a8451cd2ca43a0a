package web

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"time"

	"redis-wizard/web/limits"
	"redis-wizard/web/metrics"
)

// busyError says that a client has to wait, and for how long.
type busyError struct {
	message string
	wait    time.Duration
}

func (e *busyError) Error() string { return e.message }

// retryAfter is the wait in whole seconds, at least one (RFC 9110, 10.2.3).
func (e *busyError) retryAfter() string { return strconv.Itoa(wholeSeconds(e.wait)) }

func wholeSeconds(wait time.Duration) int { return max(1, int(math.Ceil(wait.Seconds()))) }

// perMinute is a rate of which a third may come at once.
func perMinute(name string, n int) limits.Rate {
	return limits.Rate{Name: name, PerMinute: n, Burst: max(1, n/3)}
}

// admit lets a client's test in, or says when to come back. Call done when the
// test has ended.
func (s *Server) admit(ctx context.Context, client string) (done func(), err error) {
	release, free := s.limits.Acquire(ctx)
	if !free {
		s.metrics.Refused(metrics.Cap)
		return nil, &busyError{"This server is testing as many connections as it may at one time. Please try again in a few seconds.", 2 * time.Second}
	}
	if wait := s.limits.Take(ctx, perMinute("probes", s.options.ProbesPerMinute), client); wait > 0 {
		release()
		s.metrics.Refused(metrics.Rate)
		return nil, &busyError{fmt.Sprintf("That were many tests in a short time. Please wait %d seconds and try again.", wholeSeconds(wait)), wait}
	}
	return release, nil
}
