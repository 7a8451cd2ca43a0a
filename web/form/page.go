package form

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema"
	"redis-wizard/configschema/api"
	"redis-wizard/configschema/authelia"
	"redis-wizard/web/admission"
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
	// MaxNodes is the largest number of sentinels in a form.
	MaxNodes int
	// Prefill is what the form shows at first.
	Prefill configschema.Values
	// Version of the wizard, shown in the footer.
	Version string
}

// blankRows is how many rows each list of a new form has room for: a set of sentinels
// needs three.
const blankRows = 3

// Show shows the form as it is at first.
func (h *Handler) Show(c echo.Context) (err error) {
	f := &form{h: h, c: c, ctx: c.Request().Context()}
	if f.Page, err = h.blank(); err != nil {
		return err
	}
	f.Input.Language = language.Of(c)
	send, err := f.show()
	if err != nil {
		return err
	}
	return send()
}

// blank is the form as it is at first. It is fresh when nothing is in it yet: what
// was prefilled is judged at once.
func (h *Handler) blank() (views.Page, error) {
	blank := views.Page{
		Input:      configschema.Input{Kind: configschema.Single, TLS: configschema.Off, Values: h.Prefill},
		Neighbours: true, Fresh: len(h.Prefill) == 0,
	}
	rows, err := admission.Rows(h.Prefill, h.MaxNodes)
	for list := range rows {
		rows[list] = max(rows[list], blankRows)
	}
	blank.Rows = rows
	if err != nil || blank.Fresh {
		return blank, err
	}
	prefilled, err := configschema.Evaluate(configschema.Input{Values: h.Prefill})
	if err != nil {
		return blank, err
	}
	blank.Input.Kind = prefilled.Kind
	blank.Switch(authelia.RootFor(prefilled.Kind), prefilled.TLS)
	return blank, nil
}

// Submit carries out the button that was pressed and shows the form again,
// with everything that was typed.
func (h *Handler) Submit(c echo.Context) error {
	f, err := h.read(c.Request())
	if err != nil {
		return err
	}
	f.c, f.Input.Language, f.Posted = c, language.Of(c), true
	if f.action == "test" && !f.refuseVersion() { // in the queue only while it is judged, and shown
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
	judged := f.Input
	if f.VersionRefusal != "" { // judged as the newest until it is mended
		judged.Authelia = ""
	}
	read, err := api.Judge(f.ctx, f.ImportText, judged)
	if err != nil {
		return nil, err
	}
	f.Result = read.Result
	if err := f.take(judged); err != nil {
		return nil, err
	}
	blank, err := f.h.blank()
	if err != nil {
		return nil, err
	}
	if f.Blank, err = blank.SetUp(); err != nil {
		return nil, err
	}
	f.Assets, f.Wizard, f.Largest, f.Vantages = f.h.Pages.Assets(f.c), f.h.Version, f.h.Control.MaxBody, f.h.Probes.Places()
	if err := f.h.Pages.AddWords(f.c, &f.Assets); err != nil {
		return nil, err
	}
	return f.h.Pages.Draw(f.c, max(f.status, http.StatusOK), views.Wizard(f.Page))
}
