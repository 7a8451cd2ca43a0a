package admission

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"redis-wizard/web/client"
	"redis-wizard/web/failure"
	"redis-wizard/web/limits"
	"redis-wizard/web/metrics"
)

// What only computes (an evaluation, an import, a page) waits for no network, so
// what bounds it are processors and memory. It stands in one queue; a connection
// test stands there while its configuration is judged, and takes its own place
// afterwards.
const (
	// MostWaiting may stand in the queue, and of one client EachInside, those that
	// are worked on included. A page asks one or two things at a time, but an office may
	// sit behind one address, and the rate lets 200 come at once.
	MostWaiting = 300
	EachInside  = 200
	// The questions that are worked on at one time have, together, WorkSize times
	// MaxBody. Those that have arrived, with their answers, have room for HeldSize
	// of the largest, and of one client for HeldEach; LeastHeld is for pages, which
	// have 100 KiB whatever was asked.
	WorkSize  = 2
	HeldSize  = 64
	HeldEach  = 16
	LeastHeld = 256 << 10
)

// Compute does what only computes when it is its turn, which never comes for a
// client that has gone. The bytes of the request count as its weight. Nothing may be
// sent from within: a client that reads slowly would keep its place.
func (a *Control) Compute(c echo.Context, do func(ctx context.Context) error) error {
	var weight int64
	if held := shareOf(c); held != nil {
		weight = held.Held()
	}
	leave, err := a.Queue.Enter(c.Request().Context(), client.Of(c).Account(), weight)
	if err != nil {
		return a.busy(err)
	}
	defer leave()
	a.Metrics.Computes()
	ctx, cancel := context.WithTimeout(c.Request().Context(), a.WorkTimeout)
	defer cancel()
	err = do(ctx)
	late := errors.Is(err, context.DeadlineExceeded) || errors.Is(ctx.Err(), context.DeadlineExceeded)
	if !late || c.Request().Context().Err() != nil {
		return err
	}
	a.Metrics.Refused(metrics.Busy)
	return failure.Busy(http.StatusServiceUnavailable, a.WorkTimeout, "This server gave up after {seconds} seconds of work on this request. Send less of it, only the session section for instance, or let `redis-wizard check` read it on your machine.", "seconds", failure.WholeSeconds(a.WorkTimeout))
}

// busy is what a client is told of a place, or of room, that it did not get. Other
// errors stay as they are.
func (a *Control) busy(err error) error {
	switch {
	case errors.Is(err, limits.ErrShare):
		a.Metrics.Refused(metrics.Share)
		return failure.Busy(http.StatusTooManyRequests, time.Second, "You are asking this server for more at one time than one client may. Please wait for its answers and try again.")
	case errors.Is(err, limits.ErrFull), errors.Is(err, limits.ErrPatience):
		a.Metrics.Refused(metrics.Busy)
		return failure.Busy(http.StatusServiceUnavailable, 5*time.Second, "This server has more to work on than it can at the moment. Please try again in a few seconds.")
	}
	return err
}

const shareKey = "share"

// shareOf is what a request holds of the server's memory; nil for one without a body.
func shareOf(c echo.Context) *limits.Share {
	held, _ := c.Get(shareKey).(*limits.Share)
	return held
}

// heldBody counts the body of a request while it is read.
type heldBody struct {
	io.ReadCloser
	control *Control
	held    *limits.Share
}

func (b *heldBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if refused := b.held.Add(int64(n)); refused != nil {
		return 0, b.control.busy(refused)
	}
	return n, err
}

// Send answers with a text that has been made. It counts until the client has read
// it.
func (a *Control) Send(c echo.Context, status int, media string, text []byte) error {
	if held := shareOf(c); held != nil {
		if err := held.Add(int64(len(text))); err != nil {
			return a.busy(err)
		}
	}
	return c.Blob(status, media, text)
}
