// Package metrics counts what a wizard does, for Prometheus. No label holds
// anything that a client can choose: no address, host, user or secret. What is
// not among the known values of a label counts as "other", so that the number
// of series is bounded.
package metrics

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
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

// Options says what the labels may hold, and what is measured on demand.
type Options struct {
	// Version of the wizard.
	Version string
	// KnownCode tells whether a code is one of the catalogue's.
	KnownCode func(code string) bool
	// Routes are the known routes.
	Routes []string
	// Shared tells whether the limits are shared with other replicas just now.
	Shared func() bool
	// Working is how many questions that only compute are worked on just now, Waiting
	// how many wait for that, and Held how many bytes all have, with their answers.
	Working, Waiting func() int
	Held             func() int64
}

// Metrics counts. It is safe for use by several goroutines.
type Metrics struct {
	options  Options
	routes   map[string]bool
	registry *prometheus.Registry

	probes, findings, refusals, requests *prometheus.CounterVec
	computed                             prometheus.Counter
	inFlight                             prometheus.Gauge
	probePanics                          prometheus.Counter
	probeTime, evaluateTime              prometheus.Histogram
	requestTime                          *prometheus.HistogramVec
}

// New returns metrics with a registry of their own.
func New(options Options) *Metrics {
	m := &Metrics{
		options:  options,
		routes:   map[string]bool{},
		registry: prometheus.NewRegistry(),
		probes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "redis_wizard_probes_total", Help: "Connection tests that ended, by verdict."}, []string{"verdict"}),
		findings: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "redis_wizard_probe_findings_total", Help: "Connection tests that found something, by its code; each code counts once for a test."}, []string{"code"}),
		refusals: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "redis_wizard_refusals_total", Help: "What was refused, by reason."}, []string{"reason"}),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "redis_wizard_http_requests_total", Help: "HTTP requests, by route and class of status."}, []string{"route", "status"}),
		computed: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "redis_wizard_computations_total", Help: "Questions that only compute, such as evaluations, on which work began."}),
		probePanics: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "redis_wizard_probe_panics_total", Help: "Panics in connection tests: faults of the wizard that were caught. The log has their places."}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "redis_wizard_probes_in_flight", Help: "Connection tests that run on this server."}),
		probeTime: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "redis_wizard_probe_duration_seconds", Help: "How long connection tests took.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}}),
		evaluateTime: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "redis_wizard_evaluate_duration_seconds", Help: "How long it took to judge a configuration for /api/v1/evaluate.",
			Buckets: []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .5}}),
		requestTime: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "redis_wizard_http_request_duration_seconds", Help: "How long HTTP requests took, by route.",
			Buckets: []float64{.001, .005, .01, .05, .1, .5, 1, 5, 10, 30}}, []string{"route"}),
	}
	for _, route := range options.Routes {
		m.routes[route] = true
	}
	// Series that exist from the start can be watched for their first increase.
	for _, verdict := range verdicts {
		m.probes.WithLabelValues(verdict)
	}
	for _, reason := range reasons {
		m.refusals.WithLabelValues(string(reason))
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "redis_wizard_build_info", Help: "Always 1; the label says which wizard this is.",
		ConstLabels: prometheus.Labels{"version": options.Version}})
	build.Set(1)
	m.registry.MustRegister(m.probes, m.findings, m.refusals, m.requests, m.computed, m.inFlight, m.probePanics, m.probeTime, m.evaluateTime, m.requestTime, build,
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "redis_wizard_limits_shared", Help: "1 while limits are counted together with other replicas, 0 while this server counts alone."}, m.shared),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "redis_wizard_computations_in_flight", Help: "Questions that only compute and are worked on."}, count(options.Working)),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "redis_wizard_computations_waiting", Help: "Questions that wait to be worked on."}, count(options.Waiting)),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "redis_wizard_requests_held_bytes", Help: "Bytes of the bodies that have arrived and are not answered, and of answers that are not read."}, count(options.Held)),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *Metrics) shared() float64 {
	if m.options.Shared != nil && m.options.Shared() {
		return 1
	}
	return 0
}

var verdicts = []string{"pass", "warn", "fail"}

// count is a number for a gauge, 0 where nobody counts.
func count[T int | int64](of func() T) func() float64 {
	return func() float64 {
		if of == nil {
			return 0
		}
		return float64(of())
	}
}

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
		if m.options.KnownCode == nil || !m.options.KnownCode(code) {
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
	m.refusals.WithLabelValues(oneOf(string(reason), asTexts(reasons))).Inc()
}

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

func oneOf(text string, known []string) string {
	for _, one := range known {
		if text == one {
			return text
		}
	}
	return other
}

func asTexts(reasons []Reason) []string {
	texts := make([]string, len(reasons))
	for i, reason := range reasons {
		texts[i] = string(reason)
	}
	return texts
}
