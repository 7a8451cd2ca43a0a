package web

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema"
)

// request is the body of the API's endpoints. Fields that it does not know are
// left alone: a client may be newer than the server.
type request struct {
	Authelia string              `json:"authelia"`
	Kind     configschema.Kind   `json:"kind"`
	TLS      configschema.Switch `json:"tls"`
	Values   configschema.Values `json:"values"`
	YAML     string              `json:"yaml"`
	// CA is PEM text, trusted for one connection test. Only the probe reads it.
	CA string `json:"ca"`
	// Neighbours asks the probe to try near variants of what fails.
	Neighbours bool `json:"neighbours"`
	// Vantage is the name of the place to make the test from; empty for this
	// server. Only the probe reads it.
	Vantage string `json:"vantage"`
}

func (r request) input() configschema.Input {
	return configschema.Input{Authelia: r.Authelia, Kind: r.Kind, TLS: r.TLS, Values: r.Values, YAML: r.YAML}
}

func (r request) trust() Trust { return Trust{CA: r.CA, Neighbours: r.Neighbours} }

// evaluate answers POST /api/v1/evaluate with the document that the browser
// and the command line give for the same input.
func (s *Server) evaluate(c echo.Context) error {
	body, err := s.readJSON(c.Request())
	if err != nil {
		return err
	}
	in := body.input()
	in.Language = languageOf(c)
	began := time.Now()
	result, err := configschema.Evaluate(in)
	s.metrics.Evaluated(time.Since(began))
	if err != nil {
		return c.Blob(http.StatusBadRequest, echo.MIMEApplicationJSON, configschema.Refusal(err, in.Language))
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, result.JSON())
}

// readJSON reads one JSON object from a request. The errors say what was wrong
// without repeating what was sent.
func (s *Server) readJSON(r *http.Request) (request, error) {
	var body request
	if err := decodeJSON(r, &body); err != nil {
		return body, err
	}
	if n := len(body.Values); n > s.options.MaxFields {
		return body, s.options.tooManyFields(n)
	}
	_, err := rowsOf(body.Values, s.options.MaxNodes)
	return body, err
}

// decodeJSON reads one JSON object into a struct.
func decodeJSON(r *http.Request, body any) error {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != echo.MIMEApplicationJSON {
		return echo.NewHTTPError(http.StatusUnsupportedMediaType, "Send the input as JSON, with the header Content-Type: application/json.")
	}
	decoder := json.NewDecoder(r.Body)
	if err := decoder.Decode(body); err != nil {
		return explainJSON(err)
	}
	switch _, err := decoder.Token(); {
	case errors.Is(err, io.EOF):
		return nil
	case tooLarge(err):
		return err
	}
	return echo.NewHTTPError(http.StatusBadRequest, "There is more after the end of the JSON object. Send one object.")
}

func tooLarge(err error) bool {
	var large *http.MaxBytesError
	return errors.As(err, &large)
}

func explainJSON(err error) error {
	var (
		wrongType *json.UnmarshalTypeError
		syntax    *json.SyntaxError
	)
	message := "The body could not be read to its end."
	switch {
	case tooLarge(err):
		return err
	case errors.Is(err, io.EOF):
		message = `The body is empty. Send a JSON object such as {"authelia":"4.39","values":{"session.redis.host":"redis"}}.`
	case errors.Is(err, io.ErrUnexpectedEOF):
		message = "The JSON ends in the middle."
	case errors.As(err, &syntax):
		message = "The body is no JSON: " + syntax.Error() + "."
	case errors.As(err, &wrongType):
		message = wrongShape(wrongType)
	}
	return echo.NewHTTPError(http.StatusBadRequest, message)
}

// wrongShape says which field has the wrong type, without its value. The
// decoder names the fields of the request, but not the keys below "values".
func wrongShape(err *json.UnmarshalTypeError) string {
	kind, _, _ := strings.Cut(err.Value, " ") // "number 6379"
	switch err.Field {
	case "":
		return "The body must be a JSON object, but it is of type " + kind + "."
	case "neighbours":
		return `The field "neighbours" must be true or false, but it is of type ` + kind + "."
	case "values":
		return `The field "values" must map each option to a text, as it is typed ("6379" with quotes), but there is something of type ` + kind + "."
	}
	return `The field "` + err.Field + `" must be a text, but it is of type ` + kind + "."
}
