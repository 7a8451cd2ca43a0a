// Package api answers the questions that programs ask in JSON: it reads requests and
// writes answers. What is answered comes from configschema/api and probe.
package api

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema"
	questions "redis-wizard/configschema/api"
	"redis-wizard/web/admission"
	"redis-wizard/web/failure"
	"redis-wizard/web/language"
	"redis-wizard/web/probe"
	"redis-wizard/web/state"
	"redis-wizard/web/vantage"
)

// API answers questions.
type API struct {
	Control *admission.Control
	Probes  *probe.Runner
	// MaxNodes is the largest number of sentinels in a test.
	MaxNodes int
	// WriteTimeout is how long a client may read nothing of what it asked for.
	WriteTimeout time.Duration
	// AcceptToken lets other wizards make tests from here; nil serves none.
	AcceptToken *vantage.Token
}

// Read reads a test to make. Who may be tried is bounded; what is merely
// judged is bounded by its size alone, here as in the browser.
func (a *API) Read(c echo.Context) (asked probe.Request, err error) {
	body, err := readBody(c.Request())
	if err != nil {
		return probe.Request{}, err
	}
	err = a.Control.Compute(c, func(context.Context) error {
		asked, err = probe.ReadRequest(body)
		if err != nil {
			return badRequest(err)
		}
		if err := a.Control.CheckCount(len(asked.Input.Values)); err != nil {
			return err
		}
		_, err := state.Rows(asked.Input.Values, a.MaxNodes)
		return err
	})
	return asked, err
}

// readBody is the body of a request that is JSON.
func readBody(r *http.Request) ([]byte, error) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != echo.MIMEApplicationJSON {
		return nil, echo.NewHTTPError(http.StatusUnsupportedMediaType, "Send the input as JSON, with the header Content-Type: application/json.")
	}
	body, err := io.ReadAll(r.Body)
	switch {
	case failure.BrokeOff(err):
		return nil, err
	case err != nil:
		return nil, echo.NewHTTPError(http.StatusBadRequest, "The body could not be read to its end.")
	}
	return body, nil
}

// badRequest is for JSON that cannot be read; more than is read at all has a
// status of its own.
func badRequest(err error) error {
	if errors.Is(err, configschema.ErrTooLarge) {
		return err
	}
	return echo.NewHTTPError(http.StatusBadRequest, err.Error())
}

// Ask answers POST /api/v1/NAME with the document that the browser gives itself for
// the same question.
func (a *API) Ask(name string) echo.HandlerFunc {
	return func(c echo.Context) error {
		body, err := readBody(c.Request())
		if err != nil {
			return err
		}
		var document []byte
		err = a.Control.Compute(c, func(ctx context.Context) error {
			question, err := questions.Read(name, body)
			if err != nil {
				return badRequest(err)
			}
			if err := a.Control.CheckCount(max(len(question.Values), len(question.Texts))); err != nil {
				return err
			}
			question.Language = language.Of(c)
			began := time.Now()
			document, err = questions.Answer(ctx, name, question)
			if name == questions.Evaluate {
				a.Control.Metrics.Evaluated(time.Since(began))
			}
			return err
		})
		if err != nil {
			return err
		}
		return a.Control.Send(c, http.StatusOK, echo.MIMEApplicationJSON, document)
	}
}
