package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
	"redis-wizard/web/vantage"
	"redis-wizard/web/views"
)

// fail turns the error that a handler returned into a status, a page or a JSON
// document, and the words in it. Nothing that was typed goes into any of them.
func (s *Server) fail(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	status, message := explain(err, languageOf(c))
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
		if !s.forPrograms(c.Request()) {
			varyByLanguage(c)
		}
		sent = c.Blob(status, echo.MIMEApplicationJSON, configschema.ErrorJSON(errors.New(message)))
	default:
		sent = s.render(c, status, views.Failure(s.pageAssets(), statusTitle(status, languageOf(c)), message, requestID(c)))
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

// explain gives the status of an error and the words for it in a language.
func explain(err error, l phrase.Language) (status int, message string) {
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
		return http.StatusRequestEntityTooLarge, l.Say(
			"That is more than the {size} that fits into one request. A configuration.yml is rarely larger than some kilobytes: send just its session part. With JavaScript the page reads larger files in the browser and sends them nowhere, and `redis-wizard check` reads them on your machine.", "size", size(large.Limit, l))
	case errors.As(err, &fields), errors.Is(err, configschema.ErrTooLarge):
		return http.StatusRequestEntityTooLarge, phrase.Explain(err, l)
	case errors.As(err, &version), errors.Is(err, ErrNoCertificate), errors.As(err, &unknown):
		return http.StatusBadRequest, phrase.Explain(err, l)
	case errors.As(err, &far):
		return http.StatusBadGateway, phrase.Explain(err, l)
	case errors.As(err, &busy):
		return busy.status, phrase.Explain(err, l)
	case errors.Is(err, context.Canceled):
		return 499, "The client went away." // nobody reads it; nginx's number, for the log
	case errors.As(err, &he):
		return he.Code, httpMessage(he, l)
	}
	return http.StatusInternalServerError, l.Say(ourFault)
}

const ourFault phrase.Text = "Something went wrong on this side, and it is not your configuration. Please try again."

func httpMessage(he *echo.HTTPError, l phrase.Language) string {
	switch he.Code {
	case http.StatusNotFound:
		return l.Say("There is nothing at this address.")
	case http.StatusMethodNotAllowed:
		return l.Say("This address does not take that method.")
	case http.StatusInternalServerError:
		return l.Say(ourFault)
	}
	if words, ok := he.Message.(phrase.Said); ok {
		return words.In(l)
	}
	return fmt.Sprint(he.Message)
}

// statusTitles are the names of the statuses that people see, as in HTTP.
var statusTitles = map[int]phrase.Text{
	http.StatusBadRequest:            "Bad Request",
	http.StatusUnauthorized:          "Unauthorized",
	http.StatusForbidden:             "Forbidden",
	http.StatusNotFound:              "Not Found",
	http.StatusMethodNotAllowed:      "Method Not Allowed",
	http.StatusRequestEntityTooLarge: "Request Entity Too Large",
	http.StatusUnsupportedMediaType:  "Unsupported Media Type",
	http.StatusTooManyRequests:       "Too Many Requests",
	http.StatusInternalServerError:   "Internal Server Error",
	http.StatusBadGateway:            "Bad Gateway",
	http.StatusServiceUnavailable:    "Service Unavailable",
}

func statusTitle(status int, l phrase.Language) string {
	if title, known := statusTitles[status]; known {
		return l.Say(title)
	}
	return http.StatusText(status)
}

func size(bytes int64, l phrase.Language) string {
	switch {
	case bytes >= 1<<20 && bytes%(1<<20) == 0:
		return fmt.Sprintf("%d MiB", bytes>>20)
	case bytes >= 1<<10 && bytes%(1<<10) == 0:
		return fmt.Sprintf("%d KiB", bytes>>10)
	}
	return l.Say("{number} bytes", "number", strconv.FormatInt(bytes, 10))
}
