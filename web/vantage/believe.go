package vantage

import (
	"redis-wizard/configschema/phrase"
	"redis-wizard/connectivity"
)

// The bounds of what is in an answer, far from what a wizard sends: even small
// things are too much when there are millions of them.
const (
	maxEndpoints = 1000
	maxSteps     = 100 // of one endpoint
	maxFindings  = 5000
	maxSamples   = 1000
	maxNames     = 1000 // of addresses that were announced
)

var errNoReport = phrase.New("what it sent is no report of a wizard; check that its URL is the address of one")

// believe refuses a report that no wizard writes, and makes its lists lists. A
// verdict that is not known here is never taken for a good one.
func believe(report *connectivity.Report) error {
	switch report.Verdict {
	case connectivity.Pass, connectivity.Warn, connectivity.Fail:
	default:
		return errNoReport
	}
	if len(report.Endpoints) > maxEndpoints || len(report.Findings) > maxFindings {
		return errTooLarge
	}
	if report.Endpoints == nil {
		report.Endpoints = []connectivity.EndpointReport{}
	}
	if report.Findings == nil {
		report.Findings = []connectivity.Finding{}
	}
	for i := range report.Endpoints {
		e := &report.Endpoints[i]
		if len(e.Steps) > maxSteps || len(e.AnnouncedBy) > maxNames {
			return errTooLarge
		}
		if e.Steps == nil {
			e.Steps = []connectivity.Step{}
		}
	}
	if report.Verdict != connectivity.Fail && len(report.Endpoints) == 0 {
		return errNoReport // nothing was tried, so nothing can be good
	}
	if t := report.Topology; t != nil && max(len(t.Replicas), len(t.Sentinels), len(t.Unlisted)) > maxNames {
		return errTooLarge
	}
	if l := report.Latency; l != nil && len(l.ValuesMS) > maxSamples {
		return errTooLarge
	}
	return nil
}

// tally counts the steps that come in one by one, within the same bounds.
type tally map[string]int

func (t tally) add(step connectivity.StepEvent) error {
	if step.Endpoint.ID == "" || step.Step.Step == "" {
		return errNoReport
	}
	if t[step.Endpoint.ID]++; t[step.Endpoint.ID] > maxSteps || len(t) > maxEndpoints || len(step.AnnouncedBy) > maxNames {
		return errTooLarge
	}
	return nil
}
