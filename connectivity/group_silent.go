package connectivity

import (
	"slices"
	"strconv"
)

// silentCauses are those of a sentinel that lets Authelia's client run out of
// time, with whether that always ends the search of a client in haste. A sentinel
// that takes the connection and says nothing is not among them: the time-out of
// reading lets every client go on.
var silentCauses = map[string]bool{"connect-timeout": false, "tls-silent": true, "tls-on-plain-port": true}

// startsPast tells whether Authelia can start in spite of the sentinels that let
// it run out of time, and says at each of them what it means for this release.
func (g *group) startsPast() bool {
	t := g.run.target
	if t.asking() == askingTogether {
		return true
	}
	order := t.askingOrder()
	var asked, silent []*endpoint // in that order, as far as they were tried here
	answers := -1                 // where the first that names a primary stands in asked
	for _, node := range order {
		for _, e := range g.sentinels {
			if e.where.Host != node.Host || e.where.Port != node.Port {
				continue
			}
			if _, mute := silentCauses[e.cause]; mute {
				silent = append(silent, e)
			}
			if e.announced != nil && answers < 0 {
				answers = len(asked)
			}
			asked = append(asked, e)
			break
		}
	}
	if answers < 0 {
		return true // nobody names a primary, which says enough
	}
	starts, tries := true, 1
	var before []*endpoint
	for _, e := range silent {
		if slices.Index(asked, e) > answers && !(t.asksAllWithoutReplicas() && g.noReplicaUp()) {
			continue
		}
		before = append(before, e)
		if t.asking() == askingHastily {
			tries *= 2
			starts = starts && !silentCauses[e.cause]
		}
	}
	words := map[string]string{
		"order": g.join(asked), "first": asked[answers].Address, "silent": strconv.Itoa(len(silent)), "asked": strconv.Itoa(len(asked)),
		"tries": strconv.Itoa(min(tries, 1<<10)), "wait": (timeoutOf(t) * patientDials).String(),
	}
	for _, e := range silent {
		never := silentCauses[e.cause]
		switch met := slices.Contains(before, e); {
		case t.asking() == askingPatiently && met && !never:
			e.retell("sentinel-silent-patient", words)
		case t.asking() == askingPatiently, e.cause == "tls-on-plain-port" && !met:
		case met && never:
			e.retell("sentinel-silent-always", words)
		case met:
			e.retell("sentinel-silent-half", words)
		default:
			e.retell("sentinel-silent-behind", words)
		}
	}
	return starts
}

// noReplicaUp tells whether no sentinel knows a replica that Authelia would use.
func (g *group) noReplicaUp() bool {
	for _, sentinel := range g.sentinels {
		if sentinel.view == nil {
			continue
		}
		if slices.ContainsFunc(sentinel.view.replicas, func(m member) bool { return !m.down }) {
			return false
		}
	}
	return true
}

// retell puts another cause into an endpoint's last finding, with its words.
func (e *endpoint) retell(cause string, words map[string]string) {
	last := &e.findings[len(e.findings)-1]
	all := e.words()
	for name, word := range words {
		all[name] = word
	}
	row := causeNamed(cause)
	last.Code, last.Message, last.Hint = row.Code, fill(e.language(), row.Message, all), fill(e.language(), row.Hint, all)
}
