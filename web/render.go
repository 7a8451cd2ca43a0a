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

// render writes a component as a page.
func (s *Server) render(c echo.Context, status int, component templ.Component) error {
	send, err := s.draw(c, status, component)
	if err != nil {
		return err
	}
	return send()
}

// reply sends what has been worked out.
type reply func() error

// draw makes a page of a component. It is written into memory first, so that an
// error becomes an error page rather than half of one.
func (s *Server) draw(c echo.Context, status int, component templ.Component) (reply, error) {
	page := bytes.NewBuffer(make([]byte, 0, renderSize))
	if err := component.Render(views.WithBase(c.Request().Context(), s.options.BasePath), page); err != nil {
		return nil, fmt.Errorf("render the page: %w", err)
	}
	s.speakAgain(c)
	content, err := s.packed.answer(c, status, page.Bytes())
	if err != nil {
		return nil, fmt.Errorf("compress the page: %w", err)
	}
	return func() error { return s.send(c, status, echo.MIMETextHTMLCharsetUTF8, content) }, nil
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
