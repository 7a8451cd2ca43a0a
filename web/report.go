package web

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/connectivity"
	"redis-wizard/web/locale"
	"redis-wizard/web/views"
)

// running is the verdict of a report that is still growing. It is the page's
// own: no finished report has it.
const running connectivity.Verdict = "running"

// fewEndpoints is how many endpoints show their steps at once. In a larger
// set-up those without a flaw are folded, so that the others can be found.
const fewEndpoints = 2

// viewReport is a whole report as a page shows it, with its text in the language
// of that page.
func viewReport(report connectivity.Report, l *locale.Locale) (*views.Report, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(report); err != nil {
		return nil, fmt.Errorf("encode the report: %w", err)
	}
	view := viewSteps(report, l)
	view.JSON, view.Markdown = text.String(), markdown(report, l)
	return view, nil
}

// viewSteps is a report that may still grow, without its text to copy.
func viewSteps(report connectivity.Report, l *locale.Locale) *views.Report {
	view := &views.Report{
		Verdict:  string(report.Verdict),
		Authelia: report.Authelia,
		Vantage:  report.Vantage,
		Took:     report.TookMS,
	}
	addresses := addressesOf(report)
	for _, e := range report.Endpoints {
		view.Endpoints = append(view.Endpoints, viewEndpoint(report, e, addresses, l))
	}
	said := map[string]int{}
	for _, f := range sorted(report.Findings) {
		// What is the same at several addresses stands once, with all of them.
		same := fmt.Sprint(f.Severity, f.Code, strings.ReplaceAll(f.Message+f.Hint, cmp.Or(addresses[f.Endpoint], "-"), "-"), cmp.Or(f.Fix, &connectivity.Fix{}))
		if at, known := said[same]; known && f.Endpoint != "" {
			view.Findings[at].Address += ", " + addresses[f.Endpoint]
			continue
		}
		said[same] = len(view.Findings)
		finding := views.Finding{
			Address: addresses[f.Endpoint],
			Problem: configschema.Problem{Severity: configschema.Severity(f.Severity), Code: f.Code, Message: f.Message, Lang: f.Lang, Hint: f.Hint},
		}
		if fix := f.Fix; fix != nil {
			finding.Fix = &views.Fix{Label: fix.Label, Set: fix.Set, Copy: fix.Copy, Cut: fix.Cut}
		}
		view.Findings = append(view.Findings, finding)
	}
	if t := report.Topology; t != nil {
		view.Topology = &views.Topology{SentinelName: t.SentinelName, Primary: t.Primary, Replicas: t.Replicas, Sentinels: t.Sentinels, Unlisted: t.Unlisted}
	}
	if l := report.Latency; l != nil {
		view.Latency = &views.Latency{Values: l.ValuesMS, Samples: l.Samples, Min: l.MinMS, P50: l.P50MS, P95: l.P95MS, Max: l.MaxMS}
	}
	return view
}

func viewEndpoint(report connectivity.Report, e connectivity.EndpointReport, addresses map[string]string, l *locale.Locale) views.Endpoint {
	status := statusOf(report, e)
	view := views.Endpoint{
		ID: e.ID, Role: string(e.Role), Address: e.Address, Status: status,
		Announced:   e.Origin == connectivity.Announced,
		AnnouncedBy: e.AnnouncedBy,
		Open:        len(report.Endpoints) <= fewEndpoints || status == string(connectivity.Failed) || status == string(connectivity.Warned),
	}
	if s := e.Server; s != nil {
		view.Server = serverName(*s)
	}
	for _, id := range e.AnnouncedBy {
		view.NamedBy = append(view.NamedBy, cmp.Or(addresses[id], id))
	}
	for _, s := range titledSteps(e, l) {
		view.Steps = append(view.Steps, views.Step{
			Step: string(s.Step), Status: string(s.Status), Code: s.Code, Message: s.Message, Hint: s.Hint, Took: s.TookMS,
		})
	}
	return view
}

// titledSteps are the steps of an endpoint for people. One that was skipped calls
// the one that failed by its title, under which it stands there, rather than by the
// name that programs know.
func titledSteps(e connectivity.EndpointReport, l *locale.Locale) []connectivity.Step {
	steps := slices.Clone(e.Steps)
	failed := ""
	for i, s := range steps {
		switch {
		case s.Status == connectivity.Failed:
			failed = views.Word(l.Language(), "step", string(s.Step))
		case s.Status == connectivity.Skipped && failed != "":
			steps[i].Message = l.Language().Say(connectivity.NotTried, "step", failed)
		}
	}
	return steps
}

// statusOf is the status of a whole endpoint: of its worst step, or "running"
// while it has not failed and its last step is still to come. A step that was
// skipped says nothing about the endpoint, unless all were.
func statusOf(report connectivity.Report, e connectivity.EndpointReport) string {
	has := func(status connectivity.Status) bool {
		return slices.ContainsFunc(e.Steps, func(s connectivity.Step) bool { return s.Status == status })
	}
	for _, status := range []connectivity.Status{connectivity.Failed, connectivity.Warned} {
		if has(status) {
			return string(status)
		}
	}
	if report.Verdict == running && len(e.Steps) > 0 && !last(e.Steps[len(e.Steps)-1].Step, e.Role) {
		return string(running)
	}
	if has(connectivity.Passed) {
		return string(connectivity.Passed)
	}
	return string(connectivity.Skipped)
}

// last tells whether an endpoint of this role ends with this step.
func last(step connectivity.StepName, role connectivity.Role) bool {
	plan := connectivity.Plan(connectivity.Target{}, role)
	return len(plan) > 0 && plan[len(plan)-1] == step
}

func addressesOf(report connectivity.Report) map[string]string {
	addresses := map[string]string{}
	for _, e := range report.Endpoints {
		addresses[e.ID] = e.Address
	}
	return addresses
}

// sorted puts the findings that matter most first.
func sorted(findings []connectivity.Finding) []connectivity.Finding {
	rank := map[connectivity.Severity]int{connectivity.SeverityError: 0, connectivity.SeverityWarning: 1}
	of := func(f connectivity.Finding) int {
		if r, ok := rank[f.Severity]; ok {
			return r
		}
		return len(rank)
	}
	out := slices.Clone(findings)
	slices.SortStableFunc(out, func(a, b connectivity.Finding) int { return cmp.Compare(of(a), of(b)) })
	return out
}

func serverName(s connectivity.Server) string {
	if s.Version == "" {
		return s.Software
	}
	return s.Software + " " + s.Version
}
