package page

import (
	"encoding/json"
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"
	"sync"

	"github.com/labstack/echo/v4"

	"redis-wizard/web/assets"
	"redis-wizard/web/base"
	"redis-wizard/web/locale"
	"redis-wizard/web/spoken"
)

// Asset serves a file under the hash of its content. Another hash than the
// current one is not found: a page of an older build must not mix its script
// with a newer module.
func (p *Pages) Asset(c echo.Context) error {
	file := p.Files.File(c.Param("name"))
	if file == nil {
		var err error
		if file, err = wordsFile(c.Param("name")); err != nil {
			return err
		}
	}
	if file == nil || file.Hash != c.Param("hash") {
		return echo.ErrNotFound
	}
	c.Response().Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	return send(c, file)
}

// Favicon answers browsers that ask without reading the page.
func (p *Pages) Favicon(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "public, max-age=86400")
	return send(c, p.Files.File(assets.Icon))
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

// What the page's module says comes to it as a file, one for each language other
// than English. They are assets like any other: served under the hash of their
// content.

// moduleWords are the parts of the catalogue that the module says.
var moduleWords = []string{locale.Evaluation, locale.API, locale.Page}

// words is such a file. Every page names them all; packing takes nearly half a second, and
// is done when a file is first asked for.
type words struct {
	name, hash string
	file       func() (*assets.File, error)
}

func (w words) path() string { return assets.Path(w.hash, w.name) }

// loadWords lists them by the codes of the languages, once for the whole process.
var loadWords = sync.OnceValues(func() (map[string]words, error) {
	all := map[string]words{}
	for _, l := range locale.All[1:] {
		content, err := json.Marshal(l.Translations(moduleWords...))
		if err != nil {
			return nil, fmt.Errorf("encode the translations: %w", err)
		}
		name := "words." + l.Tag + ".json"
		all[l.Tag] = words{name, assets.Hash(content), sync.OnceValues(func() (*assets.File, error) {
			defer debug.FreeOSMemory() // as after the page's other files
			return assets.NewFile(name, "application/json", content)
		})}
	}
	return all, nil
})

// wordsFile is the file of a name, or nil.
func wordsFile(name string) (*assets.File, error) {
	all, err := loadWords()
	if err != nil {
		return nil, err
	}
	for _, w := range all {
		if w.name == name {
			return w.file()
		}
	}
	return nil, nil
}

// Languages are those that people can choose, each with where the module finds its
// translations.
func (p *Pages) Languages(c echo.Context) ([]spoken.Choice, error) {
	choices := slices.Clone(locale.Choices())
	if p.Files.URL(assets.Module) == "" {
		return choices, nil
	}
	all, err := loadWords()
	if err != nil {
		return nil, err
	}
	for i, choice := range choices {
		if w, translated := all[choice.Tag]; translated {
			choices[i].Words = base.Path(c.Request().Context(), w.path())
		}
	}
	return choices, nil
}
