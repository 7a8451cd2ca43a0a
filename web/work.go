package web

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema/phrase"
	"redis-wizard/web/limits"
	"redis-wizard/web/metrics"
)

// What only computes (an evaluation, an import, a page) waits for no network, so
// what bounds it are processors and memory. It stands in one queue; a connection
// test stands there while its configuration is judged, and takes its own place
// afterwards.
const (
	// patience is how long a question waits for its turn, and workTime how long it
	// may be worked on.
	patience = 10 * time.Second
	workTime = 10 * time.Second
	// mostWaiting may stand in the queue, and of one client eachInside, those that
	// are worked on included. A page asks one or two things at a time, but an office may
	// sit behind one address, and the rate lets 200 come at once.
	mostWaiting = 300
	eachInside  = 200
	// The questions that are worked on at one time have, together, workSize times
	// MaxBody. Those that have arrived, with their answers, have room for heldSize
	// of the largest, and of one client for heldEach; leastHeld is for pages, which
	// have 100 KiB whatever was asked.
	workSize  = 2
	heldSize  = 64
	heldEach  = 16
	leastHeld = 256 << 10
)

func newQueue(o Options, patience time.Duration) *limits.Queue {
	return limits.NewQueue(limits.QueueOptions{
		Size: workSize * o.MaxBody, AtOnce: o.MaxWorkers,
		Waiting: mostWaiting, Each: eachInside, Patience: patience,
	})
}

func newMemory(o Options) *limits.Memory {
	largest := max(o.MaxBody, leastHeld)
	return limits.NewMemory(heldSize*largest, heldEach*largest)
}

// compute does what only computes when it is its turn, which never comes for a
// client that has gone. The bytes of the request count as its weight. Nothing may be
// sent from within: a client that reads slowly would keep its place.
func (s *Server) compute(c echo.Context, do func(ctx context.Context) error) error {
	var weight int64
	if held := shareOf(c); held != nil {
		weight = held.Bytes()
	}
	leave, err := s.queue.Enter(c.Request().Context(), callerOf(c).account(), weight)
	if err != nil {
		return s.busy(err)
	}
	defer leave()
	s.metrics.Computes()
	ctx, cancel := context.WithTimeout(c.Request().Context(), workTime)
	defer cancel()
	err = do(ctx)
	late := errors.Is(err, context.DeadlineExceeded) || errors.Is(ctx.Err(), context.DeadlineExceeded)
	if !late || c.Request().Context().Err() != nil {
		return err
	}
	s.metrics.Refused(metrics.Busy)
	return &busyError{phrase.Of("This server gave up after {seconds} seconds of work on this request. Send less of it, only the session section for instance, or let `redis-wizard check` read it on your machine.", "seconds", strconv.Itoa(wholeSeconds(workTime))), workTime, http.StatusServiceUnavailable}
}

// busy is what a client is told of a place, or of room, that it did not get. Other
// errors stay as they are.
func (s *Server) busy(err error) error {
	switch {
	case errors.Is(err, limits.ErrShare):
		s.metrics.Refused(metrics.Share)
		return &busyError{phrase.Of("You are asking this server for more at one time than one client may. Please wait for its answers and try again."), time.Second, http.StatusTooManyRequests}
	case errors.Is(err, limits.ErrFull), errors.Is(err, limits.ErrPatience):
		s.metrics.Refused(metrics.Busy)
		return &busyError{phrase.Of("This server has more to work on than it can at the moment. Please try again in a few seconds."), 5 * time.Second, http.StatusServiceUnavailable}
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
	server *Server
	held   *limits.Share
}

func (b *heldBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if refused := b.held.Add(int64(n)); refused != nil {
		return 0, b.server.busy(refused)
	}
	return n, err
}

// send answers with a text that has been made. It counts until the client has read
// it.
func (s *Server) send(c echo.Context, status int, media string, text []byte) error {
	if held := shareOf(c); held != nil {
		if err := held.Add(int64(len(text))); err != nil {
			return s.busy(err)
		}
	}
	return c.Blob(status, media, text)
}

func isBusy(err error) bool {
	var busy *busyError
	return errors.As(err, &busy)
}

// turnAway answers on a spare connection, of which there are some beyond
// Options.MaxConnections, with nothing but whether the server is well. Whoever
// watches over it has to learn that it is, and that it is crowded is no reason to
// restart it.
func (s *Server) turnAway(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !limits.Spare(c.Request().Context()) {
			return next(c)
		}
		c.Response().Header().Set(echo.HeaderConnection, "close")
		switch s.label(c.Path()) {
		case "/healthz", "/readyz":
			return next(c)
		}
		return &busyError{phrase.Of("This server has as many connections as it may at one time. Please try again in a few seconds."), 2 * time.Second, http.StatusServiceUnavailable}
	}
}
