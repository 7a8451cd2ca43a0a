package web

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"redis-wizard/connectivity"
	"redis-wizard/connectivity/policy"
)

func TestErrorsAreClear(t *testing.T) {
	s, _ := newServer(t, Options{})
	tests := []struct {
		name, method, path, contentType, body string
		status                                int
		says                                  string
	}{
		{"no such page", "GET", "/nowhere", "", "", 404, "nothing at this address"},
		{"no such endpoint", "POST", "/api/v1/nothing", "application/json", "{}", 404, "nothing at this address"},
		{"old asset", "GET", "/assets/0000000000000000/app.css", "", "", 404, "nothing at this address"},
		{"method", "PUT", "/", "", "", 405, "does not take that method"},
		{"method of the API", "GET", "/api/v1/evaluate", "", "", 405, "does not take that method"},
		{"no JSON", "POST", "/api/v1/evaluate", "text/plain", "{}", 415, "application/json"},
		{"form to the API", "POST", "/api/v1/probe", "application/x-www-form-urlencoded", "a=b", 415, "application/json"},
		{"JSON to the form", "POST", "/", "application/json", "{}", 415, "/api/v1/evaluate"},
		{"empty", "POST", "/api/v1/evaluate", "application/json", "", 400, "empty"},
		{"half", "POST", "/api/v1/evaluate", "application/json", `{"values":{`, 400, "ends in the middle"},
		{"binary", "POST", "/api/v1/evaluate", "application/json", "\x00\x01\x02", 400, "no JSON"},
		{"list", "POST", "/api/v1/evaluate", "application/json", "[]", 400, "must be a JSON object"},
		{"number", "POST", "/api/v1/evaluate", "application/json", `{"values":{"session.redis.port":6379}}`, 400, "as it is typed"},
		{"wrong field", "POST", "/api/v1/evaluate", "application/json", `{"yaml":true}`, 400, "yaml"},
		{"a list of values", "POST", "/api/v1/evaluate", "application/json", `{"values":[]}`, 400, "as it is typed"},
		{"null", "POST", "/api/v1/evaluate", "application/json", `null`, 400, "must be a JSON object"},
		{"null to the probe", "POST", "/api/v1/probe", "application/json", `null`, 400, "must be a JSON object"},
		{"null as a question", "POST", "/api/v1/render", "application/json", `null`, 400, "must be a JSON object"},
		{"Latin-1", "POST", "/api/v1/evaluate", "application/json", "{\"yaml\":\"session:\\n  redis:\\n    host: r\\n    password: 'p\xe4ss'\\n\"}", 400, "not in UTF-8"},
		{"Latin-1 to the probe", "POST", "/api/v1/probe", "application/json", "{\"values\":{\"session.redis.password\":\"p\xe4ss\"}}", 400, "not in UTF-8"},
		{"Latin-1 in a question", "POST", "/api/v1/import", "application/json", "{\"text\":\"p\xe4ss\"}", 400, "not in UTF-8"},
		{"kind", "POST", "/api/v1/evaluate", "application/json", `{"kind":"foo"}`, 400, "must be single, socket or sentinel"},
		{"a kind in a question", "POST", "/api/v1/share", "application/json", `{"kind":"foo"}`, 400, "must be single, socket or sentinel"},
		{"TLS", "POST", "/api/v1/probe", "application/json", `{"tls":"yes"}`, 400, "must be on or off"},
		{"files", "POST", "/api/v1/import", "application/json", `{"texts":[{"name":1}]}`, 400, "each of them a text"},
		{"neighbours", "POST", "/api/v1/probe", "application/json", `{"neighbours":"yes"}`, 400, "must be true or false"},
		{"two objects", "POST", "/api/v1/evaluate", "application/json", `{}{}`, 400, "more after the end"},
		{"deep", "POST", "/api/v1/evaluate", "application/json", strings.Repeat("[", 200_000), 413, "nested more than 64 levels deep"},
		{"version", "POST", "/api/v1/evaluate", "application/json", `{"authelia":"5.0"}`, 400, "choose one of"},
		{"version of a probe", "POST", "/api/v1/probe", "application/json", `{"authelia":"5.0"}`, 400, "choose one of"},
		{"too large", "POST", "/api/v1/evaluate", "application/json", `{"yaml":"` + strings.Repeat("x", 256<<10) + `"}`, 413, "256 KiB"},
		{"too large a form", "POST", "/", "application/x-www-form-urlencoded", "yaml=" + strings.Repeat("x", 768<<10), 413, "768 KiB"},
		{"broken form", "POST", "/", "multipart/form-data; boundary=x", "--y", 400, "did not arrive whole"},
		{"broken fix", "POST", "/", "application/x-www-form-urlencoded", "action=fix:{", 400, "fix"},
		{"many rows", "POST", "/", "application/x-www-form-urlencoded", "session.redis.high_availability.nodes.900.host=a", 400, "at most 64"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := do(t, s, newRequest(test.method, test.path, test.contentType, test.body))
			wantStatus(t, got, test.status)
			if strings.HasPrefix(test.path, "/api/") {
				var document struct{ Error string }
				if err := json.Unmarshal([]byte(got.body), &document); err != nil || !strings.Contains(document.Error, test.says) {
					t.Errorf("the answer is %q (%v), want JSON with an error that says %q", got.body, err, test.says)
				}
				return
			}
			wantText(t, got, "<h1>", test.says, got.Header.Get("X-Request-Id"))
		})
	}
}

// A body without a declared length is bounded while it is read.
func TestUndeclaredLength(t *testing.T) {
	s, _ := newServer(t, Options{})
	r := newRequest("POST", "/api/v1/evaluate", "application/json", `{"yaml":"`+strings.Repeat("x", 1<<20)+`"}`)
	r.ContentLength = -1
	wantStatus(t, do(t, s, r), 413)
}

// A client that sends ten megabytes over a real connection is told why they are
// refused, declared or not.
func TestTenMegabytes(t *testing.T) {
	s, _ := newServer(t, Options{})
	server := httptest.NewServer(s.Handler())
	defer server.Close()
	for _, body := range []io.Reader{strings.NewReader(strings.Repeat("x", 10<<20)), io.LimitReader(blanks{}, 10<<20)} {
		response, err := http.Post(server.URL+"/api/v1/evaluate", "application/json", body)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("status %d", response.StatusCode)
		}
	}
}

type blanks struct{}

func (blanks) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// A panic becomes a page and a log line, and neither repeats what was typed.
func TestPanic(t *testing.T) {
	s, log := newServer(t, Options{Prober: proberFunc(func(_ context.Context, target connectivity.Target, _ func(connectivity.StepEvent)) connectivity.Report {
		panic("with " + target.Password)
	})})
	got := postJSON(t, s, "/api/v1/probe", `{"values":{"session.redis.host":"redis","session.redis.password":"hush-hush"}}`)
	wantStatus(t, got, 500)
	wantText(t, got, "not your configuration")
	if strings.Contains(got.body+log.String(), "hush-hush") {
		t.Error("the password is in the answer or in the log")
	}
	if !strings.Contains(log.String(), "msg=panic") {
		t.Errorf("the log does not tell of the panic:\n%s", log)
	}
	wantStatus(t, get(t, s, "/"), 200)
}

// A panic within a test is a finding of its report, is counted, and is logged by
// its place alone: the value of the panic may quote what was typed.
func TestPanicInProbe(t *testing.T) {
	policy := policy.ForCommandLine()
	s, log := newServer(t, Options{Prober: &connectivity.Prober{Policy: policy, Dial: func(_ context.Context, _, address string) (net.Conn, error) {
		panic("hush-hush at " + address)
	}}})
	for path, question := range map[string]string{
		"/api/v1/probe": `{"values":{"session.redis.host":"10.0.0.7","session.redis.password":"hush-hush"}}`,
		"/report": `{"values":{"session.redis.high_availability.sentinel_name":"mymaster","session.redis.password":"hush-hush",
			"session.redis.high_availability.nodes.0.host":"10.0.0.7"}}`,
	} {
		got := postJSON(t, s, path, question)
		wantStatus(t, got, 200)
		wantText(t, got, "That is a fault of the wizard")
		if strings.Contains(got.body+log.String(), "hush-hush") {
			t.Error("the value of the panic is in the answer or in the log")
		}
	}
	if n := strings.Count(log.String(), `msg="panic in a probe"`); n != 2 || !strings.Contains(log.String(), "place=web.TestPanicInProbe.func1:") || strings.Contains(log.String(), "10.0.0.7") {
		t.Errorf("%d lines tell of a panic, want 2, by the place alone:\n%s", n, log)
	}
	after := readMetrics(t, get(t, s, "/metrics").body)
	if after["redis_wizard_probe_panics_total"] != 2 || after["redis_wizard_probe_findings_total|wizard-fault"] != 2 || after["redis_wizard_probes_total|fail"] != 2 {
		t.Errorf("the metrics count %v", after)
	}
	wantStatus(t, get(t, s, "/"), 200)
}

// No log line has anything in it that a client sent.
func TestLogHoldsNoSecrets(t *testing.T) {
	s, log := newServer(t, Options{Prober: proberFunc(func(context.Context, connectivity.Target, func(connectivity.StepEvent)) connectivity.Report {
		return connectivity.Report{Verdict: connectivity.Pass}
	})})
	const secret = "hush-hush"
	get(t, s, "/?password="+secret)
	get(t, s, "/"+secret)
	postJSON(t, s, "/api/v1/evaluate", `{"values":{"session.redis.host":"redis","session.redis.password":"`+secret+`"}}`)
	postJSON(t, s, "/api/v1/probe", `{"values":{"session.redis.host":"redis","session.redis.password":"`+secret+`"}}`)
	postForm(t, s, map[string]string{"session.redis.host": "redis", "session.redis.password": secret, "action": "test"}, "")
	r := newRequest(secret, "/", "", "")
	do(t, s, r)
	if strings.Contains(log.String(), secret) {
		t.Errorf("the secret is in the log:\n%s", log)
	}
	if n := strings.Count(log.String(), "msg=request"); n != 6 {
		t.Errorf("%d request lines, want 6:\n%s", n, log)
	}
}
