package web

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity"
	"regexp"
)

// requestID is what an id may be.
var requestID = regexp.MustCompile(`^[-.~\w]{8,64}$`)

// A request's id is a trusted proxy's, if it is one, and never a stranger's.
func TestRequestID(t *testing.T) {
	s, log := newServer(t, Options{TrustedProxies: proxies(t, "10.0.0.0/8")})
	const id = "2f6c1d3e-7a4b-4c59-9b1e-0123456789ab"
	for name, c := range map[string]struct {
		peer string
		ids  []string
		kept bool
	}{
		"a proxy's":         {"10.0.0.1:1", []string{id}, true},
		"a stranger's":      {"192.0.2.1:1", []string{id}, false},
		"two":               {"10.0.0.1:1", []string{id, id}, false},
		"none":              {"10.0.0.1:1", nil, false},
		"short":             {"10.0.0.1:1", []string{"1234567"}, false},
		"just long enough":  {"10.0.0.1:1", []string{"12345678"}, true},
		"the longest":       {"10.0.0.1:1", []string{strings.Repeat("a", 64)}, true},
		"too long":          {"10.0.0.1:1", []string{strings.Repeat("a", 65)}, false},
		"with a line break": {"10.0.0.1:1", []string{"12345678\nlevel=ERROR"}, false},
		"with quotes":       {"10.0.0.1:1", []string{`12345678" x="y`}, false},
	} {
		r := newRequest("GET", "/healthz", "", "")
		r.RemoteAddr = c.peer
		r.Header["X-Request-Id"] = c.ids
		got := do(t, s, r).Header.Get("X-Request-Id")
		if kept := len(c.ids) > 0 && got == c.ids[0]; kept != c.kept || !requestID.MatchString(got) {
			t.Errorf("%s: the id is %q, kept %t, want %t", name, got, kept, c.kept)
		}
		if !strings.Contains(log.String(), "request_id="+got) {
			t.Errorf("%s: the log lacks %s", name, got)
		}
	}
}

// One line for a request and one for a test, as JSON, with all that helps and
// nothing that was typed.
func TestLogLines(t *testing.T) {
	prober := proberFunc(func(context.Context, connectivity.Target, func(connectivity.StepEvent)) connectivity.Report {
		return connectivity.Report{
			Verdict: connectivity.Fail, Mode: "single",
			Endpoints: []connectivity.EndpointReport{{ID: "e1", Endpoint: connectivity.Endpoint{Address: "typed.example:6379"}, Steps: []connectivity.Step{{Step: connectivity.StepResolve, Status: connectivity.Passed}}}},
			Findings:  []causes.Problem{{Code: "E04"}, {Code: "A03"}, {Code: "A03"}, {Code: "hush-hush"}},
		}
	})
	for _, targets := range []bool{false, true} {
		var log bytes.Buffer
		s, err := New(Options{Prober: prober, Logger: slog.New(slog.NewJSONHandler(&log, nil)), LogTargets: targets})
		if err != nil {
			t.Fatal(err)
		}
		got := postJSON(t, s, "/api/v1/probe?password=hush-hush", `{"values":{"session.redis.host":"typed.example","session.redis.password":"hush-hush"}}`)
		wantStatus(t, got, 200)
		lines := map[string]map[string]any{}
		for line := range strings.Lines(log.String()) {
			var one map[string]any
			if err := json.Unmarshal([]byte(line), &one); err != nil {
				t.Fatalf("%v: %s", err, line)
			}
			lines[one["msg"].(string)] = one
		}
		id := got.Header.Get("X-Request-Id")
		request, probe := lines["request"], lines["probe"]
		if request["request_id"] != id || request["method"] != "POST" || request["route"] != "/api/v1/probe" || request["status"] != 200.0 ||
			request["bytes"] != float64(len(got.body)) || request["client"] != "192.0.2.1" || request["took"] == nil {
			t.Errorf("the request is %v", request)
		}
		if probe["request_id"] != id || probe["verdict"] != "fail" || probe["mode"] != "single" || probe["codes"] != "A03 E04" || probe["took"] == nil {
			t.Errorf("the test is %v", probe)
		}
		if strings.Contains(log.String(), "hush-hush") {
			t.Errorf("the log has the secret:\n%s", &log)
		}
		if named := strings.Contains(log.String(), "typed.example:6379"); named != targets {
			t.Errorf("the log names the target: %t, want %t:\n%s", named, targets, &log)
		}
	}
}
