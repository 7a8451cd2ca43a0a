package form

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"redis-wizard/web/admission"
	"redis-wizard/web/language"
	"redis-wizard/web/page"
	"redis-wizard/web/probe"
	"redis-wizard/web/state"
	"redis-wizard/web/views"
	"redis-wizard/web/views/reportview"
)

// Handler serves the page with the form.
type Handler struct {
	Pages   *page.Pages
	Control *admission.Control
	Probes  *probe.Runner
	// Form is what there is to know of it beside its state.
	Form state.Form
	// Version of the wizard, shown in the footer.
	Version string
}

// Show shows the form as it is at first.
func (h *Handler) Show(c echo.Context) (err error) {
	f := &form{h: h, c: c, ctx: c.Request().Context()}
	if f.State, err = h.Form.Blank(language.Of(c)); err != nil {
		return err
	}
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
	f.c, f.Input.Language, f.Posted = c, language.Of(c), true
	if f.action.Name == "test" && !f.RefuseVersion() { // in the queue only while it is judged, and shown
		if err := f.test(); err != nil {
			return err
		}
	}
	var send page.Reply
	err = h.Control.Compute(c, func(ctx context.Context) (err error) {
		f.ctx = ctx
		send, err = f.act()
		return err
	})
	if err != nil {
		return err
	}
	return send()
}

// show evaluates the form and renders the page.
func (f *form) show() (send page.Reply, err error) {
	if err := f.Judge(f.ctx); err != nil {
		return nil, err
	}
	blank, err := f.h.Form.Blank(nil)
	if err != nil {
		return nil, err
	}
	if f.Blank, err = views.SetUp(blank); err != nil {
		return nil, err
	}
	f.Assets, f.Wizard, f.Largest, f.Vantages = f.h.Pages.Assets(f.c), f.h.Version, f.h.Control.MaxBody, f.h.Probes.Places()
	if err := f.h.Pages.AddWords(f.c, &f.Assets); err != nil {
		return nil, err
	}
	if f.Report == nil { // the frame that a report which is streamed grows in
		f.Report = reportview.Frame(reportview.Report{})
	}
	if f.VersionRefusal != "" {
		f.status = http.StatusBadRequest
	}
	return f.h.Pages.Draw(f.c, max(f.status, http.StatusOK), views.Wizard(f.Page))
}
