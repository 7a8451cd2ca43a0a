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

	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/phrase"
	"redis-wizard/connectivity/internal/panics"
	"redis-wizard/connectivity/internal/peertext"
	"redis-wizard/connectivity/policy"
)

// DefaultDeadline bounds a whole probe.
const DefaultDeadline = 10 * time.Second

// Prober tries targets. The zero Prober has the policy of a server.
type Prober struct {
	Policy policy.Policy
	// Deadline bounds a whole probe. 0 means DefaultDeadline.
	Deadline time.Duration
	// Denied remembers where the names of the policy lead. Nil remembers nothing
	// between two tests.
	Denied *policy.Denied

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
	// slow is the median of pings above which a Redis is slow. 0 means that of package
	// pace.
	slow time.Duration
}

// go-redis logs to one place for the whole process, with addresses and with
// words of the server in it; everything worth knowing is in the report.
var silenceRedis = sync.OnceFunc(logging.Disable)

// Probe tries a target and reports. When observe is not nil, it is called as
// each step ends; calls never overlap. Probe returns within the deadline, and
// soon after ctx is cancelled, with every connection closed.
func (p *Prober) Probe(ctx context.Context, target Target, observe func(StepEvent)) Report {
	silenceRedis()
	target.Language = target.naming()
	deadline := p.Deadline
	if deadline <= 0 {
		deadline = DefaultDeadline
	}
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()

	run := &probe{prober: p, target: &target, redact: target.redactor(), observe: observe, faults: &faults{}}
	report := Report{Authelia: target.Authelia, Mode: target.Mode, Endpoints: []EndpointReport{}, Findings: []causes.Problem{}}
	if !panics.Catch(func() {
		started := p.now()
		run.prober = p.forTarget(ctx, &target, run.lose)
		if target.Mode == ModeSentinel && target.Sentinel != nil {
			run.tryGroup(ctx, &report)
		} else {
			run.tryServer(ctx, &report)
		}
		report.TookMS = milliseconds(p.now().Sub(started))
	}, run.lose) {
		report.Verdict = Fail // it was not finished
	}
	run.faults.admit(&report, target.Language)
	return report
}

// tryServer is the check without Sentinel: one server.
func (run *probe) tryServer(ctx context.Context, report *Report) {
	e := run.endpoint("e1", RoleRedis, Configured, Address{Host: run.target.Host, Port: run.target.Port, Key: run.target.names().Address})
	panics.Catch(func() {
		e.walk(ctx)
		e.tryNeighbours(ctx)
	}, e.broke)
	report.Endpoints = []EndpointReport{e.report()}
	report.Findings = append(report.Findings, e.all()...)
	report.Latency = e.latency
	report.Verdict = verdict(e.succeeded(), report.Findings)
}

// verdict never says pass when a step was not taken.
func verdict(works bool, findings []causes.Problem) Verdict {
	if !works {
		return Fail
	}
	for _, finding := range findings {
		if finding.Severity != causes.Info {
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
	redact  *peertext.Redactor
	observe func(StepEvent)
	tries   atomic.Int32 // of neighbours
	faults  *faults
	mutex   sync.Mutex // serialises observe, and guards each AnnouncedBy
}

// notify hands a step that has ended to whoever watches, unless that has panicked before.
func (run *probe) notify(e *endpoint) {
	run.mutex.Lock()
	defer run.mutex.Unlock()
	observe := run.observe
	if observe == nil {
		return
	}
	event := StepEvent{ID: e.ID, Endpoint: e.Endpoint, Step: *e.current, Plan: each(e.plan, func(s step) StepName { return s.name })}
	event.AnnouncedBy = slices.Clone(event.AnnouncedBy)
	run.observe = nil
	observe(event)
	run.observe = observe
}

// aside is the same run for a trial whose steps nobody is to see.
func (run *probe) aside(target *Target) *probe {
	return &probe{prober: run.prober, target: target, redact: run.redact, faults: run.faults}
}

// whenOver runs f once ctx is over, unless the function that comes back is called before.
func (run *probe) whenOver(ctx context.Context, f func()) (stop func() bool) {
	return panics.WhenOver(ctx, f, run.lose)
}

// lose notes the place of a panic that belongs to no endpoint.
func (run *probe) lose(place string) { run.faults.note(place, true) }

// faults are the places at which this program panicked during a probe.
type faults struct {
	mutex     sync.Mutex
	all, lost []string // lost are those that belong to no endpoint
}

func (f *faults) note(place string, lost bool) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.all = append(f.all, place)
	if lost {
		f.lost = append(f.lost, place)
	}
}

// admit puts into a report what went wrong with its making.
func (f *faults) admit(report *Report, l phrase.Language) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	report.Panics = slices.Clone(f.all)
	for _, place := range f.lost {
		report.Findings = append(report.Findings, problem(l, "wizard-fault-overall", map[string]string{"place": place}))
		if report.Verdict != Fail {
			report.Verdict = Warn
		}
	}
}
