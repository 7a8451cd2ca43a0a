package connectivity

import (
	"slices"
	"strconv"
	"strings"
)

// findings are what no endpoint shows alone.
func (g *group) findings(primaries []*endpoint) []Finding {
	var out []Finding
	add := func(cause string, words map[string]string) *Finding {
		row := causeNamed(cause)
		all := map[string]string{"name": ownText(g.run.target.Sentinel.Name)}
		for name, word := range words {
			all[name] = g.run.redact.word(name, word)
		}
		out = append(out, Finding{Code: row.Code, Severity: row.Severity, Message: fill(g.language(), row.Message, all), Hint: fill(g.language(), row.Hint, all)})
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

type adder func(cause string, words map[string]string) *Finding

// findElection finds what stands in the way of a fail-over. A blind sentinel's
// view counts for nothing: what it lacks follows from why it is blind.
func (g *group) findElection(add adder) {
	var noQuorum, tilted, alone []*endpoint
	replicas, asked, quorum := len(g.of(RoleReplica)), 0, 0
	answered, seeing := 0, 0
	for _, sentinel := range g.sentinels {
		if sentinel.server.role == "sentinel" && sentinel.announced != nil {
			answered++
			if !g.blind(sentinel) {
				seeing++
			}
		}
	}
	most := 0
	for _, sentinel := range g.sentinels {
		v := sentinel.view
		if v == nil {
			continue
		}
		if v.tilt {
			tilted = append(tilted, sentinel)
		}
		if g.blind(sentinel) {
			continue
		}
		if v.noQuorum != "" {
			noQuorum = append(noQuorum, sentinel)
		}
		if v.known || v.replicasKnown {
			asked++
			replicas = max(replicas, v.replicaCount, len(v.replicas))
		}
		if v.known || v.othersKnown {
			most, quorum = max(most, v.sentinels, answered), max(quorum, v.quorum)
			if v.sentinels < seeing {
				alone = append(alone, sentinel)
			}
		}
	}
	switch {
	case len(noQuorum) > 0:
		add("quorum-impossible", map[string]string{"sentinels": g.join(noQuorum), "words": g.run.redact.replied(g.language(), noQuorum[0].view.noQuorum)})
	case most > 0 && quorum > most:
		add("quorum-too-high", map[string]string{"quorum": strconv.Itoa(quorum), "known": someSentinels.say(g.language(), most)})
	}
	if most > 0 && most < 3 {
		add("too-few-sentinels", map[string]string{"known": someSentinels.say(g.language(), most)})
	}
	if len(alone) > 0 {
		add("sentinels-apart", map[string]string{"sentinels": g.join(alone), "answered": strconv.Itoa(seeing)})
	}
	if unlisted := g.unlisted(); len(unlisted) > 0 {
		var addresses []string
		for _, address := range unlisted {
			addresses = append(addresses, g.run.redact.peer(address.String()))
		}
		cause := "sentinels-unlisted"
		if len(g.sentinels) < 3 {
			cause = "sentinels-unlisted-few"
		}
		add(cause, map[string]string{"unlisted": someOf(g.language(), addresses, mostAddresses)})
	}
	// A replica that is named as the primary has none, of course.
	named := slices.ContainsFunc(g.primaries(), func(e *endpoint) bool { return e.server.role == "slave" })
	if asked > 0 && replicas == 0 && !named {
		add("no-replicas", nil)
	}
	if len(tilted) > 0 {
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
		var blind []*endpoint
		var flags []string
		for _, sentinel := range g.namedBy(primary) {
			if sentinel.view != nil && sentinel.view.down() {
				blind = append(blind, sentinel)
				flags = sentinel.view.flags
			}
		}
		words := map[string]string{"primary": primary.Address, "sentinels": g.join(blind), "flags": strings.Join(flags, ",")}
		switch {
		case len(blind) == 0, primary.tlsMismatch():
			// A server that speaks TLS to the one and not to the other is not
			// about to be replaced; its own finding says what to do.
		case primary.passed(StepRESP):
			add("sentinel-cannot-see-primary", words).Endpoint = primary.ID
		default:
			add("fail-over-under-way", words).Endpoint = primary.ID
		}
	}
	for _, replica := range g.of(RoleReplica) {
		var blind []*endpoint
		link := ""
		for _, sentinel := range g.sentinels {
			if sentinel.view == nil {
				continue
			}
			for _, seen := range sentinel.view.replicas {
				if normalHost(seen.String()) != normalHost(replica.where.String()) {
					continue
				}
				if seen.down {
					blind = append(blind, sentinel)
				} else if seen.link != "" && seen.link != "ok" {
					link = seen.link
				}
			}
		}
		words := map[string]string{"replica": replica.Address, "sentinels": g.join(blind), "link": link}
		switch {
		case len(blind) > 0 && replica.passed(StepRESP):
			add("sentinel-cannot-see-replica", words).Endpoint = replica.ID
		case len(blind) > 0:
			add("replica-down", words).Endpoint = replica.ID
		case link != "" && !slices.ContainsFunc(replica.findings, func(f Finding) bool { return f.Code == "D12" }):
			add("replica-link-down-seen", words).Endpoint = replica.ID
		}
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
