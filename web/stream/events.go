// Package stream writes server-sent events to clients that may be slow, or gone.
package stream

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema/phrase"
	"redis-wizard/web/failure"
	"redis-wizard/web/language"
)

// MediaType is that of a stream.
const MediaType = "text/event-stream"

// errGone is for a client that takes no more.
var errGone = fmt.Errorf("write an event: %w", context.Canceled)

// Events writes server-sent events. The first one opens the stream, so that
// what goes wrong before can still be a plain answer.
// Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
type Events struct {
	response *echo.Response
	err      error // of the first write that went wrong; nothing is sent after it
	// patience is how long a reader may take nothing. cancel then ends what the
	// events are about. pause is the longest time between two events.
	patience, pause time.Duration
	cancel          context.CancelFunc
	language        phrase.Language // of the event "error"
}

// Open makes a stream that ends its request's work when the client goes
// away, or reads no more: it would keep a place that others wait for. Call end
// when it is done.
func Open(c echo.Context, patience, pause time.Duration) (stream *Events, end func()) {
	ctx, cancel := context.WithCancel(c.Request().Context())
	c.SetRequest(c.Request().WithContext(ctx))
	return &Events{response: c.Response(), patience: patience, pause: pause, cancel: cancel, language: language.Of(c)}, cancel
}

// Fail ends a stream by an error, which is the handler's, too. Before the first event
// it can still be a plain answer, and afterwards it is the event "error", in the same
// words.
func (e *Events) Fail(err error) error {
	if e.response.Committed && e.err == nil {
		_, message := failure.Explain(err, e.language)
		e.Send("error", map[string]string{"error": message})
	}
	return err
}

// Err is why the stream broke off.
func (e *Events) Err() error { return e.err }

// Send sends an event.
func (e *Events) Send(name string, data any) {
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
		header.Set(echo.HeaderContentType, MediaType)
		header.Set("X-Accel-Buffering", "no") // nginx would hold the events back
		e.response.WriteHeader(http.StatusOK)
	}
	text, err := json.Marshal(data) // one line: JSON escapes line breaks
	if err != nil {
		e.err = fmt.Errorf("encode the event %s: %w", name, err)
		return
	}
	if _, err := fmt.Fprintf(e.response, "event: %s\ndata: %s\n\n", name, text); err != nil {
		e.err = errGone
		return
	}
	if control.Flush() != nil {
		e.err = errGone
	}
}
