package web

import (
	"slices"

	"redis-wizard/configschema"
	"redis-wizard/configschema/redact"
	"redis-wizard/connectivity"
)

// unseen are the problems that no connection shows, because they concern what
// Authelia of that version makes of an option: a report without them would be
// greener than the truth. What a connection does show is left to it.
var unseen = []string{
	"D14", "D15", "D16", "D17", "E02", "E13", "F06", "pool-size", "timeout", "ignored-option", "database-index",
	"tls-weak", "tls-version", "client-certificate", "duplicate-node",
	configschema.ReleaseNewer,
}

// addTo adds such problems to the report on a test, and lets them count for its
// verdict. What the test has found itself is not said again.
func (j judgement) addTo(report *connectivity.Report) {
	report.Authelia = j.result.Authelia // as it was asked, like the evaluation's
	tested := slices.Clone(report.Findings)
	for _, f := range j.found {
		if slices.ContainsFunc(tested, func(known connectivity.Finding) bool { return known.Code == f.Code }) {
			continue
		}
		report.Findings = append(report.Findings, f)
		if report.Verdict == connectivity.Pass && f.Severity == connectivity.SeverityWarning {
			report.Verdict = connectivity.Warn
		}
	}
}

// findings are the problems of an input as a report shows them. Unlike an
// evaluation, which is for the person who typed it all, a report may be passed
// on, so it holds no secret: neither in a message that repeats what was written
// nor in a fix.
func findings(in configschema.Input, result configschema.Result, tell func(configschema.Problem) bool) []connectivity.Finding {
	redactor := redact.For(in, result)
	found := []connectivity.Finding{}
	for _, problem := range result.Problems {
		if !tell(problem) {
			continue
		}
		finding := connectivity.Finding{Code: problem.Code, Severity: connectivity.Severity(problem.Severity), Lang: problem.Lang}
		finding.Message, finding.Hint, _ = redactor.Words(problem)
		if fix := redactor.Fix(problem); fix != nil {
			finding.Fix = &connectivity.Fix{Label: fix.Label, Set: fix.Set}
		}
		found = append(found, finding)
	}
	return found
}
