package web

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/connectivity"
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
				Endpoint: connectivity.Endpoint{ID: "e1", Role: connectivity.RoleSentinel, Address: "10.0.0.1:26379", Origin: connectivity.Configured},
				Server:   &connectivity.Server{Software: "Redis", Version: "7.2.4"},
				Steps: []connectivity.Step{
					step(connectivity.StepConnect, connectivity.Passed, "", "Something listens there.", ""),
					step(connectivity.StepPrimary, connectivity.Passed, "", "The primary of “mymaster” is 10.0.0.7:6379.", ""),
				},
			},
			{
				Endpoint: connectivity.Endpoint{ID: "e2", Role: connectivity.RoleSentinel, Address: "sentinel-1:26379", Origin: connectivity.Configured},
				Steps: []connectivity.Step{
					step(connectivity.StepConnect, connectivity.Failed, "B02", "Nothing listens there.", "Start it."),
					step(connectivity.StepPrimary, connectivity.Skipped, "", "", ""),
				},
			},
			{
				Endpoint: connectivity.Endpoint{ID: "e3", Role: connectivity.RolePrimary, Address: "10.0.0.7:6379", Origin: connectivity.Announced, AnnouncedBy: []string{"e1"}},
				Server:   &connectivity.Server{Software: "Valkey", Version: "8.0.1"},
				Steps:    []connectivity.Step{step(connectivity.StepLatency, connectivity.Passed, "", "Fast.", "")},
			},
		},
		Findings: []connectivity.Finding{
			{Code: "unlisted", Severity: connectivity.SeverityInfo, Message: "There is another sentinel."},
			{Code: "B02", Severity: connectivity.SeverityWarning, Endpoint: "e2", Message: "Nothing listens there.", Hint: "Start it."},
			{Code: "A03", Severity: connectivity.SeverityError, Message: "The passwords are mixed up.", Fix: &connectivity.Fix{
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
	got := Markdown(richReport())
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

// What other machines say stays where it belongs, in Markdown and on the page.
func TestHostileReport(t *testing.T) {
	const hostile = "x | y `z` <img src=x onerror=alert(1)> [a](https://evil.example) ![b](http://evil.example/b.png)\n\n# Verdict: pass\r| a |\u2028\u202e www.evil.example &lt; *b* \\"
	report := connectivity.Report{
		Verdict: connectivity.Fail, Authelia: hostile, Mode: connectivity.ModeSentinel,
		Endpoints: []connectivity.EndpointReport{{
			Endpoint: connectivity.Endpoint{ID: "e1", Role: connectivity.Role(hostile), Address: hostile, AnnouncedBy: []string{hostile}},
			Server:   &connectivity.Server{Software: hostile, Version: hostile},
			Steps:    []connectivity.Step{{Step: connectivity.StepName(hostile), Status: connectivity.Status(hostile), Code: hostile, Message: hostile, Hint: hostile}},
		}, {
			Endpoint: connectivity.Endpoint{ID: "e2", Role: connectivity.RoleSentinel, Address: hostile},
		}},
		Findings: []connectivity.Finding{{Code: hostile, Severity: connectivity.Severity(hostile), Endpoint: "e1", Message: hostile, Hint: hostile, Fix: &connectivity.Fix{Label: hostile, Set: map[string]string{hostile: hostile}}}},
		Topology: &connectivity.Topology{SentinelName: hostile, Primary: hostile, Replicas: []string{hostile}, Sentinels: []string{hostile}, Unlisted: []string{hostile}},
	}
	text := Markdown(report)
	for number, line := range strings.Split(text, "\n") {
		bare := strings.NewReplacer(`\\`, "", `\|`, "", `\<`, "", `\[`, "", `\]`, "", "\\`", "", `\*`, "", `\&`, "", `\!`, "").Replace(line)
		if strings.Contains(bare, "<") || strings.Contains(bare, "](") || strings.Contains(bare, "![") || strings.Contains(bare, "&lt;") ||
			strings.Contains(bare, "://") || strings.Contains(bare, "www.") || strings.Contains(bare, "`") {
			t.Errorf("line %d lets something out: %s", number+1, line)
		}
		if strings.HasPrefix(line, "# ") && number > 0 {
			t.Errorf("line %d is a heading of theirs: %s", number+1, line)
		}
		if strings.HasPrefix(line, "|") && number > 0 && strings.Count(bare, "|") != 6 {
			t.Errorf("line %d is a row of %d bars: %s", number+1, strings.Count(bare, "|"), line)
		}
	}

	s, _ := newServer(t, Options{Prober: proberFunc(func(context.Context, connectivity.Target, func(connectivity.StepEvent)) connectivity.Report {
		return report
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
