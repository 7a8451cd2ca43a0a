package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"redis-wizard/web/openapi"
)

// openAPI answers GET /openapi.json with the description of this API, the same
// bytes as docs/openapi.json.
func (s *Server) openAPI(c echo.Context) error {
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, openapi.JSON())
}
