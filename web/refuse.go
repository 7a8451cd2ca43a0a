package web

import (
	"github.com/labstack/echo/v4"

	"redis-wizard/configschema/phrase"
)

// refuse is an error with words for the person who asked, which are said in the
// language of the answer.
func refuse(status int, text phrase.Text, words ...string) error {
	return echo.NewHTTPError(status, phrase.Of(text, words...))
}
