package views

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
	"redis-wizard/web/locale"
)

// Report is a connection test, under way or done, as the page shows it.
type Report struct {
	// Verdict is "pass", "warn" or "fail"; "running" while the test runs, and
	// empty when there was none.
	Verdict  string
	Authelia string
	Took     float64 // milliseconds
	// Vantage is the place that it is made from, empty for this server.
	Vantage   string
	Endpoints []Endpoint
	Findings  []Finding
	Topology  *Topology
	Latency   *Latency
	// Markdown and JSON are the report as text to take along, empty while it
	// runs.
	Markdown, JSON string

	locale *locale.Locale // of the page; nil is English
}

// in is the report for a page in its language.
func (r Report) in(ctx context.Context) Report {
	r.locale = locale.In(ctx)
	return r
}

func (r Report) say(text phrase.Text, words ...string) string {
	return r.language().Say(text, words...)
}

func (r Report) language() phrase.Language {
	return cmp.Or(r.locale, locale.English).Language()
}

// Finding is a problem that the test found, and the address it was found at;
// empty when it concerns the deployment as a whole.
type Finding struct {
	Problem configschema.Problem
	Fix     *Fix
	Address string
}

// Endpoint is one address that was tried.
type Endpoint struct {
	ID, Role, Address string
	// Server is its software and version, empty when it did not say.
	Server string
	// Status is that of the whole endpoint: of its worst step, "skipped" when
	// none was taken, "running" while there are more to come.
	Status string
	// AnnouncedBy holds the ids of the sentinels that named it, and NamedBy
	// their addresses; Announced tells that one did, rather than the form.
	AnnouncedBy, NamedBy []string
	Announced            bool
	Steps                []Step
	// Open shows the steps at first.
	Open bool
}

// Step is one stage of an endpoint's test.
type Step struct {
	Step, Status, Code, Message, Hint string
	Took                              float64 // milliseconds
}

// Topology is what the sentinels said about the replicated set.
type Topology struct {
	SentinelName, Primary         string
	Replicas, Sentinels, Unlisted []string
}

// Latency is how long Redis took to answer, in milliseconds.
type Latency struct {
	Values             []float64 // in the order of the pings
	Samples            int
	Min, P50, P95, Max float64

	locale *locale.Locale // of the page; nil is English
}

// in is the latency for a page in its language.
func (l Latency) in(ctx context.Context) Latency {
	l.locale = locale.In(ctx)
	return l
}

// language is English unless it was said otherwise.
func (l Latency) language() *locale.Locale { return cmp.Or(l.locale, locale.English) }

// ms writes a number of milliseconds.
func (l Latency) ms(ms float64) string { return l.language().Number(milliseconds(ms)) }

// tester names the wizard that made the test.
func (r Report) tester() string {
	if r.Vantage != "" {
		return r.say("The wizard at {place}", "place", r.Vantage)
	}
	return r.say("This wizard")
}

// summary says in some words how an endpoint's steps went.
func (e Endpoint) summary(ctx context.Context) string {
	counts := map[string]int{}
	for _, s := range e.Steps {
		counts[s.Status]++
	}
	var parts []string
	for _, status := range []string{"failed", "warned", "passed", "skipped"} {
		if n := counts[status]; n > 0 {
			parts = append(parts, say(ctx, "{number} {status}", "number", strconv.Itoa(n), "status", word(ctx, "status", status)))
		}
	}
	return strings.Join(parts, ", ")
}

// origin says who named an endpoint.
func (e Endpoint) origin(ctx context.Context) string {
	switch {
	case len(e.NamedBy) > 0:
		return say(ctx, "named by {addresses}", "addresses", strings.Join(e.NamedBy, ", "))
	case e.Announced:
		return say(ctx, "named by a sentinel")
	}
	return ""
}

// milliseconds writes a duration with as many digits as are of use.
func milliseconds(ms float64) string {
	switch {
	case ms >= 100:
		return strconv.FormatFloat(ms, 'f', 0, 64)
	case ms < 1:
		return strconv.FormatFloat(ms, 'f', 2, 64)
	}
	return strconv.FormatFloat(ms, 'f', 1, 64)
}
