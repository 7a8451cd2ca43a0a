package codes

import (
	"slices"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
	"redis-wizard/connectivity"
)

// Part is something that there is to say about a code, in the notation of
// Spans, under its name.
type Part struct{ Name, Text string }

// Parts is PartsIn in English.
func (e Entry) Parts() []Part { return e.PartsIn(nil) }

// PartsIn is what there is to say about a code in running text, beside what it
// looks like and what the connection test says.
func (e Entry) PartsIn(l phrase.Language) []Part {
	var severities []string
	for _, severity := range e.Severities() {
		severities = append(severities, l.Say(severityWords[severity]))
	}
	all := []Part{
		{l.Say("Behind it"), l.Say(e.Cause)},
		{l.Say("What to do"), l.Say(e.Act)},
		{l.Say("Releases of Authelia"), e.releases(l)},
		{l.Say("Reported"), e.seen(l)},
		{l.Say("Severity"), strings.Join(severities, ", ")},
	}
	return slices.DeleteFunc(all, func(p Part) bool { return p.Text == "" })
}

var severityWords = map[configschema.Severity]phrase.Text{
	configschema.Error: "error", configschema.Warning: "warning", configschema.Info: "info",
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
func (e Entry) Seen() string { return e.seen(nil) }

func (e Entry) seen(l phrase.Language) string {
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
func (e Entry) Releases() string { return e.releases(nil) }

func (e Entry) releases(l phrase.Language) string {
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
