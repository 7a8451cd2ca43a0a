package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema"
	"redis-wizard/web/vantage"
	"redis-wizard/web/views"
)

// fail turns the error that a handler returned into a status, a page or a JSON
// document, and the words in it. Nothing that was typed goes into any of them.
func (s *Server) fail(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	status, message := explain(err)
	if ours(status) {
		s.log.Error("request went wrong", "error", err.Error(), "request_id", requestID(c), "route", c.Path())
	}
	if wait := (*busyError)(nil); errors.As(err, &wait) {
		c.Response().Header().Set("Retry-After", wait.retryAfter())
	}

	var sent error
	switch {
	case c.Request().Method == http.MethodHead:
		sent = c.NoContent(status)
	case s.wantsJSON(c.Request()):
		sent = c.Blob(status, echo.MIMEApplicationJSON, configschema.ErrorJSON(errors.New(message)))
	default:
		sent = s.render(c, status, views.Failure(s.pageAssets(), http.StatusText(status), message, requestID(c)))
	}
	if sent != nil {
		s.log.Debug("answer not sent", "error", sent.Error(), "request_id", requestID(c))
	}
}

// ours tells whether a status says that something went wrong on this side. That
// a server is about to stop is in order, and of a vantage point that does not
// answer there is a line of its own.
func ours(status int) bool {
	return status >= http.StatusInternalServerError && status != http.StatusServiceUnavailable && status != http.StatusBadGateway
}

// errPanic stands for a panic, whose own words are not repeated.
var errPanic = errors.New("a handler panicked")

// wantsJSON tells whether a client is a program rather than a person.
func (s *Server) wantsJSON(r *http.Request) bool {
	path := strings.TrimPrefix(r.URL.Path, s.options.BasePath)
	return strings.HasPrefix(path, "/api/") || path == "/api" || path == "/report" ||
		r.Header.Get("Accept") == echo.MIMEApplicationJSON
}

// explain gives the status of an error and the words for it.
func explain(err error) (status int, message string) {
	var (
		large   *http.MaxBytesError
		fields  *fieldsError
		version *configschema.UnknownVersionError
		busy    *busyError
		unknown *unknownVantageError
		far     *vantage.Failure
		he      *echo.HTTPError
	)
	switch {
	case errors.As(err, &large):
		return http.StatusRequestEntityTooLarge, fmt.Sprintf(
			"That is more than the %s that fits into one request. A configuration.yml is rarely larger than some kilobytes: send just its session part.", size(large.Limit))
	case errors.As(err, &fields):
		return http.StatusRequestEntityTooLarge, err.Error()
	case errors.Is(err, configschema.ErrTooLarge):
		return http.StatusRequestEntityTooLarge, err.Error()
	case errors.As(err, &version):
		return http.StatusBadRequest, err.Error()
	case errors.Is(err, ErrNoCertificate):
		return http.StatusBadRequest, err.Error()
	case errors.As(err, &unknown):
		return http.StatusBadRequest, err.Error()
	case errors.As(err, &far):
		return http.StatusBadGateway, err.Error()
	case errors.As(err, &busy):
		return busy.status, err.Error()
	case errors.Is(err, context.Canceled):
		return 499, "The client went away." // nobody reads it; nginx's number, for the log
	case errors.As(err, &he):
		return he.Code, httpMessage(he)
	}
	return http.StatusInternalServerError, "Something went wrong on this side, and it is not your configuration. Please try again."
}

func httpMessage(he *echo.HTTPError) string {
	switch he.Code {
	case http.StatusNotFound:
		return "There is nothing at this address."
	case http.StatusMethodNotAllowed:
		return "This address does not take that method."
	case http.StatusInternalServerError:
		return "Something went wrong on this side, and it is not your configuration. Please try again."
	}
	return fmt.Sprint(he.Message)
}

func size(bytes int64) string {
	switch {
	case bytes >= 1<<20 && bytes%(1<<20) == 0:
		return fmt.Sprintf("%d MiB", bytes>>20)
	case bytes >= 1<<10 && bytes%(1<<10) == 0:
		return fmt.Sprintf("%d KiB", bytes>>10)
	}
	return fmt.Sprintf("%d bytes", bytes)
}
