package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"redis-wizard/connectivity"
	"redis-wizard/web/assets"
	"redis-wizard/web/metrics"
	"redis-wizard/web/probe"
	"redis-wizard/web/stream"
	"redis-wizard/web/vantage"
)

// Probe answers POST /api/v1/probe: with the report, or, for a client that
// accepts text/event-stream, with an event "step" as each step ends and then
// the report as the event "report", or "error" when there will be none. A client
// that goes away ends its test.
func (a *API) Probe(c echo.Context) error {
	asked, err := a.Read(c)
	if err != nil {
		return err
	}
	return a.answerProbe(c, asked)
}

func (a *API) answerProbe(c echo.Context, asked probe.Request) error {
	if !acceptsStream(c.Request().Header.Get("Accept")) {
		report, err := a.Probes.Run(c, asked, nil)
		if err != nil {
			return err
		}
		return writeReport(c, report)
	}

	events, end := stream.Open(c, a.WriteTimeout, a.Probes.Longest())
	defer end()
	report, err := a.Probes.Run(c, asked, func(step connectivity.StepEvent) { events.Send("step", step) })
	if err != nil {
		return events.Fail(err)
	}
	events.Send("report", report)
	return events.Err()
}

// writeReport sends the same bytes as the command line prints, less its
// indentation.
func writeReport(c echo.Context, report connectivity.Report) error {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(report); err != nil {
		return fmt.Errorf("encode the report: %w", err)
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, body.Bytes())
}

// ProbeForAnother answers POST /api/v1/vantage/probe, where another wizard asks
// for a test from here. It takes and gives what /api/v1/probe does, under this
// server's policy and limits. The token is looked at before the body. A test is
// never passed on to a third wizard, so none can go round in a circle.
func (a *API) ProbeForAnother(c echo.Context) error {
	if !vantage.Authorized(c.Request(), a.AcceptToken.Value()) {
		a.Control.Metrics.Refused(metrics.Token)
		c.Response().Header().Set(echo.HeaderWWWAuthenticate, "Bearer")
		return echo.NewHTTPError(http.StatusUnauthorized, "This address is for other wizards, with the token of --vantage-accept-token as Authorization: Bearer TOKEN.")
	}
	asked, err := a.Read(c)
	if err != nil {
		return err
	}
	asked.Vantage, asked.ForMany = "", true
	return a.answerProbe(c, asked)
}

// acceptsStream tells whether a client asks for events: by their name, and not
// less than for one document. (RFC 9110, 12.5.1)
func acceptsStream(accept string) bool {
	stream := assets.Quality(accept, stream.MediaType)
	return stream > 0 && stream >= assets.Quality(accept, echo.MIMEApplicationJSON, "application/*", "*/*")
}
