package connectivity

import (
	"math/rand"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity/internal/peertext"
	"redis-wizard/connectivity/internal/wording"
	"redis-wizard/connectivity/policy"
	"redis-wizard/connectivity/release"
)

// report puts everything together.
func (g *group) report(report *Report) {
	g.findMixedTLS()
	g.keepCommonNames()
	primaries := g.primaries()
	starts := g.startsPast()
	works := slices.ContainsFunc(primaries, (*endpoint).succeeded) && g.tellsReplicas() && starts
	for _, e := range g.all() {
		report.Endpoints = append(report.Endpoints, e.report())
		for _, finding := range e.all() {
			// Authelia asks the next sentinel, and needs no replica: the group
			// is no better off, but it works.
			if finding.Severity == causes.Error && finding.Code != wizardFault && (e.Role == RoleReplica || works && !e.succeeded()) {
				finding.Severity = causes.Warning
			}
			report.Findings = append(report.Findings, finding)
		}
	}
	report.Findings = append(report.Findings, g.findings(primaries)...)
	report.Topology = g.topology(primaries)
	if i := slices.IndexFunc(primaries, (*endpoint).succeeded); i >= 0 {
		report.Latency = primaries[i].latency
	}
	report.Verdict = verdict(works, report.Findings)
}

// tellsReplicas tells whether Authelia learns the replicas from one of the
// sentinels, where it does not start without.
func (g *group) tellsReplicas() bool {
	return !g.run.target.release().FindsAsCluster() || slices.ContainsFunc(g.sentinels, func(e *endpoint) bool {
		return e.view != nil && e.view.replicasKnown
	})
}

func (g *group) topology(primaries []*endpoint) *Topology {
	t := &Topology{
		SentinelName: peertext.TypedWithBlanks(g.run.target.Sentinel.Name), Replicas: each(g.of(RoleReplica), shown),
		Sentinels: each(g.which(func(e *endpoint) bool { return e.server.role == "sentinel" }), shown), Unlisted: g.unlisted(),
	}
	if len(primaries) > 0 {
		// The one that works; without any, the first that was announced.
		t.Primary = primaries[max(slices.IndexFunc(primaries, (*endpoint).succeeded), 0)].Address
	}
	return t
}

// unlisted are the sentinels that the others know and the configuration lacks.
func (g *group) unlisted() []string {
	listed := map[string]bool{}
	for _, node := range g.run.target.Sentinel.Nodes {
		listed[policy.NormalHost(node.String())] = true
	}
	for _, sentinel := range g.sentinels {
		// One name can stand for all of them, as that of a headless service does.
		for _, address := range sentinel.resolved {
			listed[netip.AddrPortFrom(address.Unmap(), uint16(sentinel.where.Port)).String()] = true
		}
	}
	unlisted := []string{}
	for _, sentinel := range g.which(func(e *endpoint) bool { return e.view != nil }) {
		for _, other := range sentinel.view.others {
			if name := policy.NormalHost(other.String()); !listed[name] && len(unlisted) < maxAnnounced {
				listed[name] = true
				unlisted = append(unlisted, g.run.redact.Peer(other.String()))
			}
		}
	}
	return unlisted
}

// mostAddresses is how many addresses a finding on a group names.
const mostAddresses = 5

// join writes the addresses of endpoints as a list.
func (g *group) join(endpoints []*endpoint) string {
	return wording.SomeOf(g.language(), each(endpoints, shown), mostAddresses)
}

func shown(e *endpoint) string { return e.Address }

// answersOf tells who names which primary.
func (g *group) answersOf(primaries []*endpoint) string {
	return strings.Join(each(primaries, func(e *endpoint) string { return g.join(g.namedBy(e)) + ": " + e.Address }), "; ")
}

// silentCauses are those of a sentinel that lets Authelia's client run out of
// time, with whether that always ends the search of a client in haste. A sentinel
// that takes the connection and says nothing is not among them: the time-out of
// reading lets every client go on.
var silentCauses = map[string]bool{"connect-timeout": false, "tls-silent": true, "tls-on-plain-port": true}

// startsPast tells whether Authelia can start in spite of the sentinels that let
// it run out of time, and says at each of them what it means for this release.
func (g *group) startsPast() bool {
	t := g.run.target
	if t.release().Asking() == release.AskingTogether {
		return true
	}
	var asked []*endpoint // in Authelia's order, as far as they were tried here
	for _, node := range t.askingOrder() {
		if i := slices.IndexFunc(g.sentinels, func(e *endpoint) bool { return e.where.Host == node.Host && e.where.Port == node.Port }); i >= 0 {
			asked = append(asked, g.sentinels[i])
		}
	}
	silent := only(asked, func(e *endpoint) bool { _, mute := silentCauses[e.cause]; return mute })
	answers := slices.IndexFunc(asked, func(e *endpoint) bool { return e.announced != nil })
	if answers < 0 {
		return true // nobody names a primary, which says enough
	}
	starts, tries := true, 1
	var before []*endpoint
	for _, e := range silent {
		if slices.Index(asked, e) > answers && !(t.release().AsksAllWithoutReplicas() && g.noReplicaUp()) {
			continue
		}
		before = append(before, e)
		if t.release().Asking() == release.AskingHastily {
			tries *= 2
			starts = starts && !silentCauses[e.cause]
		}
	}
	words := map[string]string{
		"order": g.join(asked), "first": asked[answers].Address, "silent": strconv.Itoa(len(silent)), "asked": strconv.Itoa(len(asked)),
		"tries": strconv.Itoa(min(tries, 1<<10)), "wait": (timeoutOf(t) * release.PatientDials).String(),
	}
	for _, e := range silent {
		never := silentCauses[e.cause]
		switch met := slices.Contains(before, e); {
		case t.release().Asking() == release.AskingPatiently && met && !never:
			e.reword("sentinel-silent-patient", words)
		case t.release().Asking() == release.AskingPatiently, e.cause == "tls-on-plain-port" && !met:
		case met && never:
			e.reword("sentinel-silent-always", words)
		case met:
			e.reword("sentinel-silent-half", words)
		default:
			e.reword("sentinel-silent-behind", words)
		}
	}
	return starts
}

// noReplicaUp tells whether no sentinel knows a replica that Authelia would use.
func (g *group) noReplicaUp() bool {
	return !slices.ContainsFunc(g.sentinels, func(e *endpoint) bool {
		return e.view != nil && slices.ContainsFunc(e.view.replicas, func(m member) bool { return !m.down })
	})
}

// askingOrder are the sentinels in the order in which Authelia asks them.
func (t *Target) askingOrder() []Address {
	var order []Address
	for _, node := range t.Sentinel.Nodes {
		same := func(other Address) bool { return strings.EqualFold(other.Host, node.Host) && other.Port == node.Port }
		if !slices.ContainsFunc(order, same) {
			order = append(order, node)
		}
	}
	if t.release().Asking() == release.AskingHastily && !t.release().FindsAsCluster() {
		rand.New(rand.NewSource(1)).Shuffle(len(order), func(i, j int) { //nolint:gosec // it is to be predicted
			order[i], order[j] = order[j], order[i]
		})
	}
	return order
}
