package connectivity

import (
	"cmp"
	"context"
	"net"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9/logging"
)

// DefaultDeadline bounds a whole probe.
const DefaultDeadline = 10 * time.Second

// Prober tries targets. The zero Prober has the policy of a server.
type Prober struct {
	Policy Policy
	// Deadline bounds a whole probe. 0 means DefaultDeadline.
	Deadline time.Duration
	// Denied remembers where the names of the policy lead. Nil remembers nothing
	// between two tests.
	Denied *Denied

	// Resolve looks a host name up. Nil means the system's resolver.
	Resolve func(ctx context.Context, host string) ([]netip.Addr, error)
	// Dial opens a connection to an address that the policy has allowed:
	// network is "tcp" or "unix". Nil means the real thing, which asks the
	// policy once more just before it connects.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Now is the clock. Nil means time.Now.
	Now func() time.Time

	// settle is the wait before sentinels that disagree are asked once more. 0
	// means agreementPause.
	settle time.Duration
}

// go-redis logs to one place for the whole process, with addresses and with
// words of the server in it; everything worth knowing is in the report.
var silenceRedis = sync.OnceFunc(logging.Disable)

// Probe tries a target and reports. When observe is not nil, it is called as
// each step ends; calls never overlap. Probe returns within the deadline, and
// soon after ctx is cancelled, with every connection closed.
func (p *Prober) Probe(ctx context.Context, target Target, observe func(StepEvent)) Report {
	silenceRedis()
	deadline := p.Deadline
	if deadline <= 0 {
		deadline = DefaultDeadline
	}
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()

	run := &probe{
		prober: p, target: &target, redact: target.redactor(), observe: observe, panics: &panics{}, lost: &panics{},
	}
	report := Report{Authelia: target.Authelia, Mode: target.Mode, Endpoints: []EndpointReport{}, Findings: []Finding{}}
	if !run.safely(func() {
		started := p.now()
		run.prober = p.forTarget(ctx, &target, run.lose)
		if target.Mode == ModeSentinel && target.Sentinel != nil {
			run.tryGroup(ctx, &report)
		} else {
			run.tryServer(ctx, &report)
		}
		report.TookMS = milliseconds(p.now().Sub(started))
	}) {
		report.Verdict = Fail // it was not finished
	}
	run.admit(&report)
	return report
}

// tryServer is the check without Sentinel: one server.
func (run *probe) tryServer(ctx context.Context, report *Report) {
	e := run.endpoint("e1", RoleRedis, Configured, Address{Host: run.target.Host, Port: run.target.Port, Key: "session.redis"})
	e.safely(func() {
		e.walk(ctx)
		e.tryNeighbours(ctx)
	})
	report.Endpoints = []EndpointReport{e.report()}
	report.Findings = append(report.Findings, e.all()...)
	report.Latency = e.latency
	report.Verdict = verdict(e.succeeded(), report.Findings)
}

// verdict never says pass when a step was not taken.
func verdict(works bool, findings []Finding) Verdict {
	if !works {
		return Fail
	}
	for _, finding := range findings {
		if finding.Severity != SeverityInfo {
			return Warn
		}
	}
	return Pass
}

func (p *Prober) now() time.Time {
	if p.Now != nil {
		return p.Now()
	}
	return time.Now()
}

func (p *Prober) pause() time.Duration { return cmp.Or(p.settle, agreementPause) }

// probe is one run of a Prober.
type probe struct {
	prober  *Prober
	target  *Target
	redact  *redactor
	observe func(StepEvent)
	tries   atomic.Int32 // of neighbours
	panics  *panics      // all that were caught
	lost    *panics      // those of them that belong to no endpoint
	mutex   sync.Mutex   // serialises observe, and guards each AnnouncedBy
}

// tell hands a step that has ended to whoever watches.
func (run *probe) tell(e *endpoint) {
	if run.observe == nil {
		return
	}
	run.mutex.Lock()
	defer run.mutex.Unlock()
	event := StepEvent{Endpoint: e.Endpoint, Step: *e.current}
	event.AnnouncedBy = slices.Clone(event.AnnouncedBy)
	run.observe(event)
}

// aside is the same run for a trial whose steps nobody is to see.
func (run *probe) aside(target *Target) *probe {
	return &probe{prober: run.prober, target: target, redact: run.redact, panics: run.panics, lost: run.lost}
}
