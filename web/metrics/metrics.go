// Package metrics counts what a wizard does, for Prometheus. No label holds
// anything that a client can choose: no address, host, user or secret. What is
// not among the known values of a label counts as "other", so that the number
// of series is bounded.
package metrics

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Reason is why something that a client asked for was refused.
type Reason string

const (
	// Rate: the client asked too often.
	Rate Reason = "rate"
	// Cap: as many tests run as may at one time.
	Cap Reason = "cap"
	// Share: one client had as much at one time as one client may.
	Share Reason = "share"
	// Busy: the server had more to work on than it can.
	Busy Reason = "busy"
	// Connections: there were too many, so one that was idle was closed, or a new one
	// was told no more than whether the server is well.
	Connections Reason = "connections"
	// Host: the wizard does not answer to that name.
	Host Reason = "host"
	// Origin: another site's page sent the request.
	Origin Reason = "origin"
	// Policy: a test was not allowed to reach one of its addresses.
	Policy Reason = "policy"
	// Body: the request was larger than it may be, or had too many fields.
	Body Reason = "body"
	// SignIn: nobody was signed in, or somebody who may not use the wizard.
	SignIn Reason = "sign-in"
	// Stopping: the server was about to end.
	Stopping Reason = "stopping"
	// Token: another wizard asked for a test without the right token.
	Token Reason = "token"
	// Vantage: a vantage point gave no report.
	Vantage Reason = "vantage"
)

var reasons = []Reason{Rate, Cap, Share, Busy, Connections, Host, Origin, Policy, Body, SignIn, Stopping, Token, Vantage}

const other = "other"

// Metrics counts. It is safe for use by several goroutines.
type Metrics struct {
	knownCode func(code string) bool
	routes    map[string]bool
	registry  *prometheus.Registry
	auto      promauto.Factory

	probes, findings, refusals, requests *prometheus.CounterVec
	computed                             prometheus.Counter
	inFlight                             prometheus.Gauge
	probePanics                          prometheus.Counter
	probeTime, evaluateTime              prometheus.Histogram
	requestTime                          *prometheus.HistogramVec
}

// New returns metrics with a registry of their own, for a version of the wizard.
// knownCode tells whether a code is one of the catalogue's.
func New(version string, knownCode func(code string) bool) *Metrics {
	registry := prometheus.NewRegistry()
	auto := promauto.With(registry)
	counter := func(name, help string) prometheus.Counter {
		return auto.NewCounter(prometheus.CounterOpts{Name: name, Help: help})
	}
	counters := func(name, help, label string, more ...string) *prometheus.CounterVec {
		return auto.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, append([]string{label}, more...))
	}
	m := &Metrics{
		knownCode:   knownCode,
		routes:      map[string]bool{},
		registry:    registry,
		auto:        auto,
		probes:      counters("redis_wizard_probes_total", "Connection tests that ended, by verdict.", "verdict"),
		findings:    counters("redis_wizard_probe_findings_total", "Connection tests that found something, by its code; each code counts once for a test.", "code"),
		refusals:    counters("redis_wizard_refusals_total", "What was refused, by reason.", "reason"),
		requests:    counters("redis_wizard_http_requests_total", "HTTP requests, by route and class of status.", "route", "status"),
		computed:    counter("redis_wizard_computations_total", "Questions that only compute, such as evaluations, on which work began."),
		probePanics: counter("redis_wizard_probe_panics_total", "Panics in connection tests: faults of the wizard that were caught. The log has their places."),
		inFlight: auto.NewGauge(prometheus.GaugeOpts{
			Name: "redis_wizard_probes_in_flight", Help: "Connection tests that run on this server."}),
		probeTime: auto.NewHistogram(prometheus.HistogramOpts{
			Name: "redis_wizard_probe_duration_seconds", Help: "How long connection tests took.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}}),
		evaluateTime: auto.NewHistogram(prometheus.HistogramOpts{
			Name: "redis_wizard_evaluate_duration_seconds", Help: "How long it took to judge a configuration for /api/v1/evaluate.",
			Buckets: []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .5}}),
		requestTime: auto.NewHistogramVec(prometheus.HistogramOpts{
			Name: "redis_wizard_http_request_duration_seconds", Help: "How long HTTP requests took, by route.",
			Buckets: []float64{.001, .005, .01, .05, .1, .5, 1, 5, 10, 30}}, []string{"route"}),
	}
	// Series that exist from the start can be watched for their first increase.
	for _, verdict := range verdicts {
		m.probes.WithLabelValues(verdict)
	}
	for _, reason := range reasons {
		m.refusals.WithLabelValues(string(reason))
	}
	auto.NewGauge(prometheus.GaugeOpts{
		Name: "redis_wizard_build_info", Help: "Always 1; the label says which wizard this is.",
		ConstLabels: prometheus.Labels{"version": version}}).Set(1)
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Gauge measures something on demand.
func (m *Metrics) Gauge(name, help string, of func() float64) {
	m.auto.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, of)
}

var verdicts = []string{"pass", "warn", "fail"}

// Computes counts a question that is being worked on.
func (m *Metrics) Computes() { m.computed.Inc() }

// ProbeBegan counts a connection test that runs. Call ended when it has ended.
func (m *Metrics) ProbeBegan() (ended func()) {
	m.inFlight.Inc()
	return m.inFlight.Dec
}

// Probe counts a connection test that has ended. Each code counts once.
func (m *Metrics) Probe(verdict string, codes []string, took time.Duration) {
	m.probes.WithLabelValues(oneOf(verdict, verdicts)).Inc()
	m.probeTime.Observe(took.Seconds())
	seen := map[string]bool{}
	for _, code := range codes {
		if !m.knownCode(code) {
			code = other
		}
		if !seen[code] {
			seen[code] = true
			m.findings.WithLabelValues(code).Inc()
		}
	}
}

// ProbePanicked counts panics that were caught in a connection test.
func (m *Metrics) ProbePanicked(times int) { m.probePanics.Add(float64(times)) }

// Evaluated counts a judgement.
func (m *Metrics) Evaluated(took time.Duration) { m.evaluateTime.Observe(took.Seconds()) }

// Refused counts a refusal.
func (m *Metrics) Refused(reason Reason) {
	m.refusals.WithLabelValues(oneOf(reason, reasons)).Inc()
}

// Know says that there is a route, before anything is counted.
func (m *Metrics) Know(route string) { m.routes[route] = true }

// Request counts an HTTP request. The status is counted by its class, "2xx".
func (m *Metrics) Request(route string, status int, took time.Duration) {
	if !m.routes[route] {
		route = other
	}
	class := other
	if status >= 100 && status < 600 {
		class = strconv.Itoa(status/100) + "xx"
	}
	m.requests.WithLabelValues(route, class).Inc()
	m.requestTime.WithLabelValues(route).Observe(took.Seconds())
}

// Handler serves the metrics.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// oneOf is a label's value, if it is among the known ones.
func oneOf[T ~string](text T, known []T) string {
	if slices.Contains(known, text) {
		return string(text)
	}
	return other
}
