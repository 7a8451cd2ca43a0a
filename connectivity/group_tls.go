package connectivity

import (
	"context"
	"crypto/tls"
	"net"
	"slices"

	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity/internal/certificate"
	"redis-wizard/connectivity/internal/resp"
)

// askAnyway is for a sentinel that the configuration's TLS does not get along
// with: in plain text where there is a tls section, with TLS where there is none,
// or with a certificate for another name. It is asked for the primary all the
// same, without credentials: only beside the servers' ways can be seen whether
// advice for the sentinel would mend the group or move the trouble.
func (g *group) askAnyway(ctx context.Context, sentinel *endpoint) {
	secure := sentinel.cause == "plain-on-tls-port" || nameCauses[sentinel.cause]
	if !secure && sentinel.cause != "tls-on-plain-port" {
		return
	}
	raw, err := sentinel.again(ctx)
	if err != nil {
		return
	}
	defer raw.Close()
	defer g.run.whenOver(ctx, func() { _ = raw.Close() })()
	conn := raw
	if secure {
		if conn = sentinel.unverified(ctx, raw); conn == nil {
			return
		}
	}
	session := resp.New(ctx, conn)
	if answer, err := session.Do("PING"); err != nil || answer.Text != "PONG" {
		return
	}
	if address, err := sentinel.primaryOf(session); err == nil {
		g.announce(ctx, sentinel, RolePrimary, *address)
	}
}

// unverified begins TLS with whoever is there, and notes the certificate; nil
// when it comes to nothing. Nothing secret may be sent.
func (e *endpoint) unverified(ctx context.Context, raw net.Conn) net.Conn {
	conn := tlsClient(raw, &tls.Config{InsecureSkipVerify: true, ServerName: e.host}) //nolint:gosec // only questions that anybody may hear are asked
	limited, cancel := context.WithTimeout(ctx, diagnosisTimeout)
	defer cancel()
	if conn.HandshakeContext(limited) != nil {
		return nil
	}
	if e.chain == nil {
		e.chain = conn.ConnectionState().PeerCertificates
	}
	return conn
}

// inTLS tells whether it was seen to speak TLS, whatever became of it.
func (e *endpoint) inTLS() bool { return len(e.chain) > 0 || secureCauses[e.cause] }

var secureCauses = map[string]bool{
	"plain-on-tls-port": true, "tls-version": true, "tls-alert": true, "server-name-refused": true,
	"client-certificate-missing": true, "client-certificate-refused": true,
}

// inPlain tells whether it was seen to speak Redis's protocol without TLS.
func (e *endpoint) inPlain() bool {
	return e.cause == "tls-on-plain-port" || e.secure == nil && e.greeting.SpeaksRedis()
}

// tlsMismatch tells whether TLS on one side of this connection only is what
// ended the way.
func (e *endpoint) tlsMismatch() bool {
	return e.cause == "tls-on-plain-port" || e.cause == "plain-on-tls-port"
}

// findMixedTLS is for a group of which some speak TLS and some do not, which
// Authelia cannot be told. It takes the place of advice that would only move the
// trouble.
func (g *group) findMixedTLS() {
	if all := g.all(); slices.ContainsFunc(all, (*endpoint).inTLS) && slices.ContainsFunc(all, (*endpoint).inPlain) {
		for _, e := range only(all, (*endpoint).tlsMismatch) {
			e.replace("tls-mixed", nil)
		}
	}
}

var nameCauses = map[string]bool{"certificate-name": true, "certificate-without-address": true, "certificate-without-names": true}

// keepCommonNames takes back each offer of a server name that another server's
// certificate does not hold: Authelia verifies one name for all of them, and the
// trouble would only move.
func (g *group) keepCommonNames() {
	common := g.commonName()
	for _, e := range only(g.all(), func(e *endpoint) bool { return nameCauses[e.cause] && e.last().Fix != nil }) {
		if e.last().Fix = e.useServerName(common); e.last().Fix == nil {
			e.last().Hint = e.phrase(causes.Named("certificate-names-differ").Hint)
		}
	}
}

// findName is for certificates that hold a name for some of the servers and not
// for others.
func (g *group) findName(add adder) {
	good := only(g.all(), func(e *endpoint) bool { return len(e.chain) > 0 && e.passed(StepTLS) })
	bad := only(g.all(), func(e *endpoint) bool { return len(e.chain) > 0 && nameCauses[e.cause] })
	common := g.commonName()
	words := map[string]string{"good": g.join(good), "bad": g.join(bad), "common": g.language().Say("There is no name that all of them contain.")}
	if common != "" {
		words["common"] = g.language().Say("All of them contain the name {name}.", "name", common)
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
	shown := only(g.all(), func(e *endpoint) bool { return len(e.chain) > 0 })
	if len(shown) == 0 {
		return ""
	}
	for _, name := range certificate.NamesToUse(shown[0].chain[0]) {
		if !slices.ContainsFunc(shown, func(e *endpoint) bool { return e.chain[0].VerifyHostname(name) != nil }) {
			return name
		}
	}
	return ""
}
