package connectivity

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Bounds of what one probe tries, so that neither a configuration nor a sentinel
// can make it knock on a whole network's doors. Real groups have three or five
// sentinels and a few replicas.
const (
	maxSentinels = 16
	maxAnnounced = 16
)

// agreementPause is the wait before sentinels that disagree are asked once more:
// while a fail-over is being settled, they disagree for a fraction of a second.
const agreementPause = 1200 * time.Millisecond

// group is the check with Sentinel: every configured sentinel side by side, and
// each server that one of them announces as soon as it is announced.
type group struct {
	run       *probe
	sentinels []*endpoint

	walks     sync.WaitGroup
	mutex     sync.Mutex
	announced []*endpoint // in the order in which they were announced
	leftOut   int         // announced beyond maxAnnounced
}

func (run *probe) tryGroup(ctx context.Context, report *Report) {
	g := &group{run: run}
	nodes := run.target.Sentinel.Nodes
	for i, node := range nodes[:min(len(nodes), maxSentinels)] {
		g.sentinels = append(g.sentinels, g.sentinel(ctx, i, node))
	}
	for i, sentinel := range g.sentinels {
		g.walks.Go(func() {
			sentinel.walk(ctx)
			g.askInPlain(ctx, sentinel)
			sentinel.variantsFrom = i
			sentinel.tryNeighbours(ctx)
		})
	}
	g.walks.Wait()
	g.followPrimaries(ctx)
	g.agree(ctx)
	g.report(report)
}

func (g *group) sentinel(ctx context.Context, i int, node Address) *endpoint {
	e := g.run.endpoint(endpointID(i), RoleSentinel, Configured, node)
	e.onPrimary = func(address Address) { g.announce(ctx, e, RolePrimary, address) }
	e.onReplicas = func(addresses []Address) {
		for _, address := range addresses {
			g.announce(ctx, e, RoleReplica, address)
		}
	}
	return e
}

func endpointID(index int) string { return "e" + strconv.Itoa(index+1) }

// announce notes that somebody named a server, and begins to try it if it is
// new. A server named as primary by one and as replica by another is tried as
// both.
func (g *group) announce(ctx context.Context, by *endpoint, role Role, address Address) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	name := normalHost(address.String())
	for _, known := range g.announced {
		if normalHost(known.where.String()) != name || known.Role != role && known.Role != RolePrimary {
			continue
		}
		if known.Role == role && by.Role == RoleSentinel {
			g.credit(known, by)
		}
		return
	}
	if len(g.announced) == maxAnnounced {
		g.leftOut++
		return
	}
	id := endpointID(len(g.sentinels) + len(g.announced))
	e := g.run.endpoint(id, role, Announced, address)
	e.announcer = by
	g.credit(e, by)
	g.announced = append(g.announced, e)
	g.walks.Go(func() {
		e.walk(ctx)
		if role == RolePrimary {
			e.tryNeighbours(ctx)
		}
	})
}

func (g *group) credit(e, by *endpoint) {
	g.run.mutex.Lock()
	defer g.run.mutex.Unlock()
	if !slices.Contains(e.AnnouncedBy, by.ID) {
		e.AnnouncedBy = append(e.AnnouncedBy, by.ID)
		slices.SortFunc(e.AnnouncedBy, func(a, b string) int { // e2 stands before e10
			return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
		})
	}
}

// followPrimaries tries the replicas that a primary knows and no sentinel has
// named: those that have just come, or all of them where the sentinels' user may
// not ask.
func (g *group) followPrimaries(ctx context.Context) {
	for _, primary := range g.primaries() {
		for _, address := range primary.replicas {
			g.announce(ctx, primary, RoleReplica, address)
		}
	}
	g.walks.Wait()
}

// agree asks once more where the sentinels named different primaries.
func (g *group) agree(ctx context.Context) {
	if len(g.primaries()) < 2 {
		return
	}
	select {
	case <-ctx.Done():
		return
	case <-time.After(agreementPause):
	}
	for _, sentinel := range g.sentinels {
		if sentinel.announced == nil {
			continue
		}
		g.walks.Go(func() {
			again := sentinel.trial()
			again.walk(ctx)
			if again.announced != nil {
				sentinel.announced = again.announced
				g.announce(ctx, sentinel, RolePrimary, *again.announced)
			}
		})
	}
	g.walks.Wait()
}

// primaries are the servers that sentinels name as the primary now.
func (g *group) primaries() []*endpoint {
	var primaries []*endpoint
	for _, e := range g.announced {
		if e.Role == RolePrimary && len(g.namedBy(e)) > 0 {
			primaries = append(primaries, e)
		}
	}
	return primaries
}

// namedBy are the sentinels whose last word on the primary is this server.
func (g *group) namedBy(primary *endpoint) []*endpoint {
	var by []*endpoint
	for _, sentinel := range g.sentinels {
		if sentinel.announced != nil && normalHost(sentinel.announced.String()) == normalHost(primary.where.String()) {
			by = append(by, sentinel)
		}
	}
	return by
}

func (g *group) of(role Role) []*endpoint {
	return slices.DeleteFunc(slices.Clone(g.announced), func(e *endpoint) bool { return e.Role != role })
}

// report puts everything together.
func (g *group) report(report *Report) {
	g.findMixedTLS()
	primaries := g.primaries()
	works := slices.ContainsFunc(primaries, (*endpoint).succeeded)
	report.Endpoints, report.Findings = []EndpointReport{}, []Finding{}
	for _, e := range append(slices.Clone(g.sentinels), g.announced...) {
		report.Endpoints = append(report.Endpoints, e.report())
		for _, finding := range e.findings {
			// Authelia asks the next sentinel, and needs no replica: the group
			// is no better off, but it works.
			if finding.Severity == SeverityError && (e.Role == RoleReplica || works && !e.succeeded()) {
				finding.Severity = SeverityWarning
			}
			report.Findings = append(report.Findings, finding)
		}
	}
	report.Findings = append(report.Findings, g.findings(primaries)...)
	report.Topology = g.topology(primaries)
	for _, primary := range primaries {
		if primary.succeeded() {
			report.Latency = primary.latency
			break
		}
	}
	report.Verdict = verdict(works, report.Findings)
}

func (g *group) topology(primaries []*endpoint) *Topology {
	t := &Topology{SentinelName: ownText(g.run.target.Sentinel.Name), Replicas: []string{}, Sentinels: []string{}, Unlisted: []string{}}
	for _, sentinel := range g.sentinels {
		if sentinel.server.role == "sentinel" {
			t.Sentinels = append(t.Sentinels, sentinel.Address)
		}
	}
	for _, primary := range primaries {
		// The one that works; without any, the first that was announced.
		if t.Primary == "" || primary.succeeded() {
			t.Primary = primary.Address
		}
		if primary.succeeded() {
			break
		}
	}
	for _, replica := range g.of(RoleReplica) {
		t.Replicas = append(t.Replicas, replica.Address)
	}
	for _, address := range g.unlisted() {
		t.Unlisted = append(t.Unlisted, g.run.redact.clean(address.String()))
	}
	return t
}

// unlisted are the sentinels that the others know and the configuration lacks.
func (g *group) unlisted() []Address {
	listed := map[string]bool{}
	for _, node := range g.run.target.Sentinel.Nodes {
		listed[normalHost(node.String())] = true
	}
	for _, sentinel := range g.sentinels {
		for _, address := range sentinel.allowed {
			listed[address.String()] = true
		}
	}
	var unlisted []Address
	for _, sentinel := range g.sentinels {
		if sentinel.view == nil {
			continue
		}
		for _, other := range sentinel.view.others {
			if name := normalHost(other.String()); !listed[name] && len(unlisted) < maxAnnounced {
				listed[name] = true
				unlisted = append(unlisted, other)
			}
		}
	}
	return unlisted
}

// join writes the addresses of endpoints as a list.
func join(endpoints []*endpoint) string {
	var addresses []string
	for _, e := range endpoints {
		addresses = append(addresses, e.Address)
	}
	return joinWords(addresses, "and")
}

// answersOf tells who names which primary.
func (g *group) answersOf(primaries []*endpoint) string {
	var answers []string
	for _, primary := range primaries {
		answers = append(answers, join(g.namedBy(primary))+": "+primary.Address)
	}
	return strings.Join(answers, "; ")
}
