package connectivity

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"sync"
	"time"

	"redis-wizard/configschema/phrase"
	"redis-wizard/connectivity/internal/panics"
	"redis-wizard/connectivity/policy"
)

// Bounds of what one probe tries, so that neither a configuration nor a sentinel
// can make it knock on a whole network's doors. Real groups have three or five
// sentinels and a few replicas. Where none of the first sentinels names a primary,
// the others decide whether Authelia finds one, and are asked as well.
const (
	maxSentinels  = 16
	lastSentinels = 64
	maxAnnounced  = 16
)

// agreementPause is the wait before sentinels that disagree are asked once more:
// while a fail-over is being settled, they disagree for a fraction of a second.
const agreementPause = 1200 * time.Millisecond

// group is the check with Sentinel: every configured sentinel side by side, and
// each server that one of them announces as soon as it is announced.
type group struct {
	run       *probe
	sentinels []*endpoint

	walks     panics.Group
	mutex     sync.Mutex
	announced []*endpoint // in the order in which they were announced
	leftOut   int         // announced beyond maxAnnounced
}

func (run *probe) tryGroup(ctx context.Context, report *Report) {
	g := &group{run: run}
	panics.Catch(func() {
		g.ask(ctx, maxSentinels)
		if len(g.announced) == 0 {
			g.ask(ctx, lastSentinels)
		}
		g.followPrimaries(ctx)
		g.agree(ctx)
	}, run.lose)
	g.walks.Wait()
	g.report(report)
}

// ask tries the configured sentinels up to the limit that have not been tried.
func (g *group) ask(ctx context.Context, limit int) {
	asked, nodes := len(g.sentinels), g.run.target.Sentinel.Nodes
	for i := asked; i < min(len(nodes), limit); i++ {
		g.sentinels = append(g.sentinels, g.sentinel(ctx, i, nodes[i]))
	}
	for i, sentinel := range g.sentinels[asked:] {
		g.walks.Start(func() {
			sentinel.walk(ctx)
			g.askAnyway(ctx, sentinel)
			sentinel.variantsFrom = i
			sentinel.tryNeighbours(ctx)
		}, sentinel.broke)
	}
	g.walks.Wait()
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
	name := policy.NormalHost(address.String())
	for _, known := range g.announced {
		if policy.NormalHost(known.where.String()) != name || known.Role != role && known.Role != RolePrimary {
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
	g.walks.Start(func() {
		e.walk(ctx)
		if role == RolePrimary {
			e.tryNeighbours(ctx)
		}
	}, e.broke)
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
	case <-time.After(g.run.prober.pause()):
	}
	for _, sentinel := range g.sentinels {
		if sentinel.announced == nil {
			continue
		}
		g.walks.Start(func() {
			again := sentinel.trial()
			again.walk(ctx)
			if again.announced != nil {
				sentinel.announced = again.announced
				g.announce(ctx, sentinel, RolePrimary, *again.announced)
			}
		}, sentinel.broke)
	}
	g.walks.Wait()
}

// primaries are the servers that sentinels name as the primary now.
func (g *group) primaries() []*endpoint {
	return only(g.of(RolePrimary), func(e *endpoint) bool { return len(g.namedBy(e)) > 0 })
}

// namedBy are the sentinels whose last word on the primary is this server.
func (g *group) namedBy(primary *endpoint) []*endpoint {
	return g.which(func(sentinel *endpoint) bool {
		return sentinel.announced != nil && policy.NormalHost(sentinel.announced.String()) == policy.NormalHost(primary.where.String())
	})
}

// all are the sentinels and the servers, in the order of the report.
func (g *group) all() []*endpoint { return slices.Concat(g.sentinels, g.announced) }

func (g *group) of(role Role) []*endpoint {
	return only(g.announced, func(e *endpoint) bool { return e.Role == role })
}

// which are the sentinels of which something is the case.
func (g *group) which(holds func(*endpoint) bool) []*endpoint { return only(g.sentinels, holds) }

// only are those of a list of which something is the case.
func only[T any](list []T, holds func(T) bool) (out []T) {
	for _, one := range list {
		if holds(one) {
			out = append(out, one)
		}
	}
	return out
}

func (g *group) language() phrase.Language { return g.run.target.Language }

// each is what a function makes of each of a list.
func each[From, To any](list []From, of func(From) To) []To {
	out := make([]To, len(list))
	for i, one := range list {
		out[i] = of(one)
	}
	return out
}
