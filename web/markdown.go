package web

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"redis-wizard/configschema/phrase"
	"redis-wizard/connectivity"
	"redis-wizard/web/locale"
	"redis-wizard/web/views"
)

// Markdown writes a report for an issue or a chat, in English. Much of it is other
// machines' words, so every text is made harmless: it can neither leave its
// place nor bring a link, an image or HTML along.
func Markdown(report connectivity.Report) string { return markdown(report, locale.English) }

// markdown does the same in any language; what the test found is in the one that
// it was made in.
func markdown(report connectivity.Report, l *locale.Locale) string {
	m := &markdownWriter{locale: l, say: l.Language().Say, addresses: addressesOf(report)}
	m.line("# %s\n\n%s\n", m.say("Redis connection test: {verdict}", "verdict", m.say(verdicts[report.Verdict])), plain(m.verdict(report)))
	if len(report.Findings) > 0 {
		m.line("\n## %s\n\n", m.say("Findings"))
	}
	for _, f := range sorted(report.Findings) {
		m.finding(f)
	}
	for _, e := range report.Endpoints {
		m.endpoint(e)
	}
	if t := report.Topology; t != nil {
		m.line("\n## %s\n\n", m.say("Sentinel set"))
		m.row("Name: {names}", t.SentinelName)
		m.row("Primary: {names}", t.Primary)
		m.row("Replicas: {names}", t.Replicas...)
		m.row("Sentinels: {names}", t.Sentinels...)
		if len(t.Unlisted) > 0 {
			m.row("Not in the configuration: {names}", t.Unlisted...)
		}
	}
	if t := report.Latency; t != nil {
		m.line("\n## %s\n\n%s\n", m.say("Latency"), m.say("{count} pings: median {median} ms, 95 % within {slow} ms, slowest {slowest} ms.",
			"count", strconv.Itoa(t.Samples), "median", m.ms(t.P50MS), "slow", m.ms(t.P95MS), "slowest", m.ms(t.MaxMS)))
	}
	return m.out.String()
}

// The names of verdicts and set-ups, in English those of the API.
var (
	verdicts = map[connectivity.Verdict]phrase.Text{connectivity.Pass: "pass", connectivity.Warn: "warn", connectivity.Fail: "fail"}
	modes    = map[connectivity.Mode]phrase.Text{connectivity.ModeSingle: "single", connectivity.ModeSocket: "socket", connectivity.ModeSentinel: "sentinel"}
)

// markdownWriter writes one report.
type markdownWriter struct {
	out       strings.Builder
	locale    *locale.Locale
	say       func(phrase.Text, ...string) string
	addresses map[string]string // by the endpoints' ids
}

func (m *markdownWriter) line(format string, words ...any) { fmt.Fprintf(&m.out, format, words...) }

func (m *markdownWriter) word(group, name string) string {
	return plain(views.Word(m.locale.Language(), group, name))
}

func (m *markdownWriter) ms(ms float64) string { return m.locale.Number(fmt.Sprintf("%.2f", ms)) }

func (m *markdownWriter) row(text phrase.Text, names ...string) {
	m.line("- %s\n", m.say(text, "names", m.asCodes(names)))
}

func (m *markdownWriter) verdict(report connectivity.Report) string {
	text := phrase.Text("Authelia {authelia} can keep its sessions there. Set-up: {mode}. The test took {time} ms.")
	if report.Verdict == connectivity.Fail {
		text = "Authelia {authelia} could not keep its sessions there. Set-up: {mode}. The test took {time} ms."
	}
	said := m.say(text, "authelia", report.Authelia, "mode", m.say(modes[report.Mode]), "time", fmt.Sprintf("%.0f", report.TookMS))
	if report.Vantage != "" {
		said += " " + m.say("It was made from the vantage point {name}.", "name", report.Vantage)
	}
	return said
}

func (m *markdownWriter) finding(f connectivity.Finding) {
	m.line("- **%s** %s", m.word("severity", string(f.Severity)), asCode(f.Code))
	if address := m.addresses[f.Endpoint]; address != "" {
		m.line(" %s", m.say("at {address}", "address", asCode(address)))
	}
	m.line(": %s\n", plain(f.Message))
	if f.Hint != "" {
		m.line("  %s\n", plain(f.Hint))
	}
	if f.Fix != nil {
		m.line("  %s\n", m.say("Fix: {fix}", "fix", plain(f.Fix.Label)))
	}
}

func (m *markdownWriter) endpoint(e connectivity.EndpointReport) {
	m.line("\n## %s %s\n\n", m.word("role", string(e.Role)), asCode(e.Address))
	var facts []string
	if e.Server != nil {
		facts = append(facts, plain(serverName(*e.Server)))
	}
	var by []string
	for _, id := range e.AnnouncedBy {
		by = append(by, cmp.Or(m.addresses[id], id))
	}
	if len(by) > 0 {
		facts = append(facts, m.say("named by {addresses}", "addresses", m.asCodes(by)))
	}
	if len(facts) > 0 {
		m.line("%s\n\n", strings.Join(facts, ", "))
	}
	m.line("| %s | %s | %s | %s | ms |\n|---|---|---|---|---:|\n", m.say("Step"), m.say("Result"), m.say("Code"), m.say("What it saw"))
	for _, s := range titledSteps(e, m.locale) {
		took := ""
		if s.Status != connectivity.Skipped {
			took = m.ms(s.TookMS)
		}
		seen := plain(strings.TrimSpace(s.Message + " " + s.Hint))
		m.line("| %s | %s | %s | %s | %s |\n", m.word("step", string(s.Step)), m.word("status", string(s.Status)), asCode(s.Code), seen, took)
	}
}

// asCodes lists texts as code.
func (m *markdownWriter) asCodes(texts []string) string {
	var out []string
	for _, text := range texts {
		if text != "" {
			out = append(out, asCode(text))
		}
	}
	if len(out) == 0 {
		return m.say("none")
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
