package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"redis-wizard/connectivity"
	"redis-wizard/web/views/reportview"
)

var marks = map[connectivity.Status]string{
	connectivity.Passed:  "✓",
	connectivity.Warned:  "!",
	connectivity.Failed:  "✗",
	connectivity.Skipped: "–",
}

// writeReport prints a report for a person: each endpoint with its steps, what
// was found, and the verdict last.
func writeReport(w io.Writer, report connectivity.Report) error {
	var out strings.Builder
	addresses := map[string]string{}
	for _, endpoint := range report.Endpoints {
		addresses[endpoint.ID] = endpoint.Address
		fmt.Fprintf(&out, "%s %s (%s)\n", endpoint.Role, oneLine(endpoint.Address), endpoint.Origin)
		for _, step := range endpoint.Steps {
			writeStep(&out, step)
		}
		out.WriteByte('\n')
	}
	if topology := report.Topology; topology != nil {
		fmt.Fprintf(&out, "%s: primary %s, replicas %s, sentinels %s\n\n", oneLine(topology.SentinelName),
			list(topology.Primary), list(topology.Replicas...), list(topology.Sentinels...))
	}
	if latency := report.Latency; latency != nil {
		fmt.Fprintf(&out, "Round trip: %.2f ms median, %.2f ms p95, %.2f ms longest of %d\n\n", latency.P50MS, latency.P95MS, latency.MaxMS, latency.Samples)
	}
	for _, finding := range report.Findings {
		at := ""
		if finding.Endpoint != "" {
			at = " (" + addresses[finding.Endpoint] + ")"
		}
		fmt.Fprintf(&out, "%s %s%s: %s\n", finding.Severity, finding.Code, oneLine(at), indented(finding.Message, "  "))
		if finding.Hint != "" {
			fmt.Fprintf(&out, "  %s\n", indented(finding.Hint, "  "))
		}
		if finding.Fix != nil {
			fmt.Fprintf(&out, "  Fix: %s\n", indented(finding.Fix.Label, "  "))
		}
	}
	if len(report.Findings) > 0 {
		out.WriteByte('\n')
	}
	fmt.Fprintf(&out, "%s\n", verdict(report))
	_, err := io.WriteString(w, tame(out.String()))
	return err
}

// writeStep prints one line, and the next act under a step that is not well.
// The findings repeat a cause that has one, so only the cause stands here.
func writeStep(out *strings.Builder, step connectivity.Step) {
	fmt.Fprintf(out, "  %s %-9s", marks[step.Status], step.Step)
	if step.Code != "" {
		fmt.Fprintf(out, " [%s]", step.Code)
	}
	fmt.Fprintf(out, " %s", indented(cmp.Or(step.Message, string(step.Status)), "      "))
	if step.Status != connectivity.Skipped {
		fmt.Fprintf(out, " (%.1f ms)", step.TookMS)
	}
	out.WriteByte('\n')
}

// verdict is one of the five that the page has, in its words.
func verdict(report connectivity.Report) string {
	view := reportview.Report{Report: report}
	line := view.Headline()
	if figures := view.Figures(); figures != "" {
		line += " · " + figures
	}
	if meaning := view.Meaning(); meaning != "" {
		line += "\n" + meaning
	}
	return line
}

func list(items ...string) string {
	return cmp.Or(oneLine(strings.Join(items, ", ")), "none")
}
