package views

import "strings"

// words says what the picture shows: who announces whom, and what was reached.
func (r Report) words(sentinels, primaries, replicas []node, single *node) []string {
	var lines []string
	if single != nil {
		return []string{r.tester() + " tried " + word("role", single.Role) + " at " + single.Address + ": " + single.state() + "."}
	}
	for _, s := range sentinels {
		if s.unlisted {
			lines = append(lines, "Sentinel "+s.Address+": known to the others, not in your list, and not tried.")
			continue
		}
		var names []string
		for _, p := range primaries {
			if s.announced(p) {
				names = append(names, p.Address)
			}
		}
		line := "Sentinel " + s.Address + ": " + s.state() + "; "
		if len(names) > 0 {
			line += "it announces " + strings.Join(names, " and ") + " as the primary."
		} else {
			line += "it announces no primary."
		}
		lines = append(lines, line)
	}
	for _, p := range primaries {
		lines = append(lines, "Primary "+p.Address+": "+p.state()+named(p)+".")
	}
	for _, n := range replicas {
		lines = append(lines, "Replica "+n.Address+": "+n.state()+named(n)+".")
	}
	return lines
}

// state is an endpoint's status in words.
func (n node) state() string { return word("status", n.Status) }

func named(n node) string {
	if len(n.NamedBy) == 0 {
		return ""
	}
	return "; named by " + strings.Join(n.NamedBy, ", ")
}
