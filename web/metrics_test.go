package web

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity"
	"redis-wizard/connectivity/redistest"
)

// readMetrics gives every counter and gauge, and the number of observations of
// every histogram, by name and label values: "name|label value".
func readMetrics(t *testing.T, text string) map[string]float64 {
	t.Helper()
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(text))
	if err != nil {
		t.Fatalf("the metrics cannot be read: %v\n%s", err, text)
	}
	values := map[string]float64{}
	for name, family := range families {
		for _, metric := range family.Metric {
			series := name
			for _, label := range metric.Label {
				series += "|" + label.GetValue()
			}
			switch family.GetType() {
			case dto.MetricType_COUNTER:
				values[series] = metric.Counter.GetValue()
			case dto.MetricType_GAUGE:
				values[series] = metric.Gauge.GetValue()
			case dto.MetricType_HISTOGRAM:
				values[series] = float64(metric.Histogram.GetSampleCount())
			}
		}
	}
	return values
}

// Everything that happens moves its count.
func TestMetricsMove(t *testing.T) {
	prober := proberFunc(func(_ context.Context, target connectivity.Target, _ func(connectivity.StepEvent)) connectivity.Report {
		if target.Host == "refused.example" {
			return connectivity.Report{Verdict: connectivity.Fail, Endpoints: []connectivity.EndpointReport{{
				Steps: []connectivity.Step{{Step: connectivity.StepPolicy, Status: connectivity.Failed}}}}}
		}
		return connectivity.Report{Verdict: connectivity.Warn, Findings: []causes.Problem{{Code: "A03"}, {Code: "hush-hush"}}}
	})
	s, _ := newServer(t, Options{Prober: prober, ProbesPerMinute: 9, MaxProbes: 1, Version: "1.2.3"})
	before := readMetrics(t, get(t, s, "/metrics").body)

	postJSON(t, s, "/api/v1/evaluate", someRedis)
	postJSON(t, s, "/api/v1/probe", someRedis)
	postJSON(t, s, "/report", someRedis)
	postJSON(t, s, "/api/v1/probe", `{"values":{"session.redis.host":"refused.example"}}`)
	postJSON(t, s, "/api/v1/probe", someRedis) // one too many
	release, _ := s.control.Limits.Acquire(t.Context(), "")
	postJSON(t, s, "/api/v1/probe", someRedis) // beside another one
	release()
	postJSON(t, s, "/api/v1/evaluate", strings.Repeat("x", 2<<20))
	stranger := newRequest("GET", "/", "", "")
	stranger.Host = "evil.example"
	do(t, s, stranger)
	foreign := newRequest("POST", "/api/v1/evaluate", "application/json", someRedis)
	foreign.Header.Set("Origin", "https://evil.example")
	do(t, s, foreign)
	get(t, s, "/nowhere")

	shown := get(t, s, "/metrics")
	wantStatus(t, shown, 200)
	after := readMetrics(t, shown.body)
	for series, want := range map[string]float64{
		"redis_wizard_probes_total|warn":                           2,
		"redis_wizard_probes_total|fail":                           1,
		"redis_wizard_probes_total|pass":                           0,
		"redis_wizard_probe_findings_total|A03":                    2,
		"redis_wizard_probe_findings_total|other":                  2,
		"redis_wizard_probe_duration_seconds":                      3,
		"redis_wizard_evaluate_duration_seconds":                   1,
		"redis_wizard_refusals_total|rate":                         1,
		"redis_wizard_refusals_total|cap":                          1,
		"redis_wizard_refusals_total|body":                         1,
		"redis_wizard_refusals_total|host":                         1,
		"redis_wizard_refusals_total|origin":                       1,
		"redis_wizard_refusals_total|policy":                       1,
		"redis_wizard_http_requests_total|/api/v1/probe|2xx":       2,
		"redis_wizard_http_requests_total|/api/v1/probe|4xx":       2,
		"redis_wizard_http_requests_total|/report|2xx":             1,
		"redis_wizard_http_request_duration_seconds|/api/v1/probe": 4,
		"redis_wizard_probes_in_flight":                            0,
		"redis_wizard_limits_shared":                               0,
	} {
		if got := after[series] - before[series]; got != want {
			t.Errorf("%s moved by %v, want %v", series, got, want)
		}
	}
	if after["redis_wizard_build_info|1.2.3"] != 1 {
		t.Error("the build is not named")
	}
	wantNoText(t, shown, "hush-hush", "evil.example", "refused.example", "nowhere")
}

// A test that runs is seen while it does.
func TestMetricsInFlight(t *testing.T) {
	prober, began, end := waiting()
	s, _ := newServer(t, Options{Prober: prober})
	ended := make(chan answer)
	go func() { ended <- postJSON(t, s, "/api/v1/probe", someRedis) }()
	await(t, "the test to begin", began)
	if got := readMetrics(t, get(t, s, "/metrics").body)["redis_wizard_probes_in_flight"]; got != 1 {
		t.Errorf("%v run, want 1", got)
	}
	close(end)
	await(t, "the answer of the test", ended)
}

// Whatever people type, neither their hosts nor their secrets are counted.
func TestMetricsHoldNothingTyped(t *testing.T) {
	redis := redistest.Start(t, redistest.Options{Password: "s3ssions"})
	s, _ := newServer(t, Options{Policy: local})
	postJSON(t, s, "/api/v1/probe", probeBody(t, redis, "s3ssions", nil))
	postJSON(t, s, "/api/v1/probe", probeBody(t, redis, "a-slip", nil))
	postForm(t, s, map[string]string{"kind": "single", hostKey: "typed.example", passwordKey: "a-slip", "action": "test"}, "")
	get(t, s, "/?password=a-slip")
	do(t, s, newRequest("a-slip", "/a-slip", "", ""))
	shown := get(t, s, "/metrics")
	if readMetrics(t, shown.body)["redis_wizard_probe_findings_total|A03"] != 1 {
		t.Error("the wrong password was not found")
	}
	wantNoText(t, shown, "s3ssions", "a-slip", "typed.example", redis.Host, "192.0.2")
}

func TestMetricsShowSharedLimits(t *testing.T) {
	redis := redistest.Start(t, redistest.Options{Password: "hush-hush"})
	s, _ := replica(t, redis, Options{Prober: passing})
	if readMetrics(t, get(t, s, "/metrics").body)["redis_wizard_limits_shared"] != 1 {
		t.Error("the limits are not shown as shared")
	}
	redis.Kill()
	postJSON(t, s, "/api/v1/probe", someRedis)
	if readMetrics(t, get(t, s, "/metrics").body)["redis_wizard_limits_shared"] != 0 {
		t.Error("the limits are shown as shared when they are not")
	}
}

// With an address of their own, the metrics are there and nowhere else.
func TestMetricsElsewhere(t *testing.T) {
	s, log := newServer(t, Options{Listen: "127.0.0.1:0", MetricsListen: "127.0.0.1:0"})
	wantStatus(t, get(t, s, "/metrics"), 404)

	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	var address string
	redistest.Eventually(t, "the address of the metrics", func(context.Context) bool {
		_, rest, found := strings.Cut(log.String(), `msg="serving metrics" address=`)
		address, _, _ = strings.Cut(rest, "\n")
		return found
	})
	for path, want := range map[string]int{"/metrics": 200, "/": 404, "/api/v1/evaluate": 404} {
		response, err := http.Get("http://" + address + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil || response.StatusCode != want || want == 200 && !strings.Contains(string(body), "redis_wizard_build_info") {
			t.Errorf("%s: status %d, %v", path, response.StatusCode, err)
		}
	}
	stop()
	if err := await(t, "the end of Run", ended); err != nil {
		t.Errorf("Run ended with %v", err)
	}
	if connection, err := net.Dial("tcp", address); err == nil {
		connection.Close()
		t.Error("the metrics are still served")
	}
}
