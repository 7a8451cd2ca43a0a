package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"redis-wizard/web/assets"
)

// asset serves a file under the hash of its content. Another hash than the
// current one is not found: a page of an older build must not mix its script
// with a newer module.
func (s *Server) asset(c echo.Context) error {
	file := s.assets.File(c.Param("name"))
	if file == nil {
		words, err := loadWords()
		if err != nil {
			return err
		}
		file = words[c.Param("name")]
	}
	if file == nil || file.Hash != c.Param("hash") {
		return echo.ErrNotFound
	}
	c.Response().Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	return send(c, file)
}

// favicon answers browsers that ask without reading the page.
func (s *Server) favicon(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "public, max-age=86400")
	return send(c, s.assets.File(assets.Icon))
}

func send(c echo.Context, file *assets.File) error {
	content, encoding, err := file.Encoded(c.Request().Header.Get("Accept-Encoding"))
	if err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set("Vary", "Accept-Encoding")
	if encoding != "" {
		header.Set("Content-Encoding", encoding)
	}
	return c.Blob(http.StatusOK, file.ContentType, content)
}
