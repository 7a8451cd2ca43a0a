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
	e.POST("/", s.submit, limitBody(formLimit))
	e.POST("/report", s.reportStream, limitBody(apiBodyLimit))
	e.POST("/api/v1/evaluate", s.evaluate, limitBody(apiBodyLimit))
	e.POST("/api/v1/probe", s.probe, limitBody(apiBodyLimit))
	for _, question := range workshop.Questions() {
		e.POST("/api/v1/"+question, s.ask(question), limitBody(workshopLimit))
	}
	e.GET("/codes", s.codes)
	e.HEAD("/codes", s.codes)
	e.Match([]string{"GET", "HEAD"}, "/schemas/*", s.schemas)
	e.Match([]string{"GET", "HEAD"}, "/openapi.json", s.openAPI)
	e.GET("/healthz", s.health)
	e.HEAD("/healthz", s.health)
	e.GET("/readyz", s.ready)
	e.HEAD("/readyz", s.ready)
	e.GET("/assets/:hash/:name", s.asset)
	e.HEAD("/assets/:hash/:name", s.asset)
	e.GET("/favicon.ico", s.favicon)
}
