// Package page draws pages, and serves the files that they need. What a page says is
// given by the packages that serve it.
package page

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"redis-wizard/configschema"
	"redis-wizard/web/accesslog"
	"redis-wizard/web/admission"
	"redis-wizard/web/assets"
	"redis-wizard/web/base"
	"redis-wizard/web/failure"
	"redis-wizard/web/language"
	"redis-wizard/web/views"
)

// Pages draws pages.
type Pages struct {
	Files   *assets.Set
	Control *admission.Control
	Log     *slog.Logger

	packed packedPages
}

// renderSize is room for the page as it is at first, so that the buffer need not
// grow: a page would otherwise leave several times its size to be collected.
const renderSize = 96 << 10

// Render writes a component as a page.
func (p *Pages) Render(c echo.Context, status int, component templ.Component) error {
	send, err := p.Draw(c, status, component)
	if err != nil {
		return err
	}
	return send()
}

// Reply sends what has been worked out.
type Reply func() error

// Draw makes a page of a component. It is written into memory first, so that an
// error becomes an error page rather than half of one.
func (p *Pages) Draw(c echo.Context, status int, component templ.Component) (Reply, error) {
	page := bytes.NewBuffer(make([]byte, 0, renderSize))
	if err := component.Render(c.Request().Context(), page); err != nil {
		return nil, fmt.Errorf("render the page: %w", err)
	}
	language.Announce(c)
	content, err := p.packed.answer(c, status, page.Bytes())
	if err != nil {
		return nil, fmt.Errorf("compress the page: %w", err)
	}
	return func() error { return p.Control.Send(c, status, echo.MIMETextHTMLCharsetUTF8, content) }, nil
}

// Assets are the URLs of what a page loads.
func (p *Pages) Assets(c echo.Context) views.Assets {
	url := func(name string) string { return base.Path(c.Request().Context(), p.Files.URL(name)) }
	return views.Assets{
		Style:  url(assets.Style),
		Script: url(assets.Script),
		Theme:  url(assets.Theme),
		Icon:   url(assets.Icon),
		Module: url(assets.Module),
		Worker: url(assets.Worker),
	}
}

// Recovery turns a panic into an error page. Its place goes into the log; the
// value of the panic does not, because it may quote what was typed.
func Recovery(log *slog.Logger) echo.MiddlewareFunc {
	return middleware.RecoverWithConfig(middleware.RecoverConfig{
		StackSize:         8 << 10,
		DisableStackAll:   true,
		DisablePrintStack: true,
		LogErrorFunc: func(c echo.Context, _ error, stack []byte) error {
			log.Error("panic", "request_id", accesslog.ID(c), "route", c.Path(), "stack", string(stack))
			return failure.ErrPanic
		},
	})
}

// Fail turns the error that a handler returned into a status, a page or a JSON
// document, and the words in it. Nothing that was typed goes into any of them.
func (p *Pages) Fail(err error, c echo.Context) {
	status, message := failure.Explain(err, language.Of(c))
	if failure.Ours(status) {
		p.Log.Error("request went wrong", "error", err.Error(), "request_id", accesslog.ID(c), "route", c.Path())
	}
	if c.Response().Committed {
		return
	}
	failure.SetRetryAfter(c.Response().Header(), err)

	var sent error
	switch {
	case c.Request().Method == http.MethodHead:
		sent = c.NoContent(status)
	case wantsJSON(c.Request()):
		if !language.ForPrograms(c.Request()) {
			language.Vary(c)
		}
		sent = c.Blob(status, echo.MIMEApplicationJSON, configschema.ErrorJSON(errors.New(message)))
	default:
		sent = p.Render(c, status, views.Failure(p.Assets(c), failure.Title(status, language.Of(c)), message, accesslog.ID(c)))
	}
	if sent != nil {
		p.Log.Debug("answer not sent", "error", sent.Error(), "request_id", accesslog.ID(c))
	}
}

// wantsJSON tells whether a client is a program rather than a person.
func wantsJSON(r *http.Request) bool {
	return language.ForPrograms(r) || base.Trim(r.Context(), r.URL.Path) == "/report" || r.Header.Get("Accept") == echo.MIMEApplicationJSON
}
