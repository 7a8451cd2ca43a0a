// Package language decides which language an answer is in, and remembers what was
// chosen by hand.
package language

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema/phrase"
	"redis-wizard/web/base"
	"redis-wizard/web/client"
	"redis-wizard/web/locale"
)

// cookieName is that of the cookie which keeps the language that somebody chose by
// hand.
const cookieName = "lang"

// Find finds out which language an answer is in. Of a page that is the one in
// the URL (?lang=de), or the one that was chosen earlier, or what the browser asks
// for. Programs get English unless the URL says otherwise: what a program reads
// should not depend on the machine that it runs on.
func Find(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		l, known := asked(r)
		switch {
		case known:
		case ForPrograms(r):
			l = locale.English
		default:
			chosen := ""
			if cookie, err := r.Cookie(cookieName); err == nil {
				chosen = cookie.Value
			}
			l = locale.Choose(chosen, r.Header.Get("Accept-Language"))
		}
		set(c, l)
		return next(c)
	}
}

// asked is the one that a URL asks for.
func asked(r *http.Request) (l *locale.Locale, known bool) {
	return locale.Named(r.URL.Query().Get("lang"))
}

// Announce remembers the language that the URL of a page asked for, and tells
// caches what a page's language depends on.
func Announce(c echo.Context) {
	if l, known := asked(c.Request()); known && c.Request().Method != http.MethodPost {
		keep(c, l)
	}
	Vary(c)
}

// ForPrograms tells whether a path is of the API rather than of the page.
func ForPrograms(r *http.Request) bool {
	path := base.Trim(r.Context(), r.URL.Path)
	return path == "/api" || strings.HasPrefix(path, "/api/")
}

func set(c echo.Context, l *locale.Locale) {
	c.SetRequest(c.Request().WithContext(locale.With(c.Request().Context(), l)))
}

// Choose takes the language that a button of the form names, for this
// answer and for later ones. One that is not known changes nothing.
func Choose(c echo.Context, tag string) {
	if l, known := locale.Named(tag); known {
		keep(c, l)
		set(c, l)
	}
}

// keep remembers a language for a year. Scripts need not see it.
func keep(c echo.Context, l *locale.Locale) {
	c.SetCookie(&http.Cookie{
		Name: cookieName, Value: l.Tag, Path: base.Path(c.Request().Context(), "/"), MaxAge: int((365 * 24 * time.Hour).Seconds()),
		SameSite: http.SameSiteLaxMode, HttpOnly: true, Secure: client.Of(c).HTTPS,
	})
}

// Locale is the language of the answer to a request.
func Locale(c echo.Context) *locale.Locale { return locale.In(c.Request().Context()) }

// Of is the same for what is below the server.
func Of(c echo.Context) phrase.Language { return Locale(c).Language() }

// Vary tells caches what the language of a page depends on.
func Vary(c echo.Context) {
	c.Response().Header().Set(echo.HeaderVary, "Accept-Language, Cookie")
}
