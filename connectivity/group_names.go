package connectivity

import (
	"crypto/x509"
	"slices"
)

var nameCauses = map[string]bool{"certificate-name": true, "certificate-without-address": true, "certificate-without-names": true}

// keepCommonNames takes back each offer of a server name that another server's
// certificate does not hold: Authelia verifies one name for all of them, and the
// trouble would only move.
func (g *group) keepCommonNames() {
	common := g.commonName()
	for _, e := range g.all() {
		if !nameCauses[e.cause] {
			continue
		}
		last := &e.findings[len(e.findings)-1]
		if last.Fix == nil {
			continue
		}
		if last.Fix = e.useServerName(common); last.Fix == nil {
			last.Hint = fill(e.language(), causeNamed("certificate-names-differ").Hint, nil)
		}
	}
}

// findName is for certificates that hold a name for some of the servers and not
// for others.
func (g *group) findName(add adder) {
	var good, bad []*endpoint
	for _, e := range g.all() {
		switch {
		case len(e.chain) == 0:
		case e.passed(StepTLS):
			good = append(good, e)
		case nameCauses[e.cause]:
			bad = append(bad, e)
		}
	}
	common := g.commonName()
	words := map[string]string{"good": g.join(good), "bad": g.join(bad), "common": g.language().Say("There is no name that all of them hold.")}
	if common != "" {
		words["common"] = g.language().Say("All of them hold the name {name}.", "name", common)
	}
	switch {
	case len(bad) > 0 && len(good) > 0:
		add("certificate-names-differ", words).Fix = bad[0].useServerName(common)
	case len(bad) > 1 && common == "":
		add("certificate-names-apart", words)
	}
}

// commonName is a name that every certificate seen in the group holds, or "".
func (g *group) commonName() string {
	var leaves []*x509.Certificate
	for _, e := range g.all() {
		if len(e.chain) > 0 {
			leaves = append(leaves, e.chain[0])
		}
	}
	if len(leaves) == 0 {
		return ""
	}
	for _, name := range namesToUse(leaves[0]) {
		if !slices.ContainsFunc(leaves, func(leaf *x509.Certificate) bool { return leaf.VerifyHostname(name) != nil }) {
			return name
		}
	}
	return ""
}
