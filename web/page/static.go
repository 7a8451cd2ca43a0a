package page

import (
	"encoding/json"
	"fmt"
	"net/http"
	"runtime/debug"
	"sync"

	"github.com/labstack/echo/v4"

	"redis-wizard/web/assets"
	"redis-wizard/web/base"
	"redis-wizard/web/language"
	"redis-wizard/web/locale"
	"redis-wizard/web/views"
)

// Asset serves a file under the hash of its content. Another hash than the
// current one is not found: a page of an older build must not mix its script
// with a newer module.
func (p *Pages) Asset(c echo.Context) error {
	file := p.Files.File(c.Param("name"))
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
var moduleWords = []string{locale.Evaluation, locale.API}

func wordsFile(l *locale.Locale) string { return "words." + l.Tag + ".json" }

// loadWords makes the files, once for the whole process, and when the first page in
// such a language asks for them: packing takes nearly half a second.
var loadWords = sync.OnceValues(func() (map[string]*assets.File, error) {
	files := map[string]*assets.File{}
	for _, l := range locale.All[1:] {
		content, err := json.Marshal(l.Translations(moduleWords...))
		if err != nil {
			return nil, fmt.Errorf("encode the translations: %w", err)
		}
		name := wordsFile(l)
		if files[name], err = assets.NewFile(name, "application/json", content); err != nil {
			return nil, err
		}
	}
	debug.FreeOSMemory() // as after the page's other files
	return files, nil
})

// AddWords tells a page where the translations for its module are, in its own language and
// in those that it can be switched to.
func (p *Pages) AddWords(c echo.Context, urls *views.Assets) error {
	if urls.Module == "" {
		return nil
	}
	words, err := loadWords()
	if err != nil {
		return err
	}
	urls.AllWords = map[string]string{}
	for _, l := range locale.All {
		if file := words[wordsFile(l)]; file != nil {
			urls.AllWords[l.Tag] = base.Path(c.Request().Context(), file.URL())
		}
	}
	urls.Words = urls.AllWords[language.Locale(c).Tag]
	return nil
}
