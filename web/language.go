package web

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema/phrase"
	"redis-wizard/web/locale"
)

// languageCookie keeps the language that somebody chose by hand.
const languageCookie = "lang"

// speak finds out which language an answer is in. Of a page that is the one in
// the URL (?lang=de), or the one that was chosen earlier, or what the browser asks
// for. Programs get English unless the URL says otherwise: what a program reads
// should not depend on the machine that it runs on.
func (s *Server) speak(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		l, known := askedLanguage(r)
		switch {
		case known:
		case s.forPrograms(r):
			l = locale.English
		default:
			chosen := ""
			if cookie, err := r.Cookie(languageCookie); err == nil {
				chosen = cookie.Value
			}
			l = locale.Choose(chosen, r.Header.Get("Accept-Language"))
		}
		setLanguage(c, l)
		return next(c)
	}
}

// askedLanguage is the one that a URL asks for.
func askedLanguage(r *http.Request) (l *locale.Locale, known bool) {
	return locale.Named(r.URL.Query().Get("lang"))
}

// speakAgain remembers the language that the URL of a page asked for, and tells
// caches what a page's language depends on.
func (s *Server) speakAgain(c echo.Context) {
	if l, known := askedLanguage(c.Request()); known && c.Request().Method == http.MethodGet {
		keepLanguage(c, s.path("/"), l)
	}
	varyByLanguage(c)
}

// forPrograms tells whether a path is of the API rather than of the page.
func (s *Server) forPrograms(r *http.Request) bool {
	path := strings.TrimPrefix(r.URL.Path, s.options.BasePath)
	return path == "/api" || strings.HasPrefix(path, "/api/")
}

func setLanguage(c echo.Context, l *locale.Locale) {
	c.SetRequest(c.Request().WithContext(locale.With(c.Request().Context(), l)))
}

// chooseLanguage takes the language that a button of the form names, for this
// answer and for later ones. One that is not known changes nothing.
func (s *Server) chooseLanguage(c echo.Context, tag string) {
	if l, known := locale.Named(tag); known {
		keepLanguage(c, s.path("/"), l)
		setLanguage(c, l)
	}
}

// keepLanguage remembers a language for a year. Scripts need not see it.
func keepLanguage(c echo.Context, path string, l *locale.Locale) {
	c.SetCookie(&http.Cookie{
		Name: languageCookie, Value: l.Tag, Path: path, MaxAge: int((365 * 24 * time.Hour).Seconds()),
		SameSite: http.SameSiteLaxMode, HttpOnly: true, Secure: callerOf(c).https,
	})
}

// localeOf is the language of the answer to a request.
func localeOf(c echo.Context) *locale.Locale { return locale.In(c.Request().Context()) }

// languageOf is the same for what is below the server.
func languageOf(c echo.Context) phrase.Language { return localeOf(c).Language() }

// varyByLanguage tells caches what the language of a page depends on.
func varyByLanguage(c echo.Context) {
	c.Response().Header().Set(echo.HeaderVary, "Accept-Language, Cookie")
}
