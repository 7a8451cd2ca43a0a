package web

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/redact/redacttest"
	"redis-wizard/connectivity"
	"redis-wizard/connectivity/policy"
	"redis-wizard/connectivity/redistest"
	"redis-wizard/web/probe"
)

// local permits what the tests' servers need.
var local = policy.Policy{Loopback: true, Ports: []policy.PortRange{{First: 1024, Last: 65535}}}

// probeBody is a request for a test of a server.
func probeBody(t *testing.T, server *redistest.Server, password string, more map[string]any) string {
	t.Helper()
	body := map[string]any{"authelia": "4.39", "values": map[string]string{
		hostKey: server.Host, portKey: fmt.Sprint(server.Port), passwordKey: password,
	}}
	for name, value := range more {
		body[name] = value
	}
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func readReport(t *testing.T, text string) connectivity.Report {
	t.Helper()
	var report connectivity.Report
	if err := json.Unmarshal([]byte(text), &report); err != nil {
		t.Fatalf("the report is no JSON: %v\n%s", err, text)
	}
	return report
}

func codes(report connectivity.Report) []string {
	var codes []string
	for _, finding := range report.Findings {
		codes = append(codes, finding.Code)
	}
	return codes
}

// A real Redis, by all the ways of asking.
func TestProbe(t *testing.T) {
	redis := redistest.Start(t, redistest.Options{Password: "s3ssions"})
	s, log := newServer(t, Options{Policy: local})

	t.Run("report", func(t *testing.T) {
		got := postJSON(t, s, "/api/v1/probe", probeBody(t, redis, "s3ssions", nil))
		wantStatus(t, got, 200)
		if report := readReport(t, got.body); report.Verdict != connectivity.Pass || report.Authelia != "4.39" || len(report.Endpoints) != 1 {
			t.Errorf("the report is %s", got.body)
		}
	})
	t.Run("wrong password", func(t *testing.T) {
		got := postJSON(t, s, "/api/v1/probe", probeBody(t, redis, "a-slip", nil))
		wantStatus(t, got, 200)
		if report := readReport(t, got.body); report.Verdict != connectivity.Fail || !strings.Contains(fmt.Sprint(codes(report)), "A03") {
			t.Errorf("the report is %s", got.body)
		}
		wantNoText(t, got, "a-slip")
	})
	t.Run("page", func(t *testing.T) {
		fields := map[string]string{"kind": "single", hostKey: redis.Host, portKey: fmt.Sprint(redis.Port), passwordKey: "s3ssions", "action": "test"}
		page := postForm(t, s, fields, "")
		wantStatus(t, page, 200)
		wantText(t, page, `<div class="report" data-verdict="pass"`, redis.Addr, `data-status="passed"`)
		fields[passwordKey] = "a-slip"
		page = postForm(t, s, fields, "")
		wantText(t, page, `<div class="report" data-verdict="fail"`, "A03", `data-status="skipped"`)
	})
	t.Run("stream", func(t *testing.T) {
		r := newRequest("POST", "/api/v1/probe", "application/json", probeBody(t, redis, "s3ssions", nil))
		r.Header.Set("Accept", "text/event-stream")
		got := do(t, s, r)
		wantStatus(t, got, 200)
		if media := got.Header.Get("Content-Type"); media != "text/event-stream" {
			t.Errorf("Content-Type is %q", media)
		}
		names, data := readEvents(t, strings.NewReader(got.body))
		last := len(names) - 1
		if last < 5 || names[last] != "report" {
			t.Fatalf("the events are %v", names)
		}
		report := readReport(t, data[last])
		var streamed []connectivity.Step
		for i, text := range data[:last] {
			var step connectivity.Step
			if err := json.Unmarshal([]byte(text), &step); err != nil || names[i] != "step" || !strings.Contains(text, `"endpoint":"e1"`) {
				t.Errorf("event %s: %v: %s", names[i], err, text)
			}
			streamed = append(streamed, step)
		}
		if diff := cmp.Diff(report.Endpoints[0].Steps, streamed); report.Verdict != connectivity.Pass || diff != "" {
			t.Errorf("the stream and the report differ (-report +stream):\n%s", diff)
		}
	})
	t.Run("not allowed", func(t *testing.T) {
		guarded, _ := newServer(t, Options{})
		got := postJSON(t, guarded, "/api/v1/probe", probeBody(t, redis, "s3ssions", nil))
		wantStatus(t, got, 200)
		if report := readReport(t, got.body); report.Verdict != connectivity.Fail || !strings.Contains(fmt.Sprint(codes(report)), "loopback") {
			t.Errorf("a server dialled loopback without leave: %s", got.body)
		}
	})
	if strings.Contains(log.String(), "s3ssions") || strings.Contains(log.String(), "a-slip") {
		t.Error("a password is in the log")
	}
}

// The CA of a request is trusted for that test, and for no other.
func TestProbeWithCA(t *testing.T) {
	redis := redistest.Start(t, redistest.Options{Password: "s3ssions", TLS: &redistest.TLS{}})
	s, _ := newServer(t, Options{Policy: local})
	for _, test := range []struct {
		ca   string
		want connectivity.Verdict
	}{
		{redis.CA, connectivity.Pass},
		{"", connectivity.Fail},
	} {
		got := postJSON(t, s, "/api/v1/probe", probeBody(t, redis, "s3ssions", map[string]any{"tls": "on", "ca": test.ca}))
		wantStatus(t, got, 200)
		if report := readReport(t, got.body); report.Verdict != test.want {
			t.Errorf("with a CA of %d bytes the verdict is %s, want %s: %s", len(test.ca), report.Verdict, test.want, got.body)
		}
	}
	got := postJSON(t, s, "/api/v1/probe", probeBody(t, redis, "s3ssions", map[string]any{"tls": "on", "ca": "my-ca.pem"}))
	wantStatus(t, got, 400)
	wantText(t, got, "no readable certificate")
	page := postForm(t, s, map[string]string{"tls": authelia.TLSPath, hostKey: redis.Host, portKey: fmt.Sprint(redis.Port), "ca": "my-ca.pem", "action": "test"}, "")
	wantStatus(t, page, 200)
	wantText(t, page, "no readable certificate", ">\nmy-ca.pem</textarea>")
}

// What Authelia would refuse is not tried.
func TestRefused(t *testing.T) {
	s, _ := newServer(t, Options{Prober: proberFunc(func(context.Context, connectivity.Target, func(connectivity.StepEvent)) connectivity.Report {
		t.Error("it was tried")
		return connectivity.Report{}
	})})
	for name, test := range map[string]struct{ body, code string }{
		"error":    {`{"values":{"session.redis.host":"redis","session.redis.port":"70000"}}`, "port-range"},
		"no Redis": {`{"yaml":"theme: 'dark'\n"}`, "no-redis"},
		"nothing":  {`{}`, "no-redis"},
		"broken":   {`{"yaml":"session: ["}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := postJSON(t, s, "/api/v1/probe", test.body)
			wantStatus(t, got, 200)
			report := readReport(t, got.body)
			if report.Verdict != connectivity.Fail || len(report.Findings) == 0 || report.Mode != connectivity.ModeSingle {
				t.Errorf("the report is %s", got.body)
			}
			wantText(t, got, `"endpoints":[]`, test.code)
			codes := map[string]bool{}
			for _, f := range report.Findings {
				if codes[f.Code] {
					t.Errorf("%s is told twice: %s", f.Code, got.body)
				}
				codes[f.Code] = true
			}
		})
	}
	report := readReport(t, postJSON(t, s, "/api/v1/probe", `{"values":{"session.redis.host":"redis","session.redis.port":"70000"}}`).body)
	finding := report.Findings[0]
	if finding.Fix == nil || finding.Fix.Set[portKey] != "6379" || !strings.Contains(finding.Message, "between 1 and 65535") {
		t.Errorf("the finding is %+v", finding)
	}
}

// Nobody who is shown a report reads a secret in it, whatever Authelia says of it.
func TestNoSecretInFindings(t *testing.T) {
	redacttest.Each(500, func(yaml, secret string) {
		for _, version := range []string{"4.29", "4.37", "4.38", "4.39"} {
			report, err := probe.Run(t.Context(), passing, configschema.Input{Authelia: version, YAML: yaml}, probe.Trust{}, nil)
			if err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(report)
			if err != nil {
				t.Fatal(err)
			}
			if redacttest.Found(string(text), secret) {
				t.Fatalf("%s: %q is in the report on\n%s\n%s", version, secret, yaml, text)
			}
		}
	})
}

// A client that goes away ends its test, and frees its place.
func TestProbeCancelled(t *testing.T) {
	started, ended := make(chan struct{}, 1), make(chan error, 1)
	s, _ := newServer(t, Options{MaxProbes: 1, Prober: proberFunc(func(ctx context.Context, _ connectivity.Target, observe func(connectivity.StepEvent)) connectivity.Report {
		observe(connectivity.StepEvent{ID: "e1", Step: connectivity.Step{Step: connectivity.StepConnect, Status: connectivity.Passed}})
		started <- struct{}{}
		<-ctx.Done()
		ended <- context.Cause(ctx)
		return connectivity.Report{Verdict: connectivity.Fail}
	})})
	server := httptest.NewServer(s.Handler())
	defer server.Close()

	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, "POST", server.URL+"/api/v1/probe", strings.NewReader(`{"values":{"session.redis.host":"redis"}}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "text/event-stream")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	// The first step is here before the test has ended: it is streamed.
	line, err := bufio.NewReader(response.Body).ReadString('\n')
	if err != nil || line != "event: step\n" {
		t.Fatalf("the stream begins with %q (%v)", line, err)
	}
	await(t, "the test to begin", started)

	busy := postJSON(t, s, "/api/v1/probe", `{"values":{"session.redis.host":"redis"}}`)
	wantStatus(t, busy, 429)
	wantText(t, busy, `{"error":"`, "at one time")
	if busy.Header.Get("Retry-After") != "2" {
		t.Errorf("Retry-After is %q", busy.Header.Get("Retry-After"))
	}
	page := postForm(t, s, map[string]string{hostKey: "redis", "action": "test"}, "")
	wantStatus(t, page, 429)
	wantText(t, page, "at one time", `value="redis"`)

	cancel()
	if err := response.Body.Close(); err != nil {
		t.Log(err)
	}
	if err := await(t, "the end of the test", ended); err == nil {
		t.Error("the test was not cancelled")
	}
	redistest.Eventually(t, "the place to be free", func(context.Context) bool { return s.control.Limits.Running() == 0 }) // when the handler returns
}

func TestProbeRate(t *testing.T) {
	s, _ := newServer(t, Options{ProbesPerMinute: 6, Prober: passing})
	ask := func(address string) answer {
		r := newRequest("POST", "/api/v1/probe", "application/json", `{"values":{"session.redis.host":"redis"}}`)
		r.RemoteAddr = address
		r.Header.Set("X-Forwarded-For", fmt.Sprint(time.Now().UnixNano())) // not believed
		return do(t, s, r)
	}
	wantStatus(t, ask("192.0.2.1:1000"), 200)
	wantStatus(t, ask("192.0.2.1:1001"), 200)
	refused := ask("192.0.2.1:1002")
	wantStatus(t, refused, 429)
	// A new test every ten seconds: whole seconds, and never none.
	if wait, err := strconv.Atoi(refused.Header.Get("Retry-After")); err != nil || wait < 1 || wait > 10 {
		t.Errorf("Retry-After is %q", refused.Header.Get("Retry-After"))
	}
	wantStatus(t, ask("192.0.2.2:1000"), 200)
	// Who has one IPv6 address has the whole /64.
	for i, want := range []int{200, 200, 429} {
		wantStatus(t, ask(fmt.Sprintf("[2001:db8::%d]:1000", i)), want)
	}
	if n := s.control.Limits.Running(); n != 0 {
		t.Errorf("%d tests still hold their place", n)
	}
}

// The wizard refuses to be pointed at itself.
func TestOwnAddress(t *testing.T) {
	s, _ := newServer(t, Options{Policy: local})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, listener) }()
	port := listener.Addr().(*net.TCPAddr).Port

	body := fmt.Sprintf(`{"values":{"session.redis.host":"127.0.0.1","session.redis.port":"%d"}}`, port)
	response, err := http.Post("http://"+listener.Addr().String()+"/api/v1/probe", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if report := readReport(t, string(text)); report.Verdict != connectivity.Fail || !strings.Contains(fmt.Sprint(codes(report)), "own") {
		t.Errorf("the report is %s", text)
	}
	cancel()
	if err := <-served; err != nil {
		t.Errorf("Serve ended with %v", err)
	}
	wantStatus(t, get(t, s, "/healthz"), 200)
	wantStatus(t, get(t, s, "/readyz"), 503)
}

// readEvents reads server-sent events to the end.
func readEvents(t *testing.T, r io.Reader) (names, data []string) {
	t.Helper()
	all, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	for block := range bytes.SplitSeq(bytes.TrimSuffix(all, []byte("\n\n")), []byte("\n\n")) {
		name, text, ok := strings.Cut(string(block), "\n")
		if !ok || !strings.HasPrefix(name, "event: ") || !strings.HasPrefix(text, "data: ") {
			t.Fatalf("a strange event: %q", block)
		}
		names, data = append(names, name[len("event: "):]), append(data, text[len("data: "):])
	}
	return names, data
}
