package web

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema"
	"redis-wizard/configschema/workshop"
)

// ask answers POST /api/v1/NAME with the workshop's document, the one that the
// browser gives itself for the same question.
func (s *Server) ask(name string) echo.HandlerFunc {
	return func(c echo.Context) error {
		body, err := readBody(c.Request())
		if err != nil {
			return err
		}
		question, err := workshop.Read(body)
		if err != nil {
			return badRequest(err)
		}
		question.Language = languageOf(c)
		document, err := workshop.AnswerContext(c.Request().Context(), name, question)
		if ended := c.Request().Context().Err(); ended != nil {
			return ended
		}
		if err != nil {
			status := http.StatusBadRequest
			if errors.Is(err, configschema.ErrTooLarge) {
				status = http.StatusRequestEntityTooLarge
			}
			return c.Blob(status, echo.MIMEApplicationJSON, configschema.Refusal(err, question.Language))
		}
		return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, document)
	}
}
