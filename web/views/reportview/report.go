// Package reportview turns the report of a connection test into HTML. The server alone
// does that: the module, which draws the rest of the page, does not know what a test is.
package reportview

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"redis-wizard/configschema/causes"
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

// Sorted are the findings, with those first that matter most.
func (r Report) Sorted() []causes.Problem {
	order := []causes.Severity{causes.Info, causes.Warning, causes.Error}
	sorted := slices.Clone(r.Findings)
	sort.SliceStable(sorted, func(i, j int) bool {
		return slices.Index(order, sorted[i].Severity) > slices.Index(order, sorted[j].Severity)
	})
	return sorted
}

// finding is a problem that the test found, and the addresses it was found at; empty
// when it concerns the deployment as a whole.
type finding struct {
	problem causes.Problem
	address string
}

// findings are what the test found. What is the same at several addresses stands once,
// with all of them.
func (r Report) findings() (all []finding) {
	said := map[string]int{}
	for _, f := range r.Sorted() {
		address := r.Address(f.Endpoint)
		same := fmt.Sprint(f.Severity, f.Code, strings.ReplaceAll(f.Message+f.Hint, cmp.Or(address, "-"), "-"), cmp.Or(f.Fix, &causes.Fix{}))
		if at, known := said[same]; known && f.Endpoint != "" {
			all[at].address += ", " + address
			continue
		}
		said[same] = len(all)
		all = append(all, finding{f, address})
	}
	return all
}

// Steps are those of an endpoint for people. One that was skipped calls the one that
// failed by its title, under which it stands there, rather than by the name that
// programs know.
func (r Report) Steps(e connectivity.EndpointReport) []connectivity.Step {
	steps := slices.Clone(e.Steps)
	failed := ""
	for i, s := range steps {
		switch {
		case s.Status == connectivity.Failed:
			failed = views.Word(r.language(), "step", string(s.Step))
		case s.Status == connectivity.Skipped && failed != "":
			steps[i].Message = r.say(connectivity.NotTried, "step", failed)
		}
	}
	return steps
}

// status is that of a whole endpoint: of its worst step, or "running" while it has not
// failed and its last step is still to come. A step that was skipped says nothing about
// the endpoint, unless all were.
func (r Report) status(e connectivity.EndpointReport) string {
	has := func(status connectivity.Status) bool {
		return slices.ContainsFunc(e.Steps, func(s connectivity.Step) bool { return s.Status == status })
	}
	plan := connectivity.Plan(connectivity.Target{}, e.Role)
	switch {
	case has(connectivity.Failed):
		return string(connectivity.Failed)
	case has(connectivity.Warned):
		return string(connectivity.Warned)
	case r.Verdict == Running && len(e.Steps) > 0 && (len(plan) == 0 || e.Steps[len(e.Steps)-1].Step != plan[len(plan)-1]):
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
