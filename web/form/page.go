package form

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema/api"
	"redis-wizard/web/admission"
	"redis-wizard/web/answer"
	"redis-wizard/web/base"
	"redis-wizard/web/client"
	"redis-wizard/web/language"
	"redis-wizard/web/page"
	"redis-wizard/web/probe"
	"redis-wizard/web/views"
)

// Handler serves the page with the form.
type Handler struct {
	Pages   *page.Pages
	Control *admission.Control
	Probes  *probe.Runner
	// Settings are what is known of it beside its state: MaxRows, Prefill and Wizard. The
	// others depend on the request.
	Settings views.Settings
}

// Show shows the form as it is at first.
func (h *Handler) Show(c echo.Context) (err error) {
	f := &form{h: h, c: c, ctx: c.Request().Context()}
	if f.State, err = h.Settings.Form().Blank(language.Of(c)); err != nil {
		return err
	}
	f.Place = placeOf(c.Request())
	send, err := f.show()
	if err != nil {
		return err
	}
	return send()
}

// Submit carries out the button that was pressed and shows the form again,
// with everything that was typed.
func (h *Handler) Submit(c echo.Context) error {
	f, err := h.read(c.Request())
	if err != nil {
		return err
	}
	f.c, f.Input.Language = c, language.Of(c)
	var send page.Reply
	err = h.Control.Compute(c, func(ctx context.Context) (err error) {
		f.ctx = new(api.Memory).Context(ctx) // to act and to judge, a text is parsed once
		send, err = f.act()
		return err
	})
	if err == nil && f.isToTest() { // in the queue only while it is judged, and shown
		if err = f.test(); err == nil {
			err = h.Control.Compute(c, func(ctx context.Context) (err error) {
				f.ctx = ctx
				send, err = f.show()
				return err
			})
		}
	}
	if err != nil {
		return err
	}
	return send()
}

// show evaluates the form and renders the page.
func (f *form) show() (send page.Reply, err error) {
	settings, err := f.h.settings(f.c)
	if err != nil {
		return nil, err
	}
	if f.Shared { // no other page has its own address in it
		settings.Origin = client.Of(f.c).Origin(f.c.Request())
	}
	page, err := answer.Page(f.ctx, settings, f.State)
	if err != nil {
		return nil, err
	}
	page.Report = f.Report
	if f.VersionRefusal != "" {
		f.status = http.StatusBadRequest
	}
	return f.h.Pages.Draw(f.c, max(f.status, http.StatusOK), views.Wizard(page))
}

// settings are those of a request.
func (h *Handler) settings(c echo.Context) (views.Settings, error) {
	s := h.Settings
	languages, err := h.Pages.Languages(c)
	s.Base, s.Assets, s.Languages = base.Of(c.Request().Context()), h.Pages.Assets(c), languages
	s.Largest, s.Vantages = h.Control.MaxBody, h.Probes.Places()
	return s, err
}
