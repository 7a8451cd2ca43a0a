package report

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/visible"
	"redis-wizard/connectivity"
	"redis-wizard/web/locale"
	"redis-wizard/web/views"
	"redis-wizard/web/views/reportview"
)

// Markdown writes a report for an issue or a chat. Much of it is other
// machines' words, so every text is made harmless: it can neither leave its
// place nor bring a link, a mention, an image or HTML along. See plain. What the
// test found is in the language that it was made in.
func Markdown(report connectivity.Report, l *locale.Locale) string {
	m := &markdownWriter{locale: l, say: l.Language().Say, report: reportview.Report{Report: report, Locale: l}}
	m.line("# %s\n\n%s\n", m.say("Redis connection test: {verdict}", "verdict", m.say(outcomes[report.Outcome()].title)), plain(m.verdict()))
	if len(report.Findings) > 0 {
		m.line("\n## %s\n\n", m.say("Findings"))
	}
	for _, f := range m.report.Sorted() {
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
		m.line("\n## %s\n\n%s\n", m.say("Latency"), m.say("{count} pings: median {median} ms, p95 {slow} ms, max {slowest} ms.",
			"count", strconv.Itoa(t.Samples), "median", m.ms(t.P50MS), "slow", m.ms(t.P95MS), "slowest", m.ms(t.MaxMS)))
	}
	return m.out.String()
}

// How outcomes and set-ups are called, and what is said of a test.
var (
	outcomes = map[connectivity.Outcome]struct{ title, sentence phrase.Text }{
		"pass":                    {"pass", "Works: Authelia {authelia} can keep its sessions there. Setup: {mode}. The test took {time} ms."},
		"warn":                    {"warn", "Works: Authelia {authelia} can keep its sessions there. Setup: {mode}. The test took {time} ms."},
		"fail":                    {"fail", "Connection failed: Authelia {authelia} could not keep its sessions there. Setup: {mode}. The test took {time} ms."},
		connectivity.Untested:     {"not tested", "Nothing was tested: Authelia {authelia} would not start with this configuration."},
		connectivity.Unused:       {"not tested", "Nothing was tested: Authelia {authelia} uses no Redis with this configuration."},
		connectivity.Inconclusive: {"inconclusive", "Not everything that the test needs is known here, so it says nothing about Authelia {authelia}. Setup: {mode}. The test took {time} ms."},
	}
	modes = map[connectivity.Mode]phrase.Text{connectivity.ModeSingle: "single", connectivity.ModeSocket: "socket", connectivity.ModeSentinel: "sentinel"}
)

// markdownWriter writes one report.
type markdownWriter struct {
	out    strings.Builder
	locale *locale.Locale
	say    func(phrase.Text, ...string) string
	report reportview.Report
}

func (m *markdownWriter) line(format string, words ...any) { fmt.Fprintf(&m.out, format, words...) }

func (m *markdownWriter) word(group, name string) string {
	return plain(views.Word(m.locale.Language(), group, name))
}

func (m *markdownWriter) ms(ms float64) string { return m.locale.Number(fmt.Sprintf("%.2f", ms)) }

func (m *markdownWriter) row(text phrase.Text, names ...string) {
	m.line("- %s\n", m.say(text, "names", m.asCodes(names)))
}

func (m *markdownWriter) verdict() string {
	report := m.report
	said := m.say(outcomes[report.Outcome()].sentence, "authelia", report.Authelia, "mode", m.say(modes[report.Mode]), "time", fmt.Sprintf("%.0f", report.TookMS))
	if report.Vantage != "" {
		said += " " + m.say("It was made from the vantage point {name}.", "name", report.Vantage)
	}
	return said
}

func (m *markdownWriter) finding(f causes.Problem) {
	m.line("- **%s** %s", m.word("severity", string(f.Severity)), asCode(f.Code))
	if address := m.report.Address(f.Endpoint); address != "" {
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
		facts = append(facts, plain(reportview.ServerName(e.Server)))
	}
	if by := m.report.NamedBy(e.Endpoint); len(by) > 0 {
		facts = append(facts, m.say("named by {addresses}", "addresses", m.asCodes(by)))
	}
	if len(facts) > 0 {
		m.line("%s\n\n", strings.Join(facts, ", "))
	}
	m.line("| %s | %s | %s | %s | ms |\n|---|---|---|---|---:|\n", m.say("Step"), m.say("Result"), m.say("Code"), m.say("What it saw"))
	for _, s := range m.report.Steps(e) {
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

// asCode is a text as a span of code, which keeps whatever is in it from having a
// meaning. A bar would end the cell of a table even there, and a backslash before it
// would not help everywhere, so another bar takes its place.
func asCode(text string) string {
	text = strings.ReplaceAll(strings.TrimSpace(visible.Line(text)), "|", "¦")
	if text == "" {
		return ""
	}
	fence := "`" // longer than any run of them in the text
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if text[0] == '`' || text[len(text)-1] == '`' {
		text = " " + text + " "
	}
	return fence + text + fence
}

// plain is a text of ours that may quote others. Words of letters, digits and the
// marks of a sentence stay as they are; any other word becomes code. To escape it
// would not do: GitHub looks for mentions, numbers of issues and addresses in what
// comes of the Markdown.
func plain(text string) string {
	words := strings.Fields(strings.TrimSpace(visible.Line(text)))
	for i, word := range words {
		switch bare := strings.TrimSuffix(strings.TrimPrefix(word, "`"), "`"); {
		case len(bare) == len(word)-2 && !strings.Contains(bare, "`") && bare != "":
			words[i] = asCode(bare) // code already
		case !harmless(word, i == 0):
			core := strings.TrimRight(word, ".,;")
			words[i] = asCode(core) + word[len(core):]
			if core == "" {
				words[i] = asCode(word)
			}
		}
	}
	return strings.Join(words, " ")
}

// marks are what stands around and between the words of a sentence.
const marks = ".,;:?!%()'\"“”„‚‘’«»-–—…→✓✗°±×"

// harmless tells whether a word has no meaning in Markdown, nor to those who make
// links of what they recognise. first is for the word that a line begins with.
func harmless(word string, first bool) bool {
	letters, digits, hexadecimal := 0, 0, 0
	runes := []rune(word)
	for i, r := range runes {
		switch {
		case unicode.IsDigit(r):
			digits++
		case unicode.IsLetter(r), unicode.IsMark(r):
			letters++
		case !strings.ContainsRune(marks, r):
			return false
		case (r == '.' || r == ':') && joins(runes, i):
			return false // a name of a host or of an option, or an address
		}
		if r < unicode.MaxASCII && strings.ContainsRune("0123456789abcdefABCDEF", r) {
			hexadecimal++
		}
	}
	switch {
	case letters+digits == 0:
		return !first && len(runes) == 1 // a dash between words; a row of dashes is a line
	case first && letters == 0 && strings.ContainsAny(word, ".)"):
		return false // the number of a list
	case first && strings.ContainsAny(word[:1], "-"):
		return false
	case hexadecimal >= 7 && digits > 0 && hexadecimal >= letters+digits:
		return false // as the name of a commit
	case strings.HasPrefix(strings.ToUpper(strings.TrimLeft(word, marks)), "GH-"):
		return false // GitHub's other way to write the number of an issue
	}
	return true
}

// joins tells whether a point or a colon stands within a word, as in a name.
func joins(word []rune, i int) bool {
	return i > 0 && i+2 < len(word) && unicode.IsLetter(word[i+1]) && (unicode.IsLetter(word[i+2]) || unicode.IsDigit(word[i+2])) ||
		word[i] == ':' && i+1 < len(word) && unicode.IsDigit(word[i+1]) || i == 0 && word[i] == ':' && len(word) > 1
}
