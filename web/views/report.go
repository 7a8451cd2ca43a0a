package views

import (
	"strconv"

	"redis-wizard/configschema"
)

// Report is the outcome of a connection test, as the page shows it.
type Report struct {
	Verdict   string // "pass", "warn" or "fail"
	Authelia  string
	Took      float64 // milliseconds
	Endpoints []Endpoint
	Findings  []Finding
	Topology  *Topology
	Latency   *Latency
}

// Finding is a problem that the test found, and the address it was found at;
// empty when it concerns the deployment as a whole.
type Finding struct {
	Problem configschema.Problem
	Address string
}

// Endpoint is one address that was tried.
type Endpoint struct {
	ID, Role, Address string
	// Announced tells that a sentinel named it, rather than the form.
	Announced bool
	Steps     []Step
}

// Step is one stage of an endpoint's test.
type Step struct {
	Step, Status, Code, Message, Hint string
	Took                              float64 // milliseconds
}

// Topology is what the sentinels said about the replicated set.
type Topology struct {
	SentinelName, Primary string
	Replicas, Sentinels   []string
}

// Latency is how long Redis took to answer, in milliseconds.
type Latency struct {
	Samples            int
	Min, P50, P95, Max float64
}

// milliseconds writes a duration with as many digits as are of use. The script
// has the same numbers and leaves the format to the browser's toFixed.
func milliseconds(ms float64) string {
	if ms >= 100 {
		return strconv.FormatFloat(ms, 'f', 0, 64)
	}
	return strconv.FormatFloat(ms, 'f', 1, 64)
}

func (l *Latency) orZero() Latency {
	if l == nil {
		return Latency{}
	}
	return *l
}

func (t *Topology) orZero() Topology {
	if t == nil {
		return Topology{}
	}
	return *t
}
