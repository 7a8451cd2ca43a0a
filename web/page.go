package web

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/workshop"
	"redis-wizard/web/views"
)

// blankRows is how many sentinels a new form has room for: a set needs three.
const blankRows = 3

// page shows the form as it is at first.
func (s *Server) page(c echo.Context) error {
	send, err := s.first(c)
	if err != nil {
		return err
	}
	return send()
}

func (s *Server) first(c echo.Context) (reply, error) {
	f, fresh, err := s.blank()
	if err != nil {
		return nil, err
	}
	f.ctx, f.input.Language = c.Request().Context(), languageOf(c)
	return s.show(c, f, views.Page{Fresh: fresh})
}

// blank is the form as it is at first. It is fresh when nothing is in it yet: what
// was prefilled is judged at once.
func (s *Server) blank() (f form, fresh bool, err error) {
	f = form{input: configschema.Input{Kind: configschema.Single, TLS: configschema.Off, Values: s.options.Prefill}, rows: blankRows, maxRows: s.options.MaxNodes, neighbours: true}
	if len(s.options.Prefill) == 0 {
		return f, true, nil
	}
	prefilled, err := configschema.Evaluate(configschema.Input{Values: s.options.Prefill})
	if err != nil {
		return f, false, err
	}
	f.input.Kind = prefilled.Kind
	if prefilled.TLS {
		f.input.TLS = configschema.On
	}
	f.rows, err = rowsOf(s.options.Prefill, f.maxRows)
	f.rows = max(f.rows, blankRows)
	return f, false, err
}

// submit carries out the button that was pressed and shows the form again,
// with everything that was typed.
func (s *Server) submit(c echo.Context) error {
	f, err := readForm(c.Request(), s.options)
	if err != nil {
		return err
	}
	f.input.Language = languageOf(c)
	extra := views.Page{Posted: true}
	if f.action == "test" { // in the queue only while it is judged, and shown
		if err := s.showTest(c, f, &extra); err != nil {
			return err
		}
	}
	var send reply
	err = s.compute(c, func(ctx context.Context) (err error) {
		f.ctx = ctx
		send, err = s.act(c, f, extra)
		return err
	})
	if err != nil {
		return err
	}
	return send()
}

// act does what the button says that was pressed.
func (s *Server) act(c echo.Context, f form, extra views.Page) (reply, error) {
	err := f.edit()
	if err != nil {
		return nil, err
	}
	name, argument, _ := strings.Cut(f.action, ".")
	extra.Submitted = name == "" || name == "check"
	switch name {
	case "clear":
		return s.first(c)
	case "language":
		s.chooseLanguage(c, argument)
		f.input.Language = languageOf(c)
		extra.Fresh = f.untouched()
	case "import":
		err = f.showImport(&extra)
	case "tab":
		f.tab = argument
	case "plan":
		extra.Fresh = f.untouched() // to plan is no reason to complain
		err = f.showPlan(&extra)
	case "adopt":
		err = f.adopt()
	case "explain":
		var explained workshop.Explained
		explained, err = workshop.ExplainContext(c.Request().Context(), f.log, f.input.Language)
		extra.Explained = &explained
	case "download", "get":
		return s.download(c, f, argument)
	}
	if err != nil {
		return nil, err
	}
	return s.show(c, f, extra)
}

// showTest runs the connection test, or says why it does not run.
func (s *Server) showTest(c echo.Context, f form, extra *views.Page) error {
	report, err := s.runProbe(c, trial{in: f.input, trust: Trust{CA: f.ca, Neighbours: f.neighbours}, vantage: f.vantage}, nil)
	switch busy := (*busyError)(nil); {
	case err == nil:
		extra.Report, err = viewReport(report, localeOf(c))
		return err
	case errors.As(err, &busy):
		c.Response().Header().Set("Retry-After", busy.retryAfter())
	case !errors.Is(err, ErrNoCertificate) && !fromVantage(err):
		return err
	}
	extra.Refusal = phrase.Explain(err, languageOf(c))
	return nil
}

// show evaluates the form and renders it. extra is what the action added.
func (s *Server) show(c echo.Context, f form, extra views.Page) (reply, error) {
	result, err := configschema.EvaluateContext(f.ctx, f.input)
	if err != nil {
		return nil, err
	}
	extra.Assets, extra.Wizard, extra.Largest = s.pageAssets(), s.options.Version, s.options.MaxBody
	if err := s.addWords(&extra.Assets, localeOf(c)); err != nil {
		return nil, err
	}
	extra.Input, extra.Result, extra.Rows = f.input, result, f.rows
	extra.ImportText, extra.CA, extra.Neighbours, extra.Log = f.yaml, f.ca, f.neighbours, f.log
	extra.Vantages, extra.Vantage = s.vantageNames(), f.vantage
	extra.Plan.From, extra.Plan.To = f.from, f.to
	blank, fresh, err := s.blank()
	if err != nil {
		return nil, err
	}
	extra.Blank = views.Blank{Input: blank.input, Rows: blank.rows, Fresh: fresh, Neighbours: blank.neighbours}
	if err := f.take(&extra.Take); err != nil {
		return nil, err
	}
	status := http.StatusOK
	if c.Response().Header().Get("Retry-After") != "" {
		status = http.StatusTooManyRequests
	}
	return s.draw(c, status, views.Wizard(extra))
}
