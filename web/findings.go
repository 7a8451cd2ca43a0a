package web

import (
	"regexp"
	"slices"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/connectivity"
)

// unseen are the problems that no connection shows, because they concern what
// Authelia of that version makes of an option: a report without them would be
// greener than the truth. What a connection does show is left to it.
var unseen = []string{
	"D14", "D15", "D16", "D17", "E02", "E13", "F06", "pool-size", "timeout", "ignored-option", "database-index",
	"tls-weak", "tls-version", "client-certificate", "duplicate-node",
}

// addJudgement adds such problems to a report, and lets them count for its
// verdict.
func addJudgement(report *connectivity.Report, result configschema.Result) {
	for _, problem := range result.Problems {
		known := slices.ContainsFunc(report.Findings, func(f connectivity.Finding) bool { return f.Code == problem.Code })
		if known || !slices.Contains(unseen, problem.Code) {
			continue
		}
		report.Findings = append(report.Findings, finding(problem, result.Values))
		if report.Verdict == connectivity.Pass && problem.Severity == configschema.Warning {
			report.Verdict = connectivity.Warn
		}
	}
}

// finding is a problem as a report shows it. Unlike an evaluation, which is for
// the person who typed it all, a report may be passed on, so it holds no secret:
// neither in a message that repeats what was written nor in a fix.
func finding(problem configschema.Problem, values configschema.Values) connectivity.Finding {
	message := problem.Message
	if isSecret(problem.Key) {
		message, _, _ = strings.Cut(message, ", value: '") // Authelia 4.32 to 4.38 repeat it
	}
	message = userinfo.ReplaceAllString(message, "$1")
	for key, value := range values {
		if isSecret(key) && len(value) >= 4 {
			message = strings.ReplaceAll(message, value, "<secret>")
		}
	}
	out := connectivity.Finding{
		Code:     problem.Code,
		Severity: connectivity.Severity(problem.Severity),
		Message:  message,
		Lang:     problem.Lang,
		Hint:     problem.Hint,
	}
	if problem.Fix == nil {
		return out
	}
	for key, value := range problem.Fix.Set {
		if isSecret(key) && value != "" {
			return out
		}
	}
	out.Fix = &connectivity.Fix{Label: problem.Fix.Label, Set: problem.Fix.Set}
	return out
}

// userinfo is the user name and password of a URL that was typed for a host.
var userinfo = regexp.MustCompile(`((?:[A-Za-z]+://)?)[^'\s/]*@`)

func isSecret(key string) bool {
	field, known := configschema.FieldOf(key)
	return known && field.Secret
}
