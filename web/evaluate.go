package web

import (
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
	body, err := s.readJSON(c.Request())
	if err != nil {
		return err
	}
	in := body.input
	in.Language = languageOf(c)
	began := time.Now()
	result, err := configschema.EvaluateContext(c.Request().Context(), in)
	s.metrics.Evaluated(time.Since(began))
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, result.JSON())
}

// readJSON reads what is to be evaluated, or tried, from the body of a request.
func (s *Server) readJSON(r *http.Request) (request, error) {
	body, err := readBody(r)
	if err != nil {
		return request{}, err
	}
	object, err := workshop.Parse(body)
	if err != nil {
		return request{}, badRequest(err)
	}
	read, err := requestOf(object)
	if err != nil {
		return read, badRequest(err)
	}
	if n := len(read.input.Values); n > s.options.MaxFields {
		return read, s.options.tooManyFields(n)
	}
	return read, nil
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
func (s *Server) readTrial(r *http.Request) (trial, error) {
	body, err := s.readJSON(r)
	if err != nil {
		return trial{}, err
	}
	_, err = rowsOf(body.input.Values, s.options.MaxNodes)
	return trial{body.input, body.trust, body.vantage}, err
}

// readBody is the body of a request that is JSON.
func readBody(r *http.Request) ([]byte, error) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != echo.MIMEApplicationJSON {
		return nil, echo.NewHTTPError(http.StatusUnsupportedMediaType, "Send the input as JSON, with the header Content-Type: application/json.")
	}
	body, err := io.ReadAll(r.Body)
	switch {
	case tooLarge(err):
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
