package web

import (
	"redis-wizard/configschema"
	"redis-wizard/connectivity"
	"redis-wizard/web/views"
)

// viewReport is a report as the page shows it.
func viewReport(report connectivity.Report) *views.Report {
	view := &views.Report{
		Verdict:  string(report.Verdict),
		Authelia: report.Authelia,
		Took:     report.TookMS,
	}
	addresses := map[string]string{}
	for _, e := range report.Endpoints {
		addresses[e.ID] = e.Address
		endpoint := views.Endpoint{ID: e.ID, Role: string(e.Role), Address: e.Address, Announced: e.Origin == connectivity.Announced}
		for _, s := range e.Steps {
			endpoint.Steps = append(endpoint.Steps, views.Step{
				Step: string(s.Step), Status: string(s.Status), Code: s.Code, Message: s.Message, Hint: s.Hint, Took: s.TookMS,
			})
		}
		view.Endpoints = append(view.Endpoints, endpoint)
	}
	for _, f := range report.Findings {
		finding := views.Finding{
			Address: addresses[f.Endpoint],
			Problem: configschema.Problem{Severity: configschema.Severity(f.Severity), Code: f.Code, Message: f.Message, Hint: f.Hint},
		}
		if f.Fix != nil {
			finding.Problem.Fix = &configschema.Fix{Label: f.Fix.Label, Set: f.Fix.Set}
		}
		view.Findings = append(view.Findings, finding)
	}
	if t := report.Topology; t != nil {
		view.Topology = &views.Topology{SentinelName: t.SentinelName, Primary: t.Primary, Replicas: t.Replicas, Sentinels: t.Sentinels}
	}
	if l := report.Latency; l != nil {
		view.Latency = &views.Latency{Samples: l.Samples, Min: l.MinMS, P50: l.P50MS, P95: l.P95MS, Max: l.MaxMS}
	}
	return view
}
