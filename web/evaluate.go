package web

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema"
	"redis-wizard/configschema/workshop"
)

// request is the body of a question that has an input to evaluate.
type request struct {
	input configschema.Input
	// trust and vantage are for the probe alone: what its test may do, and the name
	// of the place to make it from, empty for this server.
	trust   Trust
	vantage string
}

// evaluate answers POST /api/v1/evaluate with the document that the browser
// and the command line give for the same input.
func (s *Server) evaluate(c echo.Context) error {
	body, err := readBody(c.Request())
	if err != nil {
		return err
	}
	var document []byte
	err = s.compute(c, func(ctx context.Context) error {
		asked, err := s.parse(body)
		if err != nil {
			return err
		}
		asked.input.Language = languageOf(c)
		began := time.Now()
		result, err := configschema.EvaluateContext(ctx, asked.input)
		s.metrics.Evaluated(time.Since(began))
		if err != nil {
			return err
		}
		document = result.JSON()
		return nil
	})
	if err != nil {
		return err
	}
	return s.send(c, http.StatusOK, echo.MIMEApplicationJSON, document)
}

// parse reads what is to be evaluated, or tried, from the body of a request.
func (s *Server) parse(body []byte) (request, error) {
	object, err := workshop.Parse(body)
	if err != nil {
		return request{}, badRequest(err)
	}
	read, err := requestOf(object)
	if err != nil {
		return read, badRequest(err)
	}
	return read, s.options.checkCount(len(read.input.Values))
}

func requestOf(object configschema.JSON) (request, error) {
	asked := configschema.ReadAsked(object)
	in := asked.Input()
	in.YAML = asked.Text("yaml")
	trust := Trust{CA: asked.Text("ca"), Neighbours: asked.Flag("neighbours")}
	return request{in, trust, asked.Text("vantage")}, asked.Err
}

// readTrial reads a test to make. Who may be tried is bounded; what is merely
// judged is bounded by its size alone, here as in the browser.
func (s *Server) readTrial(c echo.Context) (asked trial, err error) {
	body, err := readBody(c.Request())
	if err != nil {
		return trial{}, err
	}
	err = s.compute(c, func(context.Context) error {
		read, err := s.parse(body)
		if err != nil {
			return err
		}
		asked = trial{in: read.input, trust: read.trust, vantage: read.vantage}
		_, err = rowsOf(read.input.Values, s.options.MaxNodes)
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
	case tooLarge(err), isBusy(err):
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

func tooLarge(err error) bool {
	var large *http.MaxBytesError
	return errors.As(err, &large)
}
