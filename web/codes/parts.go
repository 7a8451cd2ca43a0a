// Package codes says what there is to say about an entry of the catalogue of codes,
// which is data in package causes: who reports it, how severely, and which releases it
// concerns. The pages below /codes are made with it, and so is docs/codes.md, by a test here.
// Tests hold the catalogue complete against both halves that say the codes.
package codes

import (
	"slices"
	"strings"

	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/phrase"
)

// Part is something that there is to say about a code, in the notation of
// Spans, under its name.
type Part struct{ Name, Text string }

// Parts are what there is to say about a code in running text, beside what it
// looks like and what the connection test says.
func Parts(e causes.Entry, l phrase.Language) []Part {
	var severities []string
	for _, severity := range Severities(e) {
		severities = append(severities, l.Say(severityWords[severity]))
	}
	all := []Part{
		{l.Say("Behind it"), l.Say(e.Cause)},
		{l.Say("What to do"), l.Say(e.Act)},
		{l.Say("Releases of Authelia"), Releases(e, l)},
		{l.Say("Reported"), Seen(e, l)},
		{l.Say("Severity"), strings.Join(severities, ", ")},
	}
	return slices.DeleteFunc(all, func(p Part) bool { return p.Text == "" })
}

var severityWords = map[causes.Severity]phrase.Text{
	causes.Error: "error", causes.Warning: "warning", causes.Info: "info",
}

// Severities are those with which the two halves report the code, worst first.
func Severities(e causes.Entry) []causes.Severity {
	var found []causes.Severity
	for _, severity := range []causes.Severity{causes.Error, causes.Warning, causes.Info} {
		tested := func(c causes.Cause) bool { return c.Severity == severity }
		if slices.Contains(e.Judged, severity) || slices.ContainsFunc(e.Causes, tested) {
			found = append(found, severity)
		}
	}
	return found
}

// Seen says which half reports the code.
func Seen(e causes.Entry, l phrase.Language) string {
	switch judged, tested := len(e.Judged) > 0, len(e.Causes) > 0; {
	case judged && tested:
		return l.Say("By the evaluation and by the connection test.")
	case judged:
		return l.Say("By the evaluation, while you type.")
	case tested:
		return l.Say("By the connection test.")
	case e.Beyond != "":
		return l.Say("Not under this code. {why}", "why", l.Say(e.Beyond))
	}
	return l.Say("By neither the evaluation nor the connection test: go by what it looks like.")
}

// Releases says which releases of Authelia it concerns; empty for all.
func Releases(e causes.Entry, l phrase.Language) string {
	switch {
	case e.Since != "" && e.Until != "":
		return l.Say("{first} to {last}", "first", e.Since, "last", e.Until)
	case e.Since != "":
		return l.Say("{first} and later", "first", e.Since)
	case e.Until != "":
		return l.Say("up to {last}", "last", e.Until)
	}
	return ""
}
