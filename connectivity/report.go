package connectivity

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"time"

	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/phrase"
)

// Verdict is the answer to "could Authelia keep its sessions there?".
type Verdict string

// The verdicts.
const (
	Pass Verdict = "pass" // yes
	Warn Verdict = "warn" // yes, but something will hurt
	Fail Verdict = "fail" // no
)

// Role is what an endpoint is in the deployment.
type Role string

// The roles.
const (
	RoleRedis    Role = "redis"    // the one server of a set-up without Sentinel
	RoleSentinel Role = "sentinel" // a sentinel
	RolePrimary  Role = "primary"  // the server that sentinels announce as the primary
	RoleReplica  Role = "replica"  // a server that follows a primary
)

// Origin says where an address comes from.
type Origin string

// The origins.
const (
	Configured Origin = "configured" // from the configuration
	Announced  Origin = "announced"  // named by a sentinel
)

// Status is how a step ended.
type Status string

// The statuses.
const (
	Passed  Status = "passed"
	Warned  Status = "warned"
	Failed  Status = "failed"
	Skipped Status = "skipped" // not tried, so neither good nor bad
)

// Report is what a probe saw. It is plain data: the page, the API and the
// command line print the same value.
type Report struct {
	Verdict Verdict `json:"verdict"`
	// Conclusive is false beside a verdict of fail that tells nothing about Authelia; nil
	// everywhere else.
	Conclusive *bool `json:"conclusive,omitempty"`
	// Elsewhere are the commands with which the same test runs where Authelia does: for
	// a test that could not be made from here.
	Elsewhere []string `json:"elsewhere,omitempty"`
	Authelia  string   `json:"authelia"`
	Mode      Mode     `json:"mode"`
	// Vantage is the name of the place that it was made from, where that was not
	// here: whoever asked there sets it.
	Vantage string `json:"vantage,omitempty"`
	// TookMS is the duration of the whole probe in milliseconds, as every
	// field of that suffix is for its part.
	TookMS    float64          `json:"took_ms"`
	Endpoints []EndpointReport `json:"endpoints"`
	Findings  Findings         `json:"findings"`
	// Topology is what the sentinels said; nil without Sentinel.
	Topology *Topology `json:"topology,omitempty"`
	// Latency is that of the server which holds the sessions; nil when it was
	// not measured.
	Latency *Latency `json:"latency,omitempty"`
	// Panics are the places in this program that panicked during the probe: a
	// function and its line for each, and nothing that was typed. They are for
	// whoever runs it, to count and to log; the person has a finding for each.
	Panics []string `json:"-"`
}

// Outcome is a verdict as people are told it: whether anything was tried, and whether that
// says anything.
type Outcome string

// The outcomes, beside the verdicts.
const (
	Untested     Outcome = "untested"     // Authelia would not start
	Unused       Outcome = "unused"       // there is nothing to try
	Inconclusive Outcome = "inconclusive" // what failed says nothing about Authelia
)

// NoRedis is the code of a finding that there is nothing to try.
const NoRedis = "no-redis"

// Outcome is that of the report.
func (r Report) Outcome() Outcome {
	switch {
	case r.Verdict != Fail:
	case r.Conclusive != nil && !*r.Conclusive:
		return Inconclusive
	case slices.ContainsFunc(r.Findings, func(f causes.Problem) bool { return f.Code == NoRedis }):
		return Unused
	case len(r.Endpoints) == 0:
		return Untested
	}
	return Outcome(r.Verdict)
}

// In is a report that was made in several languages at once, in the one of that number:
// see phrase.Every.
func (r Report) In(language int) Report {
	only := func(text *string) { *text = phrase.Only(language, *text) }
	r.Endpoints, r.Findings = slices.Clone(r.Endpoints), slices.Clone(r.Findings)
	for i := range r.Endpoints {
		e := &r.Endpoints[i]
		e.Steps = slices.Clone(e.Steps)
		for j := range e.Steps {
			only(&e.Steps[j].Message)
			only(&e.Steps[j].Hint)
		}
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		only(&f.Title)
		only(&f.Message)
		only(&f.Hint)
		if f.Fix != nil {
			fix := *f.Fix
			only(&fix.Label)
			f.Fix = &fix
		}
	}
	return r
}

// Endpoint names one address that was tried.
type Endpoint struct {
	Role    Role   `json:"role"`
	Address string `json:"address"`
	Origin  Origin `json:"origin"`
	// AnnouncedBy holds the ids of the sentinels that named the address, as far
	// as they had answered; that of the primary for a replica which only the
	// primary named. Empty for a configured one.
	AnnouncedBy []string `json:"announced_by,omitempty"`
}

// EndpointReport is an endpoint with its steps, in the order of steps.go.
type EndpointReport struct {
	ID string `json:"id"` // "e1", "e2", … in the order of the report
	Endpoint
	// Server is what the server says it is; nil when it did not say.
	Server *Server `json:"server,omitempty"`
	Steps  []Step  `json:"steps"`
}

// Server is a server's own word about itself.
type Server struct {
	Software string `json:"software"` // "Redis", "Valkey", …
	Version  string `json:"version"`
}

// Step is how one step of one endpoint ended.
type Step struct {
	Step   StepName `json:"step"`
	Status Status   `json:"status"`
	// Code is that of the cause in the causes.Tested; empty when all is well.
	Code    string  `json:"code,omitempty"`
	Message string  `json:"message"`
	Hint    string  `json:"hint,omitempty"`
	TookMS  float64 `json:"took_ms"`
}

// StepEvent is a step as it ends, with its endpoint. In JSON it is one flat object.
type StepEvent struct {
	ID string `json:"endpoint"`
	Endpoint
	Step
	// Plan are all steps that the endpoint is to take; nil where that is not known.
	Plan []StepName `json:"-"`
}

// Findings are what the person should know, and what to do about it.
type Findings []causes.Problem

// Finding is a problem as a report's JSON has it, where it is found at an endpoint and at
// no place in a file.
type Finding struct {
	Code     string          `json:"code"`
	Severity causes.Severity `json:"severity"`
	Endpoint string          `json:"endpoint,omitempty"`
	Message  string          `json:"message"`
	Lang     string          `json:"lang,omitempty"`
	Hint     string          `json:"hint,omitempty"`
	Fix      *causes.Fix     `json:"fix,omitempty"`
}

// MarshalJSON writes a list of findings. Whether <, > and & are escaped is left to who
// writes the report.
func (f Findings) MarshalJSON() ([]byte, error) {
	var list []Finding
	if f != nil {
		list = make([]Finding, len(f))
	}
	for i, p := range f {
		list[i] = Finding{p.Code, p.Severity, p.Endpoint, p.Message, p.Lang, p.Hint, p.Fix}
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(list)
	return text.Bytes(), err
}

// UnmarshalJSON reads a list of findings, such as another wizard sends.
func (f *Findings) UnmarshalJSON(text []byte) error {
	var list []Finding
	if err := json.Unmarshal(text, &list); err != nil || list == nil {
		return err
	}
	*f = make(Findings, len(list))
	for i, p := range list {
		(*f)[i] = causes.Problem{Code: p.Code, Severity: p.Severity, Endpoint: p.Endpoint, Message: p.Message, Lang: p.Lang, Hint: p.Hint, Fix: p.Fix}
	}
	return nil
}

// Topology is the deployment as its sentinels describe it.
type Topology struct {
	SentinelName string   `json:"sentinel_name"`
	Primary      string   `json:"primary"`
	Replicas     []string `json:"replicas"`
	// Sentinels are those that answered as sentinels.
	Sentinels []string `json:"sentinels"`
	// Unlisted are sentinels that the others know and the configuration lacks.
	Unlisted []string `json:"unlisted"`
}

// Latency holds the round trips of PINGs on one open connection.
type Latency struct {
	// ValuesMS are the samples in the order in which they were taken.
	ValuesMS []float64 `json:"values_ms"`
	Samples  int       `json:"samples"`
	MinMS    float64   `json:"min_ms"`
	P50MS    float64   `json:"p50_ms"`
	P95MS    float64   `json:"p95_ms"`
	MaxMS    float64   `json:"max_ms"`
}

// milliseconds rounds to a hundredth: finer figures are noise.
func milliseconds(d time.Duration) float64 {
	return math.Round(float64(d)/float64(time.Millisecond)*100) / 100
}
