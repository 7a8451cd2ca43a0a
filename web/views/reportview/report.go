// Package reportview turns the report of a connection test into HTML. The server alone
// does that: the module, which draws the rest of the page, does not know what a test is.
package reportview

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"redis-wizard/configschema/phrase"
	"redis-wizard/connectivity"
	"redis-wizard/web/locale"
	"redis-wizard/web/views"
)

// Running is the verdict of a report that is still growing. It is the page's own: no
// finished report has it.
const Running connectivity.Verdict = "running"

// Report is a connection test, under way or done, as the page shows it.
type Report struct {
	connectivity.Report
	// Locale is the language of the page; nil is English.
	Locale *locale.Locale
	// Elapsed is how long it has been running, and Plans are the steps that each endpoint
	// is to take, by its id, as far as they are known here.
	Elapsed time.Duration
	Plans   map[string][]connectivity.StepName
	// Markdown and JSON are the report as text to take along, empty while it
	// runs.
	Markdown, JSON string
}

// in is the report for a page in its language.
func (r Report) in(ctx context.Context) Report {
	r.Locale = locale.In(ctx)
	return r
}

func (r Report) say(text phrase.Text, words ...string) string {
	return r.language().Say(text, words...)
}

func (r Report) language() phrase.Language {
	return cmp.Or(r.Locale, locale.English).Language()
}

// Address is that of an endpoint, by its id; empty where there is none.
func (r Report) Address(id string) string {
	for _, e := range r.Endpoints {
		if e.ID == id {
			return e.Address
		}
	}
	return ""
}

// NamedBy are the addresses of the sentinels that named an endpoint.
func (r Report) NamedBy(e connectivity.Endpoint) (addresses []string) {
	for _, id := range e.AnnouncedBy {
		addresses = append(addresses, cmp.Or(r.Address(id), id))
	}
	return addresses
}

// Steps are those of an endpoint that were reached.
func (r Report) Steps(e connectivity.EndpointReport) []connectivity.Step {
	i := slices.IndexFunc(e.Steps, isFailed)
	return slices.DeleteFunc(slices.Clone(e.Steps), func(s connectivity.Step) bool {
		return i >= 0 && s.Status == connectivity.Skipped && slices.Index(e.Steps, s) > i
	})
}

// NotReached says in a line which steps of an endpoint were not reached, and why; empty
// where all were.
func (r Report) NotReached(e connectivity.EndpointReport) string {
	i := slices.IndexFunc(e.Steps, isFailed)
	if i < 0 {
		return ""
	}
	var names []string
	for _, s := range e.Steps[i:] {
		if s.Status == connectivity.Skipped {
			names = append(names, r.step(s.Step))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return r.say("Skipped ({step} failed): {steps}", "step", r.step(e.Steps[i].Step), "steps", strings.Join(names, ", "))
}

func isFailed(s connectivity.Step) bool { return s.Status == connectivity.Failed }

func (r Report) step(name connectivity.StepName) string {
	return views.Word(r.language(), "step", string(name))
}

// status is that of a whole endpoint: of its worst step, or "running" while it has not
// failed and its last step is still to come. A step that was skipped says nothing about
// the endpoint, unless all were.
func (r Report) status(e connectivity.EndpointReport) string {
	has := func(status connectivity.Status) bool {
		return slices.ContainsFunc(e.Steps, func(s connectivity.Step) bool { return s.Status == status })
	}
	switch {
	case has(connectivity.Failed):
		return string(connectivity.Failed)
	case has(connectivity.Warned):
		return string(connectivity.Warned)
	case r.Verdict == Running && r.next(e) != "":
		return string(Running)
	case has(connectivity.Passed):
		return string(connectivity.Passed)
	}
	return string(connectivity.Skipped)
}

// fewEndpoints is how many endpoints show their steps at once. In a larger
// set-up those without a flaw are folded, so that the others can be found.
const fewEndpoints = 2

func (r Report) open(e connectivity.EndpointReport) bool {
	return len(r.Endpoints) <= fewEndpoints || slices.Contains([]string{"failed", "warned"}, r.status(e))
}

// ServerName is a server's software and version; empty where it did not say.
func ServerName(s *connectivity.Server) string {
	if s == nil {
		return ""
	}
	return strings.TrimSuffix(s.Software+" "+s.Version, " ")
}

// tester names the wizard that made the test.
func (r Report) tester() string {
	if r.Vantage != "" {
		return r.say("The wizard at {place}", "place", r.Vantage)
	}
	return r.say("This server")
}

// summary says in some words how an endpoint's steps went.
func summary(ctx context.Context, e connectivity.EndpointReport) string {
	counts := map[string]int{}
	for _, s := range e.Steps {
		counts[string(s.Status)]++
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
func (r Report) origin(e connectivity.Endpoint) string {
	named := r.NamedBy(e)
	switch {
	case len(named) > 0:
		return r.say("named by {addresses}", "addresses", strings.Join(named, ", "))
	case e.Origin == connectivity.Announced:
		return r.say("named by a sentinel")
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
