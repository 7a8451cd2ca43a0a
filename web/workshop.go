package web

import (
	"context"
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
		status, document := http.StatusOK, []byte(nil)
		err = s.compute(c, func(ctx context.Context) error {
			question, err := workshop.Read(body)
			if err != nil {
				return badRequest(err)
			}
			if err := s.options.checkCount(max(len(question.Values), len(question.Texts))); err != nil {
				return err
			}
			question.Language = languageOf(c)
			document, err = workshop.AnswerContext(ctx, name, question)
			if ended := ctx.Err(); ended != nil {
				return ended
			}
			if err != nil {
				if status = http.StatusBadRequest; errors.Is(err, configschema.ErrTooLarge) {
					status = http.StatusRequestEntityTooLarge
				}
				document = configschema.Refusal(err, question.Language)
			}
			return nil
		})
		if err != nil {
			return err
		}
		return s.send(c, status, echo.MIMEApplicationJSON, document)
	}
}
