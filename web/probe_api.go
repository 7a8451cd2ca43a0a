package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
	"redis-wizard/connectivity"
)

const eventStream = "text/event-stream"

// probe answers POST /api/v1/probe: with the report, or, for a client that
// accepts text/event-stream, with an event "step" as each step ends and then
// the report as the event "report", or "error" when there will be none. A client
// that goes away ends its test.
func (s *Server) probe(c echo.Context) error {
	asked, err := s.readTrial(c)
	if err != nil {
		return err
	}
	return s.answerProbe(c, asked)
}

func (s *Server) answerProbe(c echo.Context, asked trial) error {
	if !acceptsStream(c.Request().Header.Get("Accept")) {
		report, err := s.runProbe(c, asked, nil)
		if err != nil {
			return err
		}
		return writeReport(c, report)
	}

	stream, end := s.openEvents(c)
	defer end()
	report, err := s.runProbe(c, asked, func(step connectivity.StepEvent) { stream.send("step", step) })
	if err != nil {
		return stream.fail(err)
	}
	stream.send("report", report)
	return stream.err
}

// trial is a test as it is asked for.
type trial struct {
	in    configschema.Input
	trust Trust
	// vantage is the name of the place to make it from, empty for this server.
	vantage string
	// forMany tells whether another wizard asks, which stands for many clients.
	forMany bool
}

// runProbe is a test within the limits of this server. What is to be tried is judged
// first; a place is taken for the test itself.
func (s *Server) runProbe(c echo.Context, asked trial, observe func(connectivity.StepEvent)) (connectivity.Report, error) {
	asked.in.Language = languageOf(c)
	asked.trust.Elsewhere = s.elsewhere(c)
	probe, err := s.proberAt(asked.vantage)
	if err != nil {
		return connectivity.Report{}, err
	}
	if err := s.stopping(); err != nil {
		return connectivity.Report{}, err
	}
	began := time.Now()
	var judged judgement
	err = s.compute(c, func(ctx context.Context) (err error) {
		judged, err = judge(ctx, asked.in, asked.trust)
		return err
	})
	if err != nil {
		return connectivity.Report{}, err
	}
	report, untried := judged.refusal()
	if !untried {
		if report, err = s.try(c, probe, judged, asked.forMany, observe); err != nil {
			return report, err
		}
	}
	s.countProbe(report, time.Since(began))
	s.logProbe(c, asked.in, report, time.Since(began))
	return report, nil
}

// try makes a test when there is a place for it.
func (s *Server) try(c echo.Context, probe probeFunc, judged judgement, forMany bool, observe func(connectivity.StepEvent)) (connectivity.Report, error) {
	done, err := s.admit(c.Request().Context(), callerOf(c).account(), forMany)
	if err != nil {
		return connectivity.Report{}, err
	}
	defer done()
	ctx, cancel := context.WithTimeout(c.Request().Context(), s.options.longestProbe())
	defer cancel()
	defer s.metrics.ProbeBegan()()
	report, err := probe(ctx, judged, observe)
	if gone := c.Request().Context().Err(); gone != nil {
		return report, gone
	}
	if err != nil {
		s.noteVantage(c, err)
	}
	return report, err
}

// writeReport sends the same bytes as the command line prints, less its
// indentation.
func writeReport(c echo.Context, report connectivity.Report) error {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(report); err != nil {
		return fmt.Errorf("encode the report: %w", err)
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, body.Bytes())
}

// events writes server-sent events. The first one opens the stream, so that
// what goes wrong before can still be a plain answer.
// Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
type events struct {
	response *echo.Response
	err      error // of the first write that went wrong; nothing is sent after it
	// patience is how long a reader may take nothing. cancel then ends what the
	// events are about. pause is the longest time between two events.
	patience, pause time.Duration
	cancel          context.CancelFunc
	language        phrase.Language // of the event "error"
}

// openEvents makes a stream that ends its request's work when the client goes
// away, or reads no more: it would keep a place that others wait for. Call end
// when it is done.
func (s *Server) openEvents(c echo.Context) (stream *events, end func()) {
	ctx, cancel := context.WithCancel(c.Request().Context())
	c.SetRequest(c.Request().WithContext(ctx))
	return &events{response: c.Response(), patience: s.options.WriteTimeout, pause: s.options.longestProbe(), cancel: cancel, language: languageOf(c)}, cancel
}

// fail ends a stream by an error. Before the first event it can still be a plain
// answer, and afterwards it is the event "error", in the same words.
func (e *events) fail(err error) error {
	if !e.response.Committed || e.err != nil {
		return err
	}
	_, message := explain(err, e.language)
	e.send("error", map[string]string{"error": message})
	return e.err
}

func (e *events) send(name string, data any) {
	if e.err != nil {
		return
	}
	defer func() {
		if e.err != nil {
			e.cancel()
		}
	}()
	// The server's own deadline is for the whole answer; this one is for each
	// event. HTTP/2 resets a stream whose deadline has passed even when nothing is
	// being written, so there is time for the pause until the next one. What cannot
	// have a deadline, a test's recorder, never blocks either.
	control := http.NewResponseController(e.response.Writer)
	_ = control.SetWriteDeadline(time.Now().Add(e.patience))
	defer func() { _ = control.SetWriteDeadline(time.Now().Add(e.pause + e.patience)) }()
	if !e.response.Committed {
		header := e.response.Header()
		header.Set(echo.HeaderContentType, eventStream)
		header.Set("X-Accel-Buffering", "no") // nginx would hold the events back
		e.response.WriteHeader(http.StatusOK)
	}
	text, err := json.Marshal(data) // one line: JSON escapes line breaks
	if err != nil {
		e.err = fmt.Errorf("encode the event %s: %w", name, err)
		return
	}
	if _, err := fmt.Fprintf(e.response, "event: %s\ndata: %s\n\n", name, text); err != nil {
		e.err = err
		return
	}
	e.err = control.Flush()
}
