package web

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"redis-wizard/connectivity"
	"redis-wizard/web/locale"
	"redis-wizard/web/views"
)

// viewEvery is the shortest time between two views of a growing report.
const viewEvery = 100 * time.Millisecond

// reportStream answers POST /report. It is the page's own, and no API: it takes
// what /api/v1/probe takes, and sends events "view", each with the report so
// far as the HTML that the page shows, and last the event "report", or "error". So the page
// with JavaScript shows what the page without it would. A client that goes away
// ends its test.
func (s *Server) reportStream(c echo.Context) error {
	asked, err := s.readTrial(c)
	if err != nil {
		return err
	}
	varyByLanguage(c)
	stream, end := s.openEvents(c)
	defer end()
	growing := &growing{ctx: views.WithBase(c.Request().Context(), s.options.BasePath), stream: stream}
	growing.report.Vantage = asked.vantage
	defer growing.stop()
	report, err := s.runProbe(c, asked, growing.add)
	growing.stop()
	if err != nil {
		return stream.fail(err)
	}
	view, err := viewReport(report, locale.In(growing.ctx))
	if err != nil {
		return err
	}
	if err := sendView(growing.ctx, stream, *view); err != nil {
		return err
	}
	stream.send("report", report)
	return stream.err
}

// sendView renders a report and sends it.
func sendView(ctx context.Context, stream *events, view views.Report) error {
	var html bytes.Buffer
	if err := views.ReportView(view).Render(ctx, &html); err != nil {
		return err
	}
	stream.send("view", html.String())
	return stream.err
}

// growing is a report while its steps come in. Views of it are sent at most
// every viewEvery; a step that comes too soon is in the next one, which a timer
// sends if no further step does.
type growing struct {
	ctx    context.Context
	stream *events

	mutex  sync.Mutex
	report connectivity.Report
	sent   time.Time
	timer  *time.Timer
	ended  bool
}

// add takes a step in. It is the probe's observer.
func (g *growing) add(event connectivity.StepEvent) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if g.ended {
		return
	}
	g.report.Verdict = running
	grow(&g.report, event)
	if wait := viewEvery - time.Since(g.sent); wait <= 0 {
		g.send()
	} else if g.timer == nil {
		g.timer = time.AfterFunc(wait, func() {
			g.mutex.Lock()
			defer g.mutex.Unlock()
			g.timer = nil
			if !g.ended {
				g.send()
			}
		})
	}
}

// send sends a view. A view that fails is left out: the next one, or the last,
// tells of the error. It may run beside the handler, where nothing would catch
// a panic.
func (g *growing) send() {
	defer func() {
		if recover() != nil {
			g.ended = true
		}
	}()
	g.sent = time.Now()
	_ = sendView(g.ctx, g.stream, *viewSteps(g.report, locale.In(g.ctx)))
}

// stop ends the sending. Afterwards the stream is the caller's alone.
func (g *growing) stop() {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.ended = true
	if g.timer != nil {
		g.timer.Stop()
	}
}

// grow puts a step into a report, with its endpoint where that is new. The
// endpoints stand in the order of their numbers, as they will in the end.
func grow(report *connectivity.Report, event connectivity.StepEvent) {
	at := slices.IndexFunc(report.Endpoints, func(e connectivity.EndpointReport) bool { return e.ID == event.Endpoint.ID })
	if at < 0 {
		at, _ = slices.BinarySearchFunc(report.Endpoints, event.Endpoint, func(a connectivity.EndpointReport, b connectivity.Endpoint) int {
			return cmp.Compare(number(a.ID), number(b.ID))
		})
		report.Endpoints = slices.Insert(report.Endpoints, at, connectivity.EndpointReport{})
	}
	e := &report.Endpoints[at]
	e.Endpoint = event.Endpoint // what is known about it may have grown
	e.Steps = append(e.Steps, event.Step)
}

// number is that of an endpoint's id: 12 of "e12".
func number(id string) int {
	n, err := strconv.Atoi(strings.TrimPrefix(id, "e"))
	if err != nil {
		return 0
	}
	return n
}
