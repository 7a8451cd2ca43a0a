package metrics

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// scrape reads the metrics as Prometheus does.
func scrape(t *testing.T, m *Metrics) map[string]*dto.MetricFamily {
	t.Helper()
	recorder := httptest.NewRecorder()
	m.Handler().ServeHTTP(recorder, httptest.NewRequest("GET", "/metrics", nil))
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(recorder.Body)
	if err != nil {
		t.Fatalf("the metrics cannot be read: %v", err)
	}
	return families
}

// value is that of the one series with these label values, or -1.
func value(families map[string]*dto.MetricFamily, name string, labels ...string) float64 {
	for _, metric := range families[name].GetMetric() {
		var got []string
		for _, label := range metric.GetLabel() {
			got = append(got, label.GetValue())
		}
		if strings.Join(got, "|") != strings.Join(labels, "|") {
			continue
		}
		switch {
		case metric.Counter != nil:
			return metric.Counter.GetValue()
		case metric.Gauge != nil:
			return metric.Gauge.GetValue()
		case metric.Histogram != nil:
			return float64(metric.Histogram.GetSampleCount())
		}
	}
	return -1
}

func TestCounts(t *testing.T) {
	shared := false
	m := New("1.2.3", func(code string) bool { return code == "A03" || code == "E04" })
	m.Gauge("shared", "1 while it is.", func() float64 {
		if shared {
			return 1
		}
		return 0
	})
	m.Know("/")
	m.Probe("fail", []string{"A03", "A03", "E04", "typed-by-somebody", "and-another"}, time.Second)
	m.Probe("a verdict of the future", nil, time.Second)
	m.Refused(Rate)
	m.Refused("another reason")
	m.Request("/", 200, time.Millisecond)
	m.Request("/typed-by-somebody", 404, time.Millisecond)
	m.Request("/", 999, time.Millisecond)
	m.Evaluated(time.Millisecond)
	m.ProbePanicked(0)
	m.ProbePanicked(3)
	ended := m.ProbeBegan()
	m.ProbeBegan()
	ended()

	families := scrape(t, m)
	for _, want := range []struct {
		name   string
		labels []string
		value  float64
	}{
		{"redis_wizard_probes_total", []string{"fail"}, 1},
		{"redis_wizard_probes_total", []string{"pass"}, 0},
		{"redis_wizard_probes_total", []string{"other"}, 1},
		{"redis_wizard_probe_findings_total", []string{"A03"}, 1},
		{"redis_wizard_probe_findings_total", []string{"E04"}, 1},
		{"redis_wizard_probe_findings_total", []string{"other"}, 1},
		{"redis_wizard_refusals_total", []string{"rate"}, 1},
		{"redis_wizard_refusals_total", []string{"origin"}, 0},
		{"redis_wizard_refusals_total", []string{"other"}, 1},
		{"redis_wizard_http_requests_total", []string{"/", "2xx"}, 1},
		{"redis_wizard_http_requests_total", []string{"/", "other"}, 1},
		{"redis_wizard_http_requests_total", []string{"other", "4xx"}, 1},
		{"redis_wizard_http_request_duration_seconds", []string{"/"}, 2},
		{"redis_wizard_probe_duration_seconds", nil, 2},
		{"redis_wizard_evaluate_duration_seconds", nil, 1},
		{"redis_wizard_probes_in_flight", nil, 1},
		{"redis_wizard_probe_panics_total", nil, 3},
		{"redis_wizard_build_info", []string{"1.2.3"}, 1},
		{"shared", nil, 0},
	} {
		if got := value(families, want.name, want.labels...); got != want.value {
			t.Errorf("%s%v is %v, want %v", want.name, want.labels, got, want.value)
		}
	}
	for _, name := range []string{"go_goroutines", "process_open_fds"} {
		if families[name] == nil {
			t.Errorf("there is no %s", name)
		}
	}
	shared = true
	if got := value(scrape(t, m), "shared"); got != 1 {
		t.Errorf("shared limits are shown as %v", got)
	}
}
