package connectivity

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"strings"
	"sync"
	"testing"

	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/visible"
	"redis-wizard/connectivity/policy"
	"redis-wizard/connectivity/redistest"
)

// Every report of this package's tests passes through try, which looks for the
// secrets of the target in it, for places in messages that were not filled, and
// for words that were not said in the report's language.

// try probes with the command line's policy.
func try(t *testing.T, target Target) Report {
	t.Helper()
	return tryWith(t, &Prober{Policy: policy.ForCommandLine()}, target)
}

func tryWith(t *testing.T, prober *Prober, target Target) Report {
	t.Helper()
	if target.Mode == "" {
		target.Mode = ModeSingle
	}
	if target.Authelia == "" {
		target.Authelia = "4.39"
	}
	target.Language = marked
	var events bytes.Buffer
	encoder := json.NewEncoder(&events)
	var mutex sync.Mutex
	report := prober.Probe(context.Background(), target, func(event StepEvent) {
		if !mutex.TryLock() {
			t.Error("two calls of observe overlap")
			return
		}
		defer mutex.Unlock()
		if err := encoder.Encode(event); err != nil {
			t.Error(err)
		}
	})
	unmark(t, &report)
	document, err := json.MarshalIndent(report, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	checkSecrets(t, &target, string(document)+events.String())
	checkReport(t, report, strings.Count(events.String(), "\n"))
	if testing.Verbose() {
		t.Logf("%s", document)
	}
	return report
}

func checkSecrets(t *testing.T, target *Target, text string) {
	t.Helper()
	secrets, _, _ := target.texts()
	for _, secret := range secrets {
		if len(secret) >= 4 && strings.Contains(text, secret) {
			t.Errorf("the report holds a secret:\n%s", text)
		}
	}
}

// checkReport holds every report to what is promised of all of them.
func checkReport(t *testing.T, report Report, events int) {
	t.Helper()
	steps := 0
	for _, e := range report.Endpoints {
		failed := false
		for _, s := range e.Steps {
			steps++
			if failed != (s.Status == Skipped) && (failed || s.Step != StepResolve) {
				t.Errorf("%s %s is %s, although failed before = %v", e.ID, s.Step, s.Status, failed)
			}
			failed = failed || s.Status == Failed
			if s.Message == "" {
				t.Errorf("%s %s says nothing", e.ID, s.Step)
			}
			if (s.Status == Failed || s.Status == Warned) && (s.Code == "" || s.Hint == "") {
				t.Errorf("%s %s is %s without a code or a hint", e.ID, s.Step, s.Status)
			}
			checkText(t, s.Message, s.Hint)
		}
		if failed && report.Mode != ModeSentinel && report.Verdict != Fail {
			t.Errorf("verdict %s although a step failed", report.Verdict)
		}
	}
	if events != steps {
		t.Errorf("%d step events for %d steps", events, steps)
	}
	for _, f := range report.Findings {
		if f.Code == "" || f.Message == "" || f.Hint == "" {
			t.Errorf("incomplete finding %+v", f)
		}
		checkText(t, f.Message, f.Hint)
		if report.Verdict == Pass && f.Severity != causes.Info {
			t.Errorf("verdict pass with a finding of severity %s", f.Severity)
		}
	}
}

func checkText(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.ContainsAny(text, "{}") || text != visible.Words(text) {
			t.Errorf("text is not fit to be shown: %q", text)
		}
	}
}

// status gives "failed A03" or "passed" for a step of the first endpoint.
func status(report Report, name StepName) string {
	return statusOf(report.Endpoints[0], name)
}

func statusOf(e EndpointReport, name StepName) string {
	for _, s := range e.Steps {
		if s.Step == name {
			return strings.TrimSpace(string(s.Status) + " " + s.Code)
		}
	}
	return "not in the plan"
}

func finding(t *testing.T, report Report, code string) causes.Problem {
	t.Helper()
	for _, f := range report.Findings {
		if f.Code == code {
			return f
		}
	}
	t.Fatalf("no finding %s in %+v", code, report.Findings)
	return causes.Problem{}
}

// wantFail expects exactly one step to have failed, and why.
func wantFail(t *testing.T, report Report, name StepName, code string) causes.Problem {
	t.Helper()
	if report.Verdict != Fail {
		t.Errorf("verdict = %s, want fail", report.Verdict)
	}
	if got, want := status(report, name), "failed "+code; got != want {
		document, _ := json.MarshalIndent(report, "", "  ")
		t.Fatalf("step %s: %s, want %s\n%s", name, got, want, document)
	}
	return finding(t, report, code)
}

func wantVerdict(t *testing.T, report Report, want Verdict) {
	t.Helper()
	if report.Verdict != want {
		document, _ := json.MarshalIndent(report, "", "  ")
		t.Fatalf("verdict = %s, want %s\n%s", report.Verdict, want, document)
	}
}

func at(server *redistest.Server) Target {
	return Target{Mode: ModeSingle, Host: server.Host, Port: server.Port, Password: server.Password}
}

func TestMain(m *testing.M) {
	silenceRedis()
	os.Exit(m.Run())
}
