package connectivity

import (
	"net/netip"
	"slices"
	"strings"
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
			if finding.Severity == SeverityError && finding.Code != wizardFault && (e.Role == RoleReplica || works && !e.succeeded()) {
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

// tellsReplicas tells whether Authelia learns the replicas from one of the
// sentinels, where it does not start without.
func (g *group) tellsReplicas() bool {
	return !g.run.target.findsAsCluster() || slices.ContainsFunc(g.sentinels, func(e *endpoint) bool {
		return e.view != nil && e.view.replicasKnown
	})
}

func (g *group) topology(primaries []*endpoint) *Topology {
	t := &Topology{SentinelName: withBlanks(g.run.target.Sentinel.Name), Replicas: []string{}, Sentinels: []string{}, Unlisted: []string{}}
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
		t.Unlisted = append(t.Unlisted, g.run.redact.peer(address.String()))
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
		// One name can stand for all of them, as that of a headless service does.
		for _, address := range sentinel.resolved {
			listed[netip.AddrPortFrom(address.Unmap(), uint16(sentinel.where.Port)).String()] = true
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
func (g *group) join(endpoints []*endpoint) string {
	var addresses []string
	for _, e := range endpoints {
		addresses = append(addresses, e.Address)
	}
	return someOf(g.language(), addresses, mostAddresses)
}

// answersOf tells who names which primary.
func (g *group) answersOf(primaries []*endpoint) string {
	var answers []string
	for _, primary := range primaries {
		answers = append(answers, g.join(g.namedBy(primary))+": "+primary.Address)
	}
	return strings.Join(answers, "; ")
}
