package web

import (
	"bytes"
	"fmt"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"redis-wizard/web/assets"
	"redis-wizard/web/views"
)

// renderSize is room for the page as it is at first, so that the buffer need not
// grow: a page would otherwise leave several times its size to be collected.
const renderSize = 96 << 10

// render writes a component as a page. It is written into memory first, so that
// an error becomes an error page rather than half of one.
func (s *Server) render(c echo.Context, status int, component templ.Component) error {
	page := bytes.NewBuffer(make([]byte, 0, renderSize))
	if err := component.Render(views.WithBase(c.Request().Context(), s.options.BasePath), page); err != nil {
		return fmt.Errorf("render the page: %w", err)
	}
	s.speakAgain(c)
	content, err := s.packed.answer(c, status, page.Bytes())
	if err != nil {
		return fmt.Errorf("compress the page: %w", err)
	}
	return c.HTMLBlob(status, content)
}

func (s *Server) pageAssets() views.Assets {
	urls := views.Assets{
		Style:  s.path(s.assets.URL(assets.Style)),
		Script: s.path(s.assets.URL(assets.Script)),
		Icon:   s.path(s.assets.URL(assets.Icon)),
		Module: s.path(s.assets.URL(assets.Module)),
		Glue:   s.path(s.assets.URL(assets.ExecGlue)),

		Theme:    s.path(s.assets.URL(assets.Theme)),
		Workshop: s.path(s.assets.URL(assets.Workshop)),
	}
	if urls.Module == "" || urls.Glue == "" { // one is of no use without the other
		urls.Module, urls.Glue, urls.Workshop = "", "", ""
	}
	return urls
}

// recovery turns a panic into an error page. Its place goes into the log; the
// value of the panic does not, because it may quote what was typed.
func (s *Server) recovery() middleware.RecoverConfig {
	return middleware.RecoverConfig{
		StackSize:         8 << 10,
		DisableStackAll:   true,
		DisablePrintStack: true,
		LogErrorFunc: func(c echo.Context, _ error, stack []byte) error {
			s.log.Error("panic", "request_id", requestID(c), "route", c.Path(), "stack", string(stack))
			return errPanic
		},
	}
}
