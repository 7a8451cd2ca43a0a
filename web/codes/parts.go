package codes

import (
	"slices"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/connectivity"
)

// Part is something that there is to say about a code, in the notation of
// Spans, under its name.
type Part struct{ Name, Text string }

// Parts is what there is to say about a code in running text, beside what it
// looks like and what the connection test says.
func (e Entry) Parts() []Part {
	var severities []string
	for _, severity := range e.Severities() {
		severities = append(severities, string(severity))
	}
	all := []Part{
		{"Behind it", e.Cause},
		{"What to do", e.Act},
		{"Releases of Authelia", e.Releases()},
		{"Reported", e.Seen()},
		{"Severity", strings.Join(severities, ", ")},
	}
	return slices.DeleteFunc(all, func(p Part) bool { return p.Text == "" })
}

// Severities are those with which the two halves report the code, worst first.
func (e Entry) Severities() []configschema.Severity {
	var found []configschema.Severity
	for _, severity := range []configschema.Severity{configschema.Error, configschema.Warning, configschema.Info} {
		tested := func(c connectivity.Cause) bool { return string(c.Severity) == string(severity) }
		if slices.Contains(e.Judged, severity) || slices.ContainsFunc(e.Causes, tested) {
			found = append(found, severity)
		}
	}
	return found
}

// Seen says which half reports the code.
func (e Entry) Seen() string {
	switch judged, tested := len(e.Judged) > 0, len(e.Causes) > 0; {
	case judged && tested:
		return "By the evaluation and by the connection test."
	case judged:
		return "By the evaluation, while you type."
	case tested:
		return "By the connection test."
	case e.Beyond != "":
		return "Not under this code. " + e.Beyond
	}
	return "By neither the evaluation nor the connection test: go by what it looks like."
}

// Releases says which releases of Authelia it concerns; empty for all.
func (e Entry) Releases() string {
	switch {
	case e.Since != "" && e.Until != "":
		return e.Since + " to " + e.Until
	case e.Since != "":
		return e.Since + " and later"
	case e.Until != "":
		return "up to " + e.Until
	}
	return ""
}
