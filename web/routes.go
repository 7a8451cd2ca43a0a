package web

import "github.com/labstack/echo/v4/middleware"

// routes is every page and endpoint, one line each.
func (s *Server) routes() {
	e := s.echo
	e.Use(middleware.Recover())

	e.GET("/healthz", s.health)
	e.GET("/readyz", s.ready)
	e.GET("/assets/:hash/:name", s.asset)
	e.GET("/favicon.ico", s.favicon)
}
