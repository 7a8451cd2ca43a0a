// Package admission decides what the server takes on: how often each client may
// ask, how many connection tests run at one time, how large a request may be, and
// whose turn it is where processors and memory are short. What exactly is counted
// is the matter of package limits; here stands what HTTP makes of it.
package admission

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"redis-wizard/web/client"
	"redis-wizard/web/failure"
	"redis-wizard/web/limits"
	"redis-wizard/web/metrics"
)

// perMinute is a rate of which a third may come at once.
func perMinute(name string, n int) limits.Rate {
	return limits.Rate{Name: name, PerMinute: n, Burst: max(1, n/3)}
}

// Admit lets a client's test in, or says when to come back. Call done when the
// test has ended.
// One that stands for many clients may have all places.
func (a *Control) Admit(ctx context.Context, account string, forMany bool) (done func(), err error) {
	if err := a.Stopping(); err != nil {
		return nil, err
	}
	holder := account
	if forMany {
		holder = ""
	}
	release, err := a.Limits.Acquire(ctx, holder)
	switch {
	case errors.Is(err, limits.ErrShare):
		a.Metrics.Refused(metrics.Share)
		return nil, failure.Busy(http.StatusTooManyRequests, 2*time.Second, "You are testing as many connections as one client may at one time ({limit}). Please wait for the report of one of them and try again.", "limit", strconv.Itoa(a.ProbesPerClient))
	case err != nil:
		a.Metrics.Refused(metrics.Cap)
		return nil, failure.Busy(http.StatusTooManyRequests, 2*time.Second, "This server is testing as many connections as it may at one time. Please try again in a few seconds.")
	}
	if wait := a.Limits.Take(ctx, perMinute("probes", a.ProbesPerMinute), account); wait > 0 {
		release()
		a.Metrics.Refused(metrics.Rate)
		return nil, failure.TooMany(wait, "Too many tests. Try again in 1 second.", "Too many tests. Try again in {seconds} seconds.")
	}
	return release, nil
}

// Stopping refuses a test while the server is about to stop.
func (a *Control) Stopping() error {
	if !a.Draining.Load() {
		return nil
	}
	a.Metrics.Refused(metrics.Stopping)
	return failure.Busy(http.StatusServiceUnavailable, 5*time.Second, "This server is about to stop, so it starts no more tests. Please try again in a few seconds.")
}

// Rate bounds how much one client may ask for. Pages are counted apart from
// what is judged, so that who typed fast can still load the page; connection tests
// have a limit of their own beside this one.
func (a *Control) Rate(name string) echo.MiddlewareFunc {
	rate := perMinute(name, a.RequestsPerMinute)
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if wait := a.Limits.Take(c.Request().Context(), rate, client.Of(c).Account()); wait > 0 {
				a.Metrics.Refused(metrics.Rate)
				return failure.TooMany(wait, "Too many requests. Try again in 1 second.", "Too many requests. Try again in {seconds} seconds.")
			}
			return next(c)
		}
	}
}

// Options are the bounds; web.Options says what each of them means.
type Options struct {
	MaxBody                            int64
	MaxFields                          int
	MaxProbes, ProbesPerClient         int
	MaxWorkers                         int
	ProbesPerMinute, RequestsPerMinute int
	// WorkTimeout is how long one waits for a turn, and then how long it may last.
	WorkTimeout time.Duration
	LimitsRedis *limits.Redis
}

// Control lets requests in, or tells them when to come back.
type Control struct {
	Options
	Limits *limits.Limits
	Queue  *limits.Queue
	Memory *limits.Pool
	// Metrics counts what is refused.
	Metrics *metrics.Metrics
	// Draining is set once the server is about to stop.
	Draining atomic.Bool
}

// New makes a control with nothing in it yet.
func New(options Options, log *slog.Logger) *Control {
	largest := max(options.MaxBody, LeastHeld)
	return &Control{
		Options: options,
		Limits:  limits.New(options.MaxProbes, options.ProbesPerClient, options.LimitsRedis, log),
		Queue:   newQueue(options),
		Memory:  limits.NewPool(HeldSize*largest, HeldEach*largest),
	}
}

// newQueue is the queue for what only computes.
func newQueue(o Options) *limits.Queue {
	return limits.NewQueue(limits.QueueOptions{
		Size: WorkSize * o.MaxBody, AtOnce: o.MaxWorkers,
		Waiting: MostWaiting, Each: EachInside, Patience: o.WorkTimeout,
	})
}
