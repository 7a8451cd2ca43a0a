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

	"redis-wizard/configschema/phrase"
	"redis-wizard/connectivity"
	"redis-wizard/web/api"
	"redis-wizard/web/language"
	"redis-wizard/web/locale"
	"redis-wizard/web/stream"
	"redis-wizard/web/views/reportview"
)

// viewEvery is the shortest time between two views of a growing report.
const viewEvery = 100 * time.Millisecond

// sign is the longest time without a view: so long it takes until the elapsed time
// changes.
const sign = time.Second

// Stream answers POST /report. It is the page's own, and no API: it takes
// what /api/v1/probe takes, and sends events "view", each with the report so
// far as the HTML that the page shows, and last the event "report", with that HTML in
// each language of the page, or "error". So the page with JavaScript shows what the page
// without it would. A client that goes away ends its test.
func Stream(a *api.API) echo.HandlerFunc {
	return func(c echo.Context) error { return show(a, c) }
}

// finished is the last event: the report as the API has it, and as the page shows it.
type finished struct {
	connectivity.Report
	Outcome connectivity.Outcome `json:"outcome"`
	// HTML are the children of #report, by the tags of the languages.
	HTML map[string]string `json:"html"`
}

func show(a *api.API, c echo.Context) error {
	asked, err := a.Read(c)
	if err != nil {
		return err
	}
	language.Vary(c)
	spoken := language.Locale(c)
	asked.Input.Language = everyLanguage()
	events, end := stream.Open(c, a.WriteTimeout, a.Probes.Longest())
	defer end()
	growing := &growing{ctx: c.Request().Context(), events: events, language: slices.Index(locale.All, spoken), began: time.Now()}
	growing.report.Vantage, growing.report.Verdict = asked.Vantage, reportview.Running
	defer growing.stop()
	growing.start()
	report, err := a.Probes.Run(c, asked, growing.add)
	growing.stop()
	if err != nil {
		return events.Fail(err)
	}
	last := finished{Report: report.In(growing.language), Outcome: report.Outcome(), HTML: map[string]string{}}
	for i, l := range locale.All {
		view, err := View(report.In(i), l)
		if err == nil {
			last.HTML[l.Tag], err = render(locale.With(growing.ctx, l), *view)
		}
		if err != nil {
			return events.Fail(err)
		}
	}
	events.Send("view", last.HTML[spoken.Tag])
	events.Send("report", last)
	return events.Err()
}

// everyLanguage has a test speak all languages of the page, because the page can change
// its language while the report stays.
func everyLanguage() phrase.Language {
	var all []phrase.Language
	for _, l := range locale.All {
		all = append(all, l.Language())
	}
	return phrase.Every(all...)
}

func render(ctx context.Context, view reportview.Report) (string, error) {
	var html bytes.Buffer
	err := reportview.View(view).Render(ctx, &html)
	return html.String(), err
}

// growing is a report while its steps come in. Views of it are sent at most
// every viewEvery; a step that comes too soon is in the next one, which a timer
// sends if no further step does.
type growing struct {
	ctx      context.Context
	events   *stream.Events
	language int // the number of that of the page
	began    time.Time

	mutex  sync.Mutex
	report connectivity.Report
	plans  map[string][]connectivity.StepName
	sent   time.Time
	timer  *time.Timer
	ended  bool
}

// quiet is how long a test may say nothing before the page shows that it runs. One that is
// refused ends before.
const quiet = 300 * time.Millisecond

// start has a test shown that takes its time over its first step.
func (g *growing) start() {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.sendIn(quiet)
}

// add takes a step in. It is the probe's observer.
func (g *growing) add(event connectivity.StepEvent) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if g.ended {
		return
	}
	grow(&g.report, event)
	if g.plans == nil {
		g.plans = map[string][]connectivity.StepName{}
	}
	g.plans[event.ID] = event.Plan
	if wait := viewEvery - time.Since(g.sent); wait <= 0 {
		g.send()
	} else {
		g.sendIn(wait)
	}
}

// sendIn sends a view after a while, in the place of one that was to come later.
func (g *growing) sendIn(wait time.Duration) {
	if g.timer != nil {
		g.timer.Stop()
	}
	g.timer = time.AfterFunc(wait, func() {
		g.mutex.Lock()
		defer g.mutex.Unlock()
		if !g.ended {
			g.send()
		}
	})
}

// send sends a view, and another one when nothing has come for a time. A view that fails
// is left out: the next one, or the last, tells of the error. It may run beside the
// handler, where nothing would catch a panic.
func (g *growing) send() {
	defer func() {
		if recover() != nil {
			g.ended = true
		}
	}()
	g.sent = time.Now()
	html, err := render(g.ctx, reportview.Report{Report: g.report.In(g.language), Elapsed: time.Since(g.began), Plans: g.plans})
	if err == nil {
		g.events.Send("view", html)
	}
	g.sendIn(sign)
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
