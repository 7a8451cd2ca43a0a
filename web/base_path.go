package web

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// checkBasePath refuses what is no path of plain words: it stands in routes,
// where some characters mean something, and in links.
func checkBasePath(base string) error {
	if base == "" {
		return nil
	}
	segments := strings.Split(base, "/")
	for i, segment := range segments {
		if i == 0 && segment == "" {
			continue
		}
		if i == 0 || segment == "" || segment == "." || segment == ".." || strings.ContainsFunc(segment, notPlain) {
			return errors.New("--base-path must be a path such as /redis-wizard, of letters, digits, '-', '_', '.' and '~', without a slash at its end")
		}
	}
	return nil
}

func notPlain(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.~", r))
}

// path is where a path of the wizard is found: below Options.BasePath. An empty
// path stays empty.
func (s *Server) path(p string) string {
	if p == "" {
		return ""
	}
	return s.options.BasePath + p
}

// toSlash leads from the base path to the wizard, which is below it.
func (s *Server) toSlash(c echo.Context) error {
	return c.Redirect(http.StatusPermanentRedirect, s.path("/"))
}
