// Package reference serves what there is to look up: the pages that explain the
// codes, the JSON Schemas, and the description of the API.
package reference

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/jsonschema"
	"redis-wizard/configschema/visible"
	"redis-wizard/web/base"
	"redis-wizard/web/codes"
	"redis-wizard/web/language"
	"redis-wizard/web/openapi"
	"redis-wizard/web/page"
	"redis-wizard/web/views"
)

// Schemas serves the JSON Schema of every known version of Authelia, for editors
// and programs anywhere: the one thing here that pages of other origins may read,
// for it is public and the same for everybody. /schemas/ lists them.
func Schemas(c echo.Context) error {
	header := c.Response().Header()
	header.Set("Access-Control-Allow-Origin", "*")
	header.Set("Cross-Origin-Resource-Policy", "cross-origin")
	name := c.Param("*")
	if name == "" {
		header.Set("Cache-Control", schemaCaching)
		return c.JSON(http.StatusOK, schemaIndex())
	}
	choice, begins := strings.CutPrefix(name, schemaPrefix)
	choice, ends := strings.CutSuffix(choice, schemaSuffix)
	version, err := authelia.ParseVersion(choice)
	if !begins || !ends || choice == "" {
		err = errors.New("there is no such schema; " + jsonschema.FileName("4.39") + " is the name of one, and /schemas/ lists them all")
	}
	if err != nil {
		return c.Blob(http.StatusNotFound, echo.MIMEApplicationJSON, configschema.ErrorJSON(err))
	}
	header.Set("Cache-Control", schemaCaching)
	return c.Blob(http.StatusOK, jsonschema.MediaType, jsonschema.Generate(version))
}

// schemaCaching keeps a schema for a day: it changes only with the program.
const schemaCaching = "public, max-age=86400"

var schemaPrefix, schemaSuffix, _ = strings.Cut(jsonschema.FileName("*"), "*")

// SchemaEntry is one schema in the list; File is relative to it.
type SchemaEntry struct {
	Authelia string `json:"authelia"`
	File     string `json:"file"`
}

// schemaIndex lists the versions that the form offers, newest first. Every other
// known release can be asked for as well.
func schemaIndex() (list []SchemaEntry) {
	for _, choice := range authelia.VersionChoices() {
		list = append(list, SchemaEntry{choice, jsonschema.FileName(choice)})
	}
	return list
}

// longestQuery is how much of a query is looked for: more is no longer words.
const longestQuery = 200

// Codes lists the codes that a problem or a finding can carry, or those that a query
// finds.
func Codes(pages *page.Pages) echo.HandlerFunc {
	return func(c echo.Context) error {
		query := visible.Words(strings.TrimSpace(c.QueryParam("q")))
		if len(query) > longestQuery {
			query = strings.ToValidUTF8(query[:longestQuery], "")
		}
		return pages.Render(c, http.StatusOK, views.Codes(pages.Assets(c), query, codes.Search(query, language.Of(c))))
	}
}

// Code explains one code. Another spelling of it leads to its page.
func Code(pages *page.Pages) echo.HandlerFunc {
	return func(c echo.Context) error {
		at, known := codes.At(c.Param("code"))
		switch {
		case !known:
			return echo.ErrNotFound
		case at.Entry.Code != c.Param("code"):
			return c.Redirect(http.StatusPermanentRedirect, base.Path(c.Request().Context(), "/codes/"+at.Entry.Code))
		}
		return pages.Render(c, http.StatusOK, views.CodePage(pages.Assets(c), at))
	}
}

// OpenAPI answers GET /openapi.json with the description of this API, the same
// bytes as docs/openapi.json.
func OpenAPI(c echo.Context) error {
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, openapi.JSON())
}
