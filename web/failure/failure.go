// Package failure is what clients are told instead of an answer: it maps every
// error to a status and to words. Nothing that was typed goes into them.
package failure

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema"
	"redis-wizard/configschema/api"
	"redis-wizard/configschema/phrase"
	"redis-wizard/web/vantage"
)

// Refusal is an error with a status, and words for the person who asked.
type Refusal struct {
	phrase.Said
	Status int
	// Wait is how long to wait before asking again; 0 where that is of no use.
	Wait time.Duration
}

func (r *Refusal) Error() string { return r.String() }

// Refuse is an error with words for the person who asked, which are said in the
// language of the answer.
func Refuse(status int, text phrase.Text, words ...string) error {
	return &Refusal{phrase.Of(text, words...), status, 0}
}

// Busy says that a client has to wait, and for how long. The status is 429 for a
// client's own doing, 503 for the server's.
func Busy(status int, wait time.Duration, text phrase.Text, words ...string) error {
	return &Refusal{phrase.Of(text, words...), status, wait}
}

// TooMany says that a client asked too often: once when the wait is a second, and once
// with the number of {seconds}.
func TooMany(wait time.Duration, second, seconds phrase.Text) error {
	if n := WholeSeconds(wait); n != "1" {
		return Busy(http.StatusTooManyRequests, wait, seconds, "seconds", n)
	}
	return Busy(http.StatusTooManyRequests, wait, second)
}

// As gives the refusal that an error is.
func As(err error) (refusal *Refusal, is bool) {
	is = errors.As(err, &refusal)
	return refusal, is
}

// WholeSeconds is a wait as Retry-After has it, at least one (RFC 9110, 10.2.3).
func WholeSeconds(wait time.Duration) string {
	return strconv.Itoa(max(1, int(math.Ceil(wait.Seconds()))))
}

// SetRetryAfter tells a client how long to wait, if the error says so.
func SetRetryAfter(header http.Header, err error) {
	if refusal, is := As(err); is && refusal.Wait > 0 {
		header.Set("Retry-After", WholeSeconds(refusal.Wait))
	}
}

// Ours tells whether a status says that something went wrong on this side. That
// a server is about to stop is in order, and of a vantage point that does not
// answer there is a line of its own.
func Ours(status int) bool {
	return status >= http.StatusInternalServerError && status != http.StatusServiceUnavailable && status != http.StatusBadGateway
}

// ErrPanic stands for a panic, whose own words are not repeated.
var ErrPanic = errors.New("a handler panicked")

// kinds are the errors that have a status, the first that fits counts. Whatever else
// is said to people is about what was asked; an error without words for people is
// a failure of ours.
var kinds = []struct {
	is     func(error) bool
	status int
}{
	{isError(api.ErrBrokeOff), http.StatusInternalServerError},
	{isError(configschema.ErrTooLarge), http.StatusRequestEntityTooLarge},
	{isType[*http.MaxBytesError], http.StatusRequestEntityTooLarge},
	{isType[*vantage.Failure], http.StatusBadGateway},
	{isType[phrase.Speaker], http.StatusBadRequest},
	{isError(context.Canceled), statusGone},
}

// statusGone is nginx's number for a client that went away, for the log.
const statusGone = 499

func isError(target error) func(error) bool {
	return func(err error) bool { return errors.Is(err, target) }
}

func isType[T any](err error) bool {
	var target T
	return errors.As(err, &target)
}

// Status is the status for an error.
func Status(err error) int {
	if refusal, is := As(err); is {
		return refusal.Status
	}
	for _, kind := range kinds {
		if kind.is(err) {
			return kind.status
		}
	}
	if he := (*echo.HTTPError)(nil); errors.As(err, &he) {
		return he.Code
	}
	return http.StatusInternalServerError
}

// Explain gives the status of an error and the words for it in a language.
func Explain(err error, l phrase.Language) (status int, message string) {
	large, he := (*http.MaxBytesError)(nil), (*echo.HTTPError)(nil)
	switch status = Status(err); {
	case status == http.StatusInternalServerError:
		return status, l.Say(ourFault)
	case status == statusGone:
		return status, "The client went away." // nobody reads it
	case isType[phrase.Speaker](err):
		return status, phrase.Explain(err, l)
	case errors.As(err, &large):
		return status, l.Say(
			"That is more than the {size} that fits into one request. A configuration.yml is rarely larger than some kilobytes: send just its session part. With JavaScript the page reads larger files in the browser and sends them nowhere, and `redis-wizard check` reads them on your machine.", "size", size(large.Limit, l))
	case status == http.StatusNotFound:
		return status, l.Say("There is nothing at this address.")
	case status == http.StatusMethodNotAllowed:
		return status, l.Say("This address does not take that method.")
	case errors.As(err, &he):
		return status, fmt.Sprint(he.Message)
	}
	return status, l.Say(ourFault)
}

const ourFault phrase.Text = "Something went wrong on this side, and it is not your configuration. Please try again."

// titles are the names of the statuses that people see, as in HTTP.
var titles = map[int]phrase.Text{
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

// Title is the name of a status for people.
func Title(status int, l phrase.Language) string {
	if title, known := titles[status]; known {
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

// BrokeOff tells whether a body was not read to its end because of a bound of ours.
func BrokeOff(err error) bool {
	refusal, is := As(err)
	return isType[*http.MaxBytesError](err) || is && refusal.Wait > 0
}
