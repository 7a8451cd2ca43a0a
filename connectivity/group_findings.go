package connectivity

import (
	"slices"
	"strconv"
	"strings"

	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity/internal/peertext"
	"redis-wizard/connectivity/internal/wording"
	"redis-wizard/connectivity/policy"
)

// findings are what no endpoint shows alone.
func (g *group) findings(primaries []*endpoint) []causes.Problem {
	var out []causes.Problem
	add := func(cause string, words map[string]string) *causes.Problem {
		all := map[string]string{"name": peertext.Typed(g.run.target.Sentinel.Name)}
		for name, word := range words {
			all[name] = g.run.redact.Word(name, word)
		}
		out = append(out, problem(g.language(), cause, all))
		return &out[len(out)-1]
	}
	given := len(g.run.target.Sentinel.Nodes)
	if given == 0 {
		add("no-sentinels", nil)
	}
	if asked := len(g.sentinels); given > asked {
		add("too-many-sentinels", map[string]string{"tried": strconv.Itoa(asked), "given": strconv.Itoa(given)})
	}
	if g.leftOut > 0 {
		add("too-many-announced", map[string]string{"tried": strconv.Itoa(maxAnnounced), "more": strconv.Itoa(g.leftOut)})
	}
	if len(primaries) > 1 {
		add("sentinels-disagree", map[string]string{"answers": g.answersOf(primaries)})
	}
	g.findDown(primaries, add)
	g.findElection(add)
	g.findLoopback(add)
	g.findName(add)
	return out
}

type adder func(cause string, words map[string]string) *causes.Problem

// findElection finds what stands in the way of a fail-over. A blind sentinel's
// view counts for nothing: what it lacks follows from why it is blind.
func (g *group) findElection(add adder) {
	names := func(e *endpoint) bool { return e.server.role == "sentinel" && e.announced != nil }
	sees := func(e *endpoint) bool { return e.view != nil && !g.blind(e) }
	answered := len(g.which(names))
	seeing := len(g.which(func(e *endpoint) bool { return names(e) && !g.blind(e) }))
	replicas, asked, most, quorum := len(g.of(RoleReplica)), false, 0, 0
	for _, sentinel := range g.which(sees) {
		v := sentinel.view
		if v.known || v.replicasKnown {
			asked, replicas = true, max(replicas, v.replicaCount, len(v.replicas))
		}
		if v.known || v.othersKnown {
			most, quorum = max(most, v.sentinels, answered), max(quorum, v.quorum)
		}
	}
	alone := g.which(func(e *endpoint) bool {
		return sees(e) && (e.view.known || e.view.othersKnown) && e.view.sentinels < seeing
	})
	switch noQuorum := g.which(func(e *endpoint) bool { return sees(e) && e.view.noQuorum != "" }); {
	case len(noQuorum) > 0:
		add("quorum-impossible", map[string]string{"sentinels": g.join(noQuorum), "words": g.run.redact.Replied(g.language(), noQuorum[0].view.noQuorum)})
	case most > 0 && quorum > most:
		add("quorum-too-high", map[string]string{"quorum": strconv.Itoa(quorum), "known": wording.Sentinels.Say(g.language(), most)})
	}
	if most > 0 && most < 3 {
		add("too-few-sentinels", map[string]string{"known": wording.Sentinels.Say(g.language(), most)})
	}
	if len(alone) > 0 {
		add("sentinels-apart", map[string]string{"sentinels": g.join(alone), "answered": strconv.Itoa(seeing)})
	}
	if unlisted := g.unlisted(); len(unlisted) > 0 {
		cause := "sentinels-unlisted"
		if len(g.sentinels) < 3 {
			cause = "sentinels-unlisted-few"
		}
		add(cause, map[string]string{"unlisted": wording.SomeOf(g.language(), unlisted, mostAddresses)})
	}
	// A replica that is named as the primary has none, of course.
	named := slices.ContainsFunc(g.primaries(), func(e *endpoint) bool { return e.server.role == "slave" })
	if asked && replicas == 0 && !named {
		add("no-replicas", nil)
	}
	if tilted := g.which(func(e *endpoint) bool { return e.view != nil && e.view.tilt }); len(tilted) > 0 {
		add("sentinel-tilt", map[string]string{"sentinels": g.join(tilted)})
	}
}

// blind tells whether a sentinel takes for dead a primary that answers here, or
// one through which it has found nobody yet: it finds replicas and other
// sentinels by asking the primary.
func (g *group) blind(sentinel *endpoint) bool {
	if sentinel.view == nil || !sentinel.view.down() {
		return false
	}
	foundNobody := sentinel.view.sentinels <= 1 && sentinel.view.replicaCount == 0
	return foundNobody || slices.ContainsFunc(g.primaries(), func(primary *endpoint) bool {
		return primary.passed(StepRESP) && slices.Contains(g.namedBy(primary), sentinel)
	})
}

// findDown compares what the sentinels see of the servers with what we see.
func (g *group) findDown(primaries []*endpoint, add adder) {
	for _, primary := range primaries {
		blind := only(g.namedBy(primary), func(e *endpoint) bool { return e.view != nil && e.view.down() })
		if len(blind) == 0 || primary.tlsMismatch() {
			// A server that speaks TLS to the one and not to the other is not
			// about to be replaced; its own finding says what to do.
			continue
		}
		cause := "fail-over-under-way"
		if primary.passed(StepRESP) {
			cause = "sentinel-cannot-see-primary"
		}
		add(cause, map[string]string{
			"primary": primary.Address, "sentinels": g.join(blind), "flags": strings.Join(blind[len(blind)-1].view.flags, ","),
		}).Endpoint = primary.ID
	}
	for _, replica := range g.of(RoleReplica) {
		link := ""
		blind := g.which(func(e *endpoint) (down bool) {
			if e.view == nil {
				return false
			}
			for _, seen := range e.view.replicas {
				switch {
				case policy.NormalHost(seen.String()) != policy.NormalHost(replica.where.String()):
				case seen.down:
					down = true
				case seen.link != "" && seen.link != "ok":
					link = seen.link
				}
			}
			return down
		})
		cause := ""
		switch {
		case len(blind) > 0 && replica.passed(StepRESP):
			cause = "sentinel-cannot-see-replica"
		case len(blind) > 0:
			cause = "replica-down"
		case link != "" && !slices.ContainsFunc(replica.findings, func(f causes.Problem) bool { return f.Code == "D12" }):
			cause = "replica-link-down-seen"
		default:
			continue
		}
		add(cause, map[string]string{"replica": replica.Address, "sentinels": g.join(blind), "link": link}).Endpoint = replica.ID
	}
}

// findLoopback is for a loopback address that works here by accident, because
// this happens to be the server's own machine: a sentinel that is reached over
// the network sends everybody to their own one.
func (g *group) findLoopback(add adder) {
	for _, e := range g.announced {
		if e.announcer.dialled == "" || e.announcer.sameMachine() || !e.passed(StepConnect) || !e.sameMachine() {
			continue
		}
		add("announced-loopback-works", map[string]string{"address": e.Address, "sentinel": e.announcer.Address}).Endpoint = e.ID
	}
}
