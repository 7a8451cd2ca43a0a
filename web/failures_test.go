package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema"
	"redis-wizard/configschema/api"
	"redis-wizard/configschema/phrase"
	"redis-wizard/connectivity"
	"redis-wizard/web/failure"
	"redis-wizard/web/probe"
	"redis-wizard/web/vantage"
)

// ours are the words for whatever goes wrong on this side.
const ours = "Something went wrong on this side, and it is not your configuration."

// Whatever goes wrong on whichever route, a kind of error has one status, and one
// wording, as a page and as JSON. What is a failure of ours is logged, and told
// without its own words.
func TestFailures(t *testing.T) {
	s, log := newServer(t, Options{VantageAcceptToken: vantage.NewToken(goodToken)})
	for name, c := range map[string]struct {
		err    error
		status int
		says   string
		wait   string
	}{
		"too large":          {&http.MaxBytesError{Limit: 1 << 10}, 413, "more than the 1 KiB", ""},
		"too much in it":     {configschema.ErrTooLarge, 413, "larger than 1 MiB", ""},
		"too many fields":    {s.control.CheckCount(501), 413, "this request has 501", ""},
		"an unknown version": {&configschema.UnknownVersionError{Asked: "5.0"}, 400, "choose one of", ""},
		"no certificate":     {probe.ErrNoCertificate, 400, "no readable certificate", ""},
		"nothing brought":    {api.ErrNothing, 400, "Choose a file or paste", ""},
		"for people":         {phrase.New("it is like this"), 400, "it is like this", ""},
		"a refusal":          {failure.Refuse(403, "not for you"), 403, "not for you", ""},
		"too often":          {failure.Busy(429, 1500*time.Millisecond, "later"), 429, "later", "2"},
		"stopping":           {failure.Busy(503, 5*time.Second, "about to stop"), 503, "about to stop", "5"},
		"another wizard":     {&vantage.Failure{Name: "cluster", Cause: phrase.Of("it is closed")}, 502, "cluster", ""},
		"the client left":    {context.Canceled, 499, "", ""},
		"nothing there":      {echo.ErrNotFound, 404, "nothing at this address", ""},
		"another method":     {echo.ErrMethodNotAllowed, 405, "does not take that method", ""},
		"ours":               {errors.New("a secret of ours"), 500, ours, ""},
		"a panic":            {failure.ErrPanic, 500, ours, ""},
		"a question's panic": {api.ErrBrokeOff, 500, ours, ""},
		"too late":           {context.DeadlineExceeded, 500, ours, ""},
		"Echo's own":         {echo.ErrInternalServerError, 500, ours, ""},
	} {
		for _, err := range []error{c.err, fmt.Errorf("while answering: %w", c.err)} {
			for _, route := range s.echo.Routes() {
				if route.Method == http.MethodHead {
					continue
				}
				for _, accept := range []string{"text/html", echo.MIMEApplicationJSON} {
					before := strings.Count(log.String(), "request went wrong")
					recorder := httptest.NewRecorder()
					r := newRequest(route.Method, strings.ReplaceAll(route.Path, "*", "x"), "", "")
					r.Header.Set("Accept", accept)
					context := s.echo.NewContext(r, recorder)
					context.SetPath(route.Path)
					s.pages.Fail(err, context)
					where := fmt.Sprintf("%s: %s %s as %s", name, route.Method, route.Path, accept)
					if recorder.Code != c.status || recorder.Header().Get("Retry-After") != c.wait {
						t.Errorf("%s: status %d, Retry-After %q", where, recorder.Code, recorder.Header().Get("Retry-After"))
					}
					said := recorder.Body.String()
					if asJSON := accept == echo.MIMEApplicationJSON || strings.HasPrefix(route.Path, "/api/") || route.Path == "/report"; asJSON {
						var document struct{ Error string }
						if err := json.Unmarshal([]byte(said), &document); err != nil {
							t.Errorf("%s: %v: %s", where, err, said)
						}
						said = document.Error
					}
					if !strings.Contains(said, c.says) || strings.Contains(said, "a secret") || strings.Contains(said, "Authelia refuses") {
						t.Errorf("%s: it says %.300s", where, said)
					}
					if logged := strings.Count(log.String(), "request went wrong") - before; logged != 1 && c.status == 500 || logged != 0 && c.status != 500 {
						t.Errorf("%s: %d lines in the log", where, logged)
					}
				}
			}
		}
	}
}

// A server that is about to stop says 503 by each of its doors, and when to come back.
func TestStoppingIsTheSameEverywhere(t *testing.T) {
	s, _ := newServer(t, Options{Prober: passing, VantageAcceptToken: vantage.NewToken(goodToken)})
	s.control.Draining.Store(true)
	stream := newRequest("POST", "/api/v1/probe", "application/json", someRedis)
	stream.Header.Set("Accept", "text/event-stream")
	other := newRequest("POST", vantage.Path, "application/json", someRedis)
	other.Header.Set("Authorization", "Bearer "+goodToken)
	for name, r := range map[string]*http.Request{
		"JSON": newRequest("POST", "/api/v1/probe", "application/json", someRedis), "events": stream, "another wizard": other,
		"the page's stream": newRequest("POST", "/report", "application/json", someRedis),
		"the form":          formRequest(t, map[string]string{hostKey: "redis", "action": "test"}, ""),
	} {
		got := do(t, s, r)
		if got.StatusCode != 503 || got.Header.Get("Retry-After") != "5" || !strings.Contains(got.body, "about to stop") {
			t.Errorf("%s: status %d, Retry-After %q: %.300s", name, got.StatusCode, got.Header.Get("Retry-After"), got.body)
		}
	}
}

// What fails after the first event is told as an event, and logged as elsewhere.
func TestFailureInTheMiddle(t *testing.T) {
	for path, accept := range map[string]string{"/api/v1/probe": "text/event-stream", "/report": ""} {
		s, log := newServer(t, Options{Prober: proberFunc(func(_ context.Context, _ connectivity.Target, observe func(connectivity.StepEvent)) connectivity.Report {
			observe(stepOf("e1", connectivity.RoleRedis, connectivity.StepConnect))
			panic("hush-hush")
		})})
		r := newRequest("POST", path, "application/json", someRedis)
		r.Header.Set("Accept", accept)
		got := do(t, s, r)
		wantNoText(t, got, "hush-hush", "event: report")
		if text := log.String(); strings.Contains(text, "hush-hush") || !strings.Contains(text, "request went wrong") {
			t.Errorf("%s: the log is\n%s", path, text)
		}
	}
}
