package web

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity"
	"redis-wizard/web/locale"
	"redis-wizard/web/report"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// richReport is a report with something of everything.
func richReport() connectivity.Report {
	step := func(name connectivity.StepName, status connectivity.Status, code, message, hint string) connectivity.Step {
		s := connectivity.Step{Step: name, Status: status, Code: code, Message: message, Hint: hint}
		if status != connectivity.Skipped {
			s.TookMS = 0.42
		}
		return s
	}
	return connectivity.Report{
		Verdict: connectivity.Warn, Authelia: "4.39", Mode: connectivity.ModeSentinel, TookMS: 12.4,
		Endpoints: []connectivity.EndpointReport{
			{
				ID: "e1", Endpoint: connectivity.Endpoint{Role: connectivity.RoleSentinel, Address: "10.0.0.1:26379", Origin: connectivity.Configured},
				Server: &connectivity.Server{Software: "Redis", Version: "7.2.4"},
				Steps: []connectivity.Step{
					step(connectivity.StepConnect, connectivity.Passed, "", "Something listens there.", ""),
					step(connectivity.StepPrimary, connectivity.Passed, "", "The primary of “mymaster” is 10.0.0.7:6379.", ""),
				},
			},
			{
				ID: "e2", Endpoint: connectivity.Endpoint{Role: connectivity.RoleSentinel, Address: "sentinel-1:26379", Origin: connectivity.Configured},
				Steps: []connectivity.Step{
					step(connectivity.StepConnect, connectivity.Failed, "B02", "Nothing listens there.", "Start it."),
					step(connectivity.StepPrimary, connectivity.Skipped, "", "", ""),
				},
			},
			{
				ID: "e3", Endpoint: connectivity.Endpoint{Role: connectivity.RolePrimary, Address: "10.0.0.7:6379", Origin: connectivity.Announced, AnnouncedBy: []string{"e1"}},
				Server: &connectivity.Server{Software: "Valkey", Version: "8.0.1"},
				Steps:  []connectivity.Step{step(connectivity.StepLatency, connectivity.Passed, "", "Fast.", "")},
			},
		},
		Findings: []causes.Problem{
			{Code: "unlisted", Severity: causes.Info, Message: "There is another sentinel."},
			{Code: "B02", Severity: causes.Warning, Endpoint: "e2", Message: "Nothing listens there.", Hint: "Start it."},
			{Code: "A03", Severity: causes.Error, Message: "The passwords are mixed up.", Fix: &causes.Fix{
				Label: "Swap the passwords",
				Set:   map[string]string{nameKey: "mymaster"},
				Copy:  map[string]string{passwordKey: sentinelPasswordKey, sentinelPasswordKey: passwordKey},
				Cut:   map[string][2]int{hostKey: {1, 0}},
			}},
		},
		Topology: &connectivity.Topology{
			SentinelName: "mymaster", Primary: "10.0.0.7:6379", Replicas: []string{"10.0.0.8:6379", "10.0.0.9:6379"},
			Sentinels: []string{"10.0.0.1:26379"}, Unlisted: []string{"10.0.0.3:26379"},
		},
		Latency: &connectivity.Latency{ValuesMS: []float64{.2, .3, .9}, Samples: 3, MinMS: .2, P50MS: .3, P95MS: .9, MaxMS: .9},
	}
}

func TestMarkdown(t *testing.T) {
	path := filepath.Join("testdata", "report.md")
	got := report.Markdown(richReport(), locale.English)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the Markdown has changed (-want +got); -update rewrites %s:\n%s", path, diff)
	}
}

// saying is a report in which every text is the same.
func saying(text string) connectivity.Report {
	return connectivity.Report{
		Verdict: connectivity.Fail, Authelia: text, Mode: connectivity.ModeSentinel,
		Endpoints: []connectivity.EndpointReport{{
			ID: "e1", Endpoint: connectivity.Endpoint{Role: connectivity.Role(text), Address: text, AnnouncedBy: []string{text}},
			Server: &connectivity.Server{Software: text, Version: text},
			Steps:  []connectivity.Step{{Step: connectivity.StepName(text), Status: connectivity.Status(text), Code: text, Message: text, Hint: text}},
		}, {
			ID: "e2", Endpoint: connectivity.Endpoint{Role: connectivity.RoleSentinel, Address: text},
		}},
		Findings: []causes.Problem{{Code: text, Severity: causes.Severity(text), Endpoint: "e1", Message: text, Hint: text, Fix: &causes.Fix{Label: text, Set: map[string]string{text: text}}}},
		Topology: &connectivity.Topology{SentinelName: text, Primary: text, Replicas: []string{text}, Sentinels: []string{text}, Unlisted: []string{text}},
	}
}

// What other machines say has no meaning in Markdown, neither CommonMark's nor
// GitHub's: the document is built as one of plain words is, and what is not code in
// it has nothing that a site would make a link of.
func TestMarkdownIsHarmless(t *testing.T) {
	dialects := map[string]goldmark.Markdown{"CommonMark": goldmark.New(), "GitHub": goldmark.New(goldmark.WithExtensions(extension.GFM))}
	nasty := []string{
		"joe@example.com", "@everyone", "@joe", "(@joe)", "joe/redis#1", "#1", "(#12)", "GH-12", "gh-7", "5683e9e", "0123456789abcdef0123456789abcdef01234567",
		"https://evil.example/x", "HTTP://evil.example", "www.evil.example", "evil.example", "mailto:joe@example.com", "xmpp:a@b.example", "ftp://evil.example",
		"<https://evil.example>", "<joe@example.com>", "<img src=x>", "<!-- x", "</td>", "<details>", "&lt;b&gt;", "&#64;joe", "[a](https://evil.example)", "[a]: https://evil.example",
		"![a](http://evil.example/b.png)", "[x]", "[ ] task", "[^1]", "- a list", "-", "+ a list", "* a list", "1. a list", "2) a list", "12.", "# a heading", "===", "---", "***", "___", "~~~", "```", "` a",
		"`", "``", "a`b", "``a`", "`@joe`", "`a` @joe `b`", "*a*", "**a**", "_a_", "__a__", "~~a~~", "$a$", ":smile:", "> a quote", "|", "a|b", `a\|b`, `\|`, `\\|`, `\`, "\\`a", "| a | b |", "|---|",
		"a\nb", "a\n\n# b", "a\r- b", "a\u2028b", "a\u202eb\u2066", "\u200b@joe", "\ufeff#1", "    code", "\tcode", "a  \nb", "ünïcödé-wörd", "日本語", "1+1=2", "50 %", "e.g. this (or that); see 'host'!", "x", "",
	}
	const harmless = "words"
	for name, dialect := range dialects {
		want := skeleton(t, dialect, report.Markdown(saying(harmless), locale.English))
		for _, word := range nasty {
			for _, text := range []string{word, word + " " + word, "a " + word, word + " a", "(" + word + ")", word + "."} {
				if strings.TrimSpace(strings.Trim(text, "().\u200b\ufeff")) == "" {
					continue
				}
				document := report.Markdown(saying(text), locale.English)
				if diff := cmp.Diff(want, skeleton(t, dialect, document)); diff != "" {
					t.Fatalf("%s: %q builds another document (-want +got):\n%s\n%s", name, text, diff, document)
				}
			}
		}
	}
}

// skeleton is how a document is built, without its words and spans of code. What is
// neither code nor a mark of ours must not look like a link, a mention or an issue.
func skeleton(t *testing.T, dialect goldmark.Markdown, document string) []string {
	source := []byte(document)
	var kinds []string
	err := ast.Walk(dialect.Parser().Parse(text.NewReader(source)), func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch node := node.(type) {
		case *ast.CodeSpan:
			return ast.WalkSkipChildren, nil
		case *ast.Text:
			if said := string(node.Segment.Value(source)); looksAlive.MatchString(said) {
				t.Errorf("%q stands outside of code", said)
			}
			return ast.WalkContinue, nil
		}
		kinds = append(kinds, node.Kind().String())
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return kinds
}

// looksAlive finds what sites make links of in what is no code.
var looksAlive = regexp.MustCompile(`(?i)@|#\d|\bgh-\d|://|www\.|\w\.[a-z]{2}|mailto:|:[a-z]+:|\b[0-9a-f]{7,}\b.*\d|[\x60<>*_\[\]\\~&$]`) // a bar is that of a table

// What other machines say stays where it belongs on the page, too.
func TestHostileReport(t *testing.T) {
	const hostile = "x | y `z` <img src=x onerror=alert(1)> [a](https://evil.example) ![b](http://evil.example/b.png)\n\n# Verdict: pass\r| a |\u2028\u202e www.evil.example &lt; *b* \\"
	hostileReport := saying(hostile)
	s, _ := newServer(t, Options{Prober: proberFunc(func(context.Context, connectivity.Target, func(connectivity.StepEvent)) connectivity.Report {
		return hostileReport
	})})
	page := postForm(t, s, map[string]string{hostKey: "redis", "action": "test"}, "")
	wantStatus(t, page, 200)
	wantNoText(t, page, "<img src=x", "javascript:", " style=")
	wantText(t, page, "&lt;img src=x onerror=alert(1)&gt;")
}

// The report, whichever way it is shown, has nothing of what was typed as a
// secret: the target's secrets never reach it, and the page adds none.
func TestReportHoldsNoSecret(t *testing.T) {
	s, _ := newServer(t, Options{Prober: proberFunc(func(context.Context, connectivity.Target, func(connectivity.StepEvent)) connectivity.Report {
		return richReport()
	})})
	const secret = "hush-hush"
	got := postJSON(t, s, "/report", `{"kind":"sentinel","values":{"`+hostOf(0)+`":"a","`+nameKey+`":"m","`+passwordKey+`":"`+secret+`","`+sentinelPasswordKey+`":"`+secret+`2"}}`)
	wantStatus(t, got, 200)
	wantNoText(t, got, secret)
}
