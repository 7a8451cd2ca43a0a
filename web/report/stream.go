package report

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
	"redis-wizard/web/api"
	"redis-wizard/web/language"
	"redis-wizard/web/locale"
	"redis-wizard/web/stream"
	"redis-wizard/web/views/reportview"
)

// viewEvery is the shortest time between two views of a growing report.
const viewEvery = 100 * time.Millisecond

// Stream answers POST /report. It is the page's own, and no API: it takes
// what /api/v1/probe takes, and sends events "view", each with the report so
// far as the HTML that the page shows, and last the event "report", or "error". So the page
// with JavaScript shows what the page without it would. A client that goes away
// ends its test.
func Stream(a *api.API) echo.HandlerFunc {
	return func(c echo.Context) error { return show(a, c) }
}

func show(a *api.API, c echo.Context) error {
	asked, err := a.Read(c)
	if err != nil {
		return err
	}
	language.Vary(c)
	events, end := stream.Open(c, a.WriteTimeout, a.Probes.Longest())
	defer end()
	growing := &growing{ctx: c.Request().Context(), events: events}
	growing.report.Vantage = asked.Vantage
	defer growing.stop()
	report, err := a.Probes.Run(c, asked, growing.add)
	growing.stop()
	if err != nil {
		return events.Fail(err)
	}
	view, err := View(report, locale.In(growing.ctx))
	if err == nil {
		err = sendView(growing.ctx, events, *view)
	}
	if err != nil {
		return events.Fail(err)
	}
	events.Send("report", struct {
		connectivity.Report
		Outcome connectivity.Outcome `json:"outcome"`
	}{report, report.Outcome()})
	return events.Err()
}

// sendView renders a report and sends it.
func sendView(ctx context.Context, events *stream.Events, view reportview.Report) error {
	var html bytes.Buffer
	if err := reportview.ReportView(view).Render(ctx, &html); err != nil {
		return err
	}
	events.Send("view", html.String())
	return events.Err()
}

// growing is a report while its steps come in. Views of it are sent at most
// every viewEvery; a step that comes too soon is in the next one, which a timer
// sends if no further step does.
type growing struct {
	ctx    context.Context
	events *stream.Events

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
	g.report.Verdict = reportview.Running
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
	_ = sendView(g.ctx, g.events, reportview.Report{Report: g.report})
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
	at := slices.IndexFunc(report.Endpoints, func(e connectivity.EndpointReport) bool { return e.ID == event.ID })
	if at < 0 {
		at, _ = slices.BinarySearchFunc(report.Endpoints, event.ID, func(e connectivity.EndpointReport, id string) int {
			return cmp.Compare(number(e.ID), number(id))
		})
		report.Endpoints = slices.Insert(report.Endpoints, at, connectivity.EndpointReport{})
	}
	e := &report.Endpoints[at]
	e.ID, e.Endpoint = event.ID, event.Endpoint // what is known about it may have grown
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
