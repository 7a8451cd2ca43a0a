package web

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	answers "redis-wizard/configschema/api"
	"redis-wizard/web/accesslog"
	"redis-wizard/web/api"
	"redis-wizard/web/base"
	"redis-wizard/web/client"
	"redis-wizard/web/form"
	"redis-wizard/web/guard"
	"redis-wizard/web/language"
	"redis-wizard/web/page"
	"redis-wizard/web/reference"
	"redis-wizard/web/report"
	"redis-wizard/web/state"
	"redis-wizard/web/vantage"
	"redis-wizard/web/views"
)

// routes is every page and endpoint, one line each. All are below the base path.
func (s *Server) routes() {
	o, e, pages, control := s.options, s.echo, s.pages, s.control
	who := &guard.Guard{Hosts: o.Hosts, SignInHeader: o.SignInHeader, SignInGroups: o.SignInGroups, Metrics: s.metrics}
	e.HTTPErrorHandler = pages.Fail
	e.Use(s.below, client.Identify(o.TrustedProxies), language.Find, accesslog.Write(s.log, s.metrics), guard.SecureHeaders, page.Recovery(s.log), guard.TurnAway, who.CheckHost, who.CheckOrigin, who.SignIn)

	wizard := &form.Handler{Pages: pages, Control: control, Probes: s.probes, Settings: views.Settings{MaxRows: o.MaxNodes, Prefill: o.Prefill, Wizard: o.Version}}
	questions := &api.API{Control: control, Probes: s.probes, MaxNodes: o.MaxNodes, WriteTimeout: o.WriteTimeout, AcceptToken: o.VantageAcceptToken}
	for _, place := range append([]string{""}, state.Places...) {
		s.get("/"+place, wizard.Show, control.Rate("pages"))
		s.post("/"+place, wizard.Submit, control.Body(control.FormLimit()))
	}
	s.post("/report", report.Stream(questions), control.Body(o.MaxBody))
	s.post("/api/v1/probe", questions.Probe, control.Body(o.MaxBody))
	if o.VantageAcceptToken != nil {
		s.post(vantage.Path, questions.ProbeForAnother, control.Body(o.MaxBody))
	}
	for _, question := range answers.Questions() {
		s.post("/api/v1/"+question, questions.Ask(question), control.Body(o.MaxBody))
	}
	s.get("/codes", reference.Codes(pages), control.Rate("pages"))
	s.get("/schemas/*", reference.Schemas)
	s.get("/openapi.json", reference.OpenAPI)
	s.get("/healthz", s.health)
	s.get("/readyz", s.ready)
	if o.MetricsListen == "" {
		s.get("/metrics", echo.WrapHandler(s.metrics.Handler()))
	}
	s.get("/assets/:hash/:name", pages.Asset)
	s.get("/favicon.ico", pages.Favicon)
	if o.BasePath != "" {
		e.GET(o.BasePath, s.toSlash)
		e.HEAD(o.BasePath, s.toSlash)
	}
	for _, route := range e.Routes() {
		s.metrics.Know(strings.TrimPrefix(route.Path, o.BasePath))
	}
}

// get serves a path to be read. What takes work to make is limited; what lies
// ready, or is asked by what watches over the server, is not.
func (s *Server) get(path string, handler echo.HandlerFunc, limits ...echo.MiddlewareFunc) {
	s.echo.GET(s.options.BasePath+path, handler, limits...)
	s.echo.HEAD(s.options.BasePath+path, handler, limits...)
}

// post serves a path to be asked.
func (s *Server) post(path string, handler echo.HandlerFunc, limits ...echo.MiddlewareFunc) {
	s.echo.POST(s.options.BasePath+path, handler, append(limits, s.control.Rate("requests"))...)
}

// below tells a request's handlers which path everything is below.
func (s *Server) below(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.SetRequest(c.Request().WithContext(base.With(c.Request().Context(), s.options.BasePath)))
		return next(c)
	}
}

// toSlash leads from the base path to the wizard, which is below it.
func (s *Server) toSlash(c echo.Context) error {
	return c.Redirect(http.StatusPermanentRedirect, s.options.BasePath+"/")
}
