package views

import "strings"

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
	for _, p := range primaries {
		if len(p.NamedBy) > 0 {
			lines = append(lines, r.say("Primary {address}: {status}; named by {sentinels}.",
				"address", p.Address, "status", r.state(p), "sentinels", strings.Join(p.NamedBy, ", ")))
			continue
		}
		lines = append(lines, r.say("Primary {address}: {status}.", "address", p.Address, "status", r.state(p)))
	}
	for _, n := range replicas {
		if len(n.NamedBy) > 0 {
			lines = append(lines, r.say("Replica {address}: {status}; named by {sentinels}.",
				"address", n.Address, "status", r.state(n), "sentinels", strings.Join(n.NamedBy, ", ")))
			continue
		}
		lines = append(lines, r.say("Replica {address}: {status}.", "address", n.Address, "status", r.state(n)))
	}
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
func (r Report) state(n node) string { return Word(r.language(), "status", n.Status) }
