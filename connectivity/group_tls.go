package connectivity

import (
	"context"
	"crypto/tls"
	"net"
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
	session := newSession(ctx, conn)
	if answer, err := session.do("PING"); err != nil || answer.text != "PONG" {
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
	return e.cause == "tls-on-plain-port" || e.secure == nil && e.greeting.speaksRedis()
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
	secure, plain := false, false
	for _, e := range g.all() {
		secure, plain = secure || e.inTLS(), plain || e.inPlain()
	}
	if !secure || !plain {
		return
	}
	for _, e := range g.all() {
		if e.tlsMismatch() {
			e.replace("tls-mixed", nil)
		}
	}
}
