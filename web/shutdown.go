package web

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// shutDown ends a server in order. From the first moment /readyz says no and no
// further test is started; what else is asked is answered while tests run, so
// that load balancers get to see that. Then the listener is closed, and answers
// that are under way are finished. All of it takes as long as one test may, two
// seconds and Options.ShutdownDelay at most.
func (s *Server) shutDown(ctx context.Context, server *http.Server) error {
	s.draining.Store(true)
	s.log.Info("stopping", "running_tests", s.limits.Running())
	ctx, cancel := context.WithTimeout(ctx, s.options.ShutdownDelay+s.options.longestProbe()+2*time.Second)
	defer cancel()
	s.drain(ctx)
	err := server.Shutdown(ctx)
	if err != nil {
		err = errors.Join(err, server.Close())
	}
	return err
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
