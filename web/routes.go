package web

import (
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"redis-wizard/configschema/workshop"
	"redis-wizard/web/vantage"
)

// routes is every page and endpoint, one line each. All are below the base path.
func (s *Server) routes() {
	e := s.echo
	e.HTTPErrorHandler = s.fail
	e.Use(s.identify, s.speak, s.logRequests, s.secureHeaders, middleware.RecoverWithConfig(s.recovery()), s.turnAway, s.checkHost, s.checkOrigin, s.signIn)

	s.get("/", s.page, s.limitRate("pages"))
	s.post("/", s.submit, s.limitBody(s.options.formLimit()))
	s.post("/report", s.reportStream, s.limitBody(s.options.MaxBody))
	s.post("/api/v1/evaluate", s.evaluate, s.limitBody(s.options.MaxBody))
	s.post("/api/v1/probe", s.probe, s.limitBody(s.options.MaxBody))
	if s.options.VantageAcceptToken != nil {
		s.post(vantage.Path, s.probeForAnother, s.limitBody(s.options.MaxBody))
	}
	for _, question := range workshop.Questions() {
		s.post("/api/v1/"+question, s.ask(question), s.limitBody(s.options.MaxBody))
	}
	s.get("/codes", s.codes, s.limitRate("pages"))
	s.get("/schemas/*", s.schemas)
	s.get("/openapi.json", s.openAPI)
	s.get("/healthz", s.health)
	s.get("/readyz", s.ready)
	if s.options.MetricsListen == "" {
		s.get("/metrics", s.showMetrics)
	}
	s.get("/assets/:hash/:name", s.asset)
	s.get("/favicon.ico", s.favicon)
	if s.options.BasePath != "" {
		e.GET(s.options.BasePath, s.toSlash)
		e.HEAD(s.options.BasePath, s.toSlash)
	}
}

// get serves a path to be read. What takes work to make is limited; what lies
// ready, or is asked by what watches over the server, is not.
func (s *Server) get(path string, handler echo.HandlerFunc, limits ...echo.MiddlewareFunc) {
	s.echo.GET(s.path(path), handler, limits...)
	s.echo.HEAD(s.path(path), handler, limits...)
}

// post serves a path to be asked.
func (s *Server) post(path string, handler echo.HandlerFunc, limits ...echo.MiddlewareFunc) {
	s.echo.POST(s.path(path), handler, append(limits, s.limitRate("requests"))...)
}
