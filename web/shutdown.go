package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// goodbye is the time for what is still under way when no test runs any more.
const goodbye = 2 * time.Second

// shutDown ends a server in order. From the first moment /readyz says no and no
// further test is started; what else is asked is answered while tests run, so
// that load balancers get to see that. Then the listener is closed, and answers
// that are under way are finished. All of it takes as long as one test may, two
// seconds and Options.ShutdownDelay at most. A client that does not read its
// answer, or does not say all of its question, is cut off then, and is no fault;
// a test that still runs is one.
func (s *Server) shutDown(ctx context.Context, server *http.Server) error {
	s.draining.Store(true)
	s.log.Info("stopping", "running_tests", s.limits.Running())
	tests, cancel := context.WithTimeout(ctx, s.options.ShutdownDelay+s.options.longestProbe())
	defer cancel()
	s.drain(tests)
	last, cancel := context.WithTimeout(ctx, goodbye)
	defer cancel()
	err := server.Shutdown(last)
	if !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if running := s.limits.Running(); running > 0 {
		return errors.Join(fmt.Errorf("%d tests have not ended within their time", running), server.Close())
	}
	s.log.Warn("clients that did not finish were cut off")
	return server.Close()
}

// drain waits until no test runs, and for Options.ShutdownDelay at least.
func (s *Server) drain(ctx context.Context) {
	const between = 20 * time.Millisecond
	for delay := s.options.ShutdownDelay; delay > 0 || s.limits.Running() > 0; delay -= between {
		select {
		case <-ctx.Done():
			return
		case <-time.After(between):
		}
	}
}
