package connectivity

import (
	"context"
	"slices"
	"strings"
)

// findName is for certificates that hold a name for some of the servers and not
// for others: Authelia verifies one name for all of them, or each address.
func (g *group) findName(add adder) {
	all := append(slices.Clone(g.sentinels), g.announced...)
	var good, bad []*endpoint
	var common []string
	for _, e := range all {
		if len(e.chain) == 0 {
			continue
		}
		if common == nil {
			common = slices.Clone(e.chain[0].DNSNames)
		}
		common = slices.DeleteFunc(common, func(name string) bool { return !slices.Contains(e.chain[0].DNSNames, name) })
		switch {
		case e.passed(StepTLS):
			good = append(good, e)
		case nameCauses[e.cause]:
			bad = append(bad, e)
		}
	}
	if len(bad) == 0 || len(good) == 0 {
		return
	}
	l := g.language()
	words := map[string]string{"good": g.join(good), "bad": g.join(bad), "common": l.Say("There is no name that all of them hold.")}
	common = slices.DeleteFunc(common, func(name string) bool { return strings.Contains(name, "*") || name != printable(name) })
	if len(common) > 0 {
		words["common"] = l.Say("All of them hold the name {name}.", "name", common[0])
	}
	finding := add("certificate-names-differ", words)
	if len(common) > 0 {
		finding.Fix = &Fix{Label: l.Say("Use the server name {name}", "name", common[0]), Set: map[string]string{"session.redis.tls.server_name": common[0]}}
	}
}

var nameCauses = map[string]bool{"certificate-name": true, "certificate-without-address": true, "certificate-without-names": true}

// askInPlain is for a sentinel in plain text where the configuration has TLS: it
// is asked for the primary all the same, without credentials, because the
// servers behind it may well speak TLS. Taking the tls section out would then
// only move the trouble.
func (g *group) askInPlain(ctx context.Context, sentinel *endpoint) {
	if sentinel.cause != "tls-on-plain-port" {
		return
	}
	conn, err := sentinel.again(ctx)
	if err != nil {
		return
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	session := newSession(ctx, conn)
	if answer, err := session.do("PING"); err != nil || answer.text != "PONG" {
		return
	}
	if address, err := sentinel.primaryOf(session); err == nil {
		g.announce(ctx, sentinel, RolePrimary, *address)
	}
}

// findMixedTLS is for TLS on one side only, sentinels or servers, which Authelia
// cannot be told. It takes the place of advice that would only move the trouble.
func (g *group) findMixedTLS() {
	servers := slices.ContainsFunc(g.announced, func(e *endpoint) bool {
		return e.passed(StepTLS) || nameCauses[e.cause] || e.cause == "plain-on-tls-port"
	})
	for _, e := range append(slices.Clone(g.sentinels), g.announced...) {
		isSentinel := e.Role == RoleSentinel && e.cause == "tls-on-plain-port" && servers
		isServer := e.Role != RoleSentinel && e.cause == "plain-on-tls-port"
		if isSentinel || isServer {
			e.replace("tls-mixed", nil)
		}
	}
}
