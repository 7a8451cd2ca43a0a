package web

import (
	"github.com/labstack/echo/v4/middleware"

	"redis-wizard/configschema/workshop"
)

// routes is every page and endpoint, one line each.
func (s *Server) routes() {
	e := s.echo
	e.HTTPErrorHandler = s.fail
	e.Use(s.logRequests, secureHeaders, middleware.RecoverWithConfig(s.recovery()), s.checkHost, s.checkOrigin)

	e.GET("/", s.page)
	e.HEAD("/", s.page)
	e.POST("/", s.submit, s.limitBody(formLimit))
	e.POST("/report", s.reportStream, s.limitBody(apiBodyLimit))
	e.POST("/api/v1/evaluate", s.evaluate, s.limitBody(apiBodyLimit))
	e.POST("/api/v1/probe", s.probe, s.limitBody(apiBodyLimit))
	for _, question := range workshop.Questions() {
		e.POST("/api/v1/"+question, s.ask(question), s.limitBody(workshopLimit))
	}
	e.GET("/codes", s.codes)
	e.HEAD("/codes", s.codes)
	e.GET("/healthz", s.health)
	e.HEAD("/healthz", s.health)
	e.GET("/readyz", s.ready)
	e.HEAD("/readyz", s.ready)
	if s.options.MetricsListen == "" {
		e.GET("/metrics", s.showMetrics)
	}
	e.GET("/assets/:hash/:name", s.asset)
	e.HEAD("/assets/:hash/:name", s.asset)
	e.GET("/favicon.ico", s.favicon)
}
