package views

import (
	"encoding/base64"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/api"
	"redis-wizard/configschema/intake"
)

// original carries a text through a form that would change its line breaks:
// the text in base64, and empty when a text box gives it back as it is.
func (p Page) original() string {
	if !strings.Contains(p.ImportText, "\r") {
		return ""
	}
	return base64.StdEncoding.EncodeToString([]byte(p.ImportText))
}

// importState is what the import box says: "read", "flawed" (read, but with
// problems in the text), "empty" (no Redis in it), "broken", or "unknown" (none
// of the forms that are understood).
func importState(r api.Imported) string {
	switch {
	case r.Form == intake.Unknown:
		return "unknown"
	case r.Form == intake.Log:
		return "log"
	case len(r.Result.Values) == 0 && r.Result.OK:
		return "empty"
	case len(r.Result.Values) == 0:
		return "broken"
	case len(r.Result.Problems) > 0:
		return "flawed"
	}
	return "read"
}

// A sourceLine is a line of the text that was brought.
type sourceLine struct {
	Text string
	// Severity is that of the worst problem on it; empty without one.
	Severity string
}

func sourceLines(r api.Imported) []sourceLine {
	var out []sourceLine
	for line := range strings.SplitSeq(strings.TrimSuffix(r.Text, "\n"), "\n") {
		out = append(out, sourceLine{Text: strings.TrimSuffix(line, "\r")})
	}
	order := map[string]int{string(configschema.Info): 1, string(configschema.Warning): 2, string(configschema.Error): 3}
	for i, at := range r.Lines {
		severity := string(r.Result.Problems[i].Severity)
		if at > 0 && at <= len(out) && order[severity] > order[out[at-1].Severity] {
			out[at-1].Severity = severity
		}
	}
	return out
}
