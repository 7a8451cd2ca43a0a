package reportview

import (
	"strings"

	"redis-wizard/configschema/phrase"
	"redis-wizard/web/views"
)

// words says what the picture shows: who announces whom, and what was reached.
func (r Report) words(sentinels, primaries, replicas []node, single *node) []string {
	if single != nil {
		return []string{r.say("{wizard} tried {server} at {address}: {status}.",
			"wizard", r.tester(), "server", single.label, "address", single.Address, "status", r.state(*single))}
	}
	var lines []string
	for _, s := range sentinels {
		lines = append(lines, r.sentinelWords(s, primaries))
	}
	servers := func(nodes []node, text, named phrase.Text) {
		for _, n := range nodes {
			said, by := text, r.NamedBy(n.Endpoint)
			if len(by) > 0 {
				said = named
			}
			lines = append(lines, r.say(said, "address", n.Address, "status", r.state(n), "sentinels", strings.Join(by, ", ")))
		}
	}
	servers(primaries, "Primary {address}: {status}.", "Primary {address}: {status}; named by {sentinels}.")
	servers(replicas, "Replica {address}: {status}.", "Replica {address}: {status}; named by {sentinels}.")
	return lines
}

func (r Report) sentinelWords(s node, primaries []node) string {
	if s.unlisted {
		return r.say("Sentinel {address}: known to the others, not in your list, and not tried.", "address", s.Address)
	}
	var names []string
	for _, p := range primaries {
		if s.announced(p) {
			names = append(names, p.Address)
		}
	}
	if len(names) == 0 {
		return r.say("Sentinel {address}: {status}; it announces no primary.", "address", s.Address, "status", r.state(s))
	}
	return r.say("Sentinel {address}: {status}; it announces {primaries} as the primary.",
		"address", s.Address, "status", r.state(s), "primaries", strings.Join(names, r.say(" and ")))
}

// state is an endpoint's status in words.
func (r Report) state(n node) string { return views.Word(r.language(), "status", n.status) }
