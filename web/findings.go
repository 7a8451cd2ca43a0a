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

// addJudgement adds such problems to the report on an input, and lets them count
// for its verdict.
func addJudgement(report *connectivity.Report, in configschema.Input, result configschema.Result) {
	findings := findings(in, result, func(problem configschema.Problem) bool {
		known := slices.ContainsFunc(report.Findings, func(f connectivity.Finding) bool { return f.Code == problem.Code })
		return !known && slices.Contains(unseen, problem.Code)
	})
	report.Findings = append(report.Findings, findings...)
	for _, f := range findings {
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
