package web

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"

	"redis-wizard/connectivity"
	"redis-wizard/web/views"
)

// Markdown writes a report for an issue or a chat. Much of it is other
// machines' words, so every text is made harmless: it can neither leave its
// place nor bring a link, an image or HTML along.
func Markdown(report connectivity.Report) string {
	var out strings.Builder
	fmt.Fprintf(&out, "# Redis connection test: %s\n\n%s\n", report.Verdict, plain(verdictText(report)))
	addresses := addressesOf(report)
	if len(report.Findings) > 0 {
		out.WriteString("\n## Findings\n\n")
	}
	for _, f := range sorted(report.Findings) {
		writeFinding(&out, f, addresses[f.Endpoint])
	}
	for _, e := range report.Endpoints {
		writeEndpoint(&out, e, addresses)
	}
	if t := report.Topology; t != nil {
		out.WriteString("\n## Sentinel set\n\n")
		row := func(name string, texts ...string) {
			fmt.Fprintf(&out, "- %s: %s\n", name, asCodes(texts))
		}
		row("Name", t.SentinelName)
		row("Primary", t.Primary)
		row("Replicas", t.Replicas...)
		row("Sentinels", t.Sentinels...)
		if len(t.Unlisted) > 0 {
			row("Not in the configuration", t.Unlisted...)
		}
	}
	if l := report.Latency; l != nil {
		fmt.Fprintf(&out, "\n## Latency\n\n%d pings: median %.2f ms, 95 %% within %.2f ms, slowest %.2f ms.\n", l.Samples, l.P50MS, l.P95MS, l.MaxMS)
	}
	return out.String()
}

func verdictText(report connectivity.Report) string {
	could := "could not"
	if report.Verdict != connectivity.Fail {
		could = "can"
	}
	text := fmt.Sprintf("Authelia %s %s keep its sessions there. Set-up: %s. The test took %.0f ms.", report.Authelia, could, report.Mode, report.TookMS)
	if report.Vantage != "" {
		text += " It was made from the vantage point " + report.Vantage + "."
	}
	return text
}

func writeFinding(out *strings.Builder, f connectivity.Finding, address string) {
	fmt.Fprintf(out, "- **%s** %s", plain(views.Word("severity", string(f.Severity))), asCode(f.Code))
	if address != "" {
		fmt.Fprintf(out, " at %s", asCode(address))
	}
	fmt.Fprintf(out, ": %s\n", plain(f.Message))
	if f.Hint != "" {
		fmt.Fprintf(out, "  %s\n", plain(f.Hint))
	}
	if f.Fix != nil {
		fmt.Fprintf(out, "  Fix: %s\n", plain(f.Fix.Label))
	}
}

func writeEndpoint(out *strings.Builder, e connectivity.EndpointReport, addresses map[string]string) {
	fmt.Fprintf(out, "\n## %s %s\n\n", plain(views.Word("role", string(e.Role))), asCode(e.Address))
	var facts []string
	if e.Server != nil {
		facts = append(facts, plain(serverName(*e.Server)))
	}
	var by []string
	for _, id := range e.AnnouncedBy {
		by = append(by, cmp.Or(addresses[id], id))
	}
	if len(by) > 0 {
		facts = append(facts, "named by "+asCodes(by))
	}
	if len(facts) > 0 {
		fmt.Fprintf(out, "%s\n\n", strings.Join(facts, ", "))
	}
	out.WriteString("| Step | Result | Code | What it saw | ms |\n|---|---|---|---|---:|\n")
	for _, s := range e.Steps {
		took := ""
		if s.Status != connectivity.Skipped {
			took = fmt.Sprintf("%.2f", s.TookMS)
		}
		seen := plain(strings.TrimSpace(s.Message + " " + s.Hint))
		fmt.Fprintf(out, "| %s | %s | %s | %s | %s |\n",
			plain(views.Word("step", string(s.Step))), plain(views.Word("status", string(s.Status))), asCode(s.Code), seen, took)
	}
}

// asCodes lists texts as code.
func asCodes(texts []string) string {
	var out []string
	for _, text := range texts {
		if text != "" {
			out = append(out, asCode(text))
		}
	}
	if len(out) == 0 {
		return "none"
	}
	return strings.Join(out, ", ")
}

// asCode is a text in backticks, where that is safe in a table, too.
func asCode(text string) string {
	text = oneLine(text)
	if text == "" || strings.ContainsAny(text, "`|\\") {
		return plain(text)
	}
	return "`" + text + "`"
}

// plain is a text without any meaning in Markdown: CommonMark and GitHub's
// dialect take a backslash before any of these characters.
func plain(text string) string {
	var out strings.Builder
	for _, r := range oneLine(text) {
		if strings.ContainsRune("\\`*_[]<>|~&#!$", r) {
			out.WriteByte('\\')
		}
		out.WriteRune(r)
	}
	// GitHub makes links of bare addresses; these are not ours to recommend.
	return bareLinks.Replace(out.String())
}

var bareLinks = strings.NewReplacer("://", `:\//`, "www.", `www\.`)

// oneLine takes out what ends a line or turns its direction.
func oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsPrint(r):
			return r
		}
		return -1
	}, text)
	return strings.TrimSpace(text)
}
