package connectivity

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"maps"
	"net"
	"net/netip"
	"strings"

	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/phrase"
	"redis-wizard/connectivity/internal/certificate"
	"redis-wizard/connectivity/internal/wording"
	"redis-wizard/connectivity/neterror"
)

// explainHandshake finds the cause of a handshake that failed. Go's errors are
// too general: four different mistakes are "unknown authority", and a server
// that does not speak TLS at all is a timeout.
func (e *endpoint) explainHandshake(ctx context.Context, err error, config *tls.Config, asked bool) error {
	if unverified, ok := errors.AsType[*tls.CertificateVerificationError](err); ok && len(unverified.UnverifiedCertificates) > 0 {
		e.chain = unverified.UnverifiedCertificates
		return e.explainCertificate(err, e.chain, config)
	}
	if alert := remoteAlert(err); alert != "" {
		return e.explainAlert(ctx, err, alert, asked)
	}
	if strings.Contains(err.Error(), "unsupported protocol version") {
		return e.explainVersion(ctx, err)
	}
	// Not TLS, or nothing: ask the same port in plain text, without
	// credentials.
	answer := e.plainAnswer(ctx)
	switch {
	case answer.SpeaksRedis():
		return because("tls-on-plain-port", err).mended(e.withoutSection("Remove the tls section", e.names().TLS))
	case answer.Foreign() != "":
		return because(answer.Foreign(), err).with(answer.Words(e.language()))
	case neterror.IsTimeout(err):
		return because("tls-silent", err)
	case neterror.IsClosed(err):
		return because("tls-closed", err)
	}
	return because("tls-failed", err)
}

// remoteAlert is the other side's TLS alert in an error, or "".
func remoteAlert(err error) string {
	if operation, ok := errors.AsType[*net.OpError](err); ok && operation.Op == "remote error" {
		return strings.TrimPrefix(operation.Err.Error(), "tls: ")
	}
	return ""
}

// explainAlert tells what the server disliked. The words are crypto/tls's names
// for the alerts of RFC 8446, section 6.
func (e *endpoint) explainAlert(ctx context.Context, err error, alert string, asked bool) error {
	own := e.run.target.TLS.Certificate != "" && e.run.target.TLS.PrivateKey != ""
	cause := "tls-alert"
	switch {
	case strings.Contains(alert, "protocol version"):
		return e.explainVersion(ctx, err)
	case strings.Contains(alert, "unrecognized name"):
		cause = "server-name-refused"
	case strings.Contains(alert, "certificate required"), asked && !own:
		// TLS 1.2 only knows "handshake failure" and "bad certificate" here.
		cause = "client-certificate-missing"
	case asked:
		cause = "client-certificate-refused"
	}
	return because(cause, err).with(map[string]string{"alert": alert})
}

// explainVersion finds out which versions the server speaks, with one handshake
// for each.
func (e *endpoint) explainVersion(ctx context.Context, err error) error {
	t := e.run.target.TLS
	var spoken []string
	newest := uint16(0)
	for _, version := range []uint16{tls.VersionTLS10, tls.VersionTLS11, tls.VersionTLS12, tls.VersionTLS13} {
		if e.tlsAnswers(ctx, version, version) {
			spoken, newest = append(spoken, tls.VersionName(version)), version
		}
	}
	words := map[string]string{"spoken": wording.List(e.language(), spoken), "offered": offeredVersions(e.language(), t)}
	if len(spoken) == 0 {
		words["spoken"] = e.phrase("none that this program knows")
	}
	fault, allow := because("tls-version", err).with(words), e.phrase("Allow {version}", "version", tls.VersionName(newest))
	switch {
	case newest >= tls.VersionTLS12 && newest < t.MinVersion:
		fault.fix = fix(allow, e.names().MinVersion, "")
	case newest > t.MaxVersion && t.MaxVersion != 0:
		fault.fix = fix(allow, e.names().MaxVersion, "")
	}
	return fault
}

func offeredVersions(l phrase.Language, t *TLS) string {
	low, high := cmp.Or(t.MinVersion, tls.VersionTLS12), cmp.Or(t.MaxVersion, tls.VersionTLS13)
	if low == high {
		return l.Say("{version} only", "version", tls.VersionName(low))
	}
	return l.Say("{lowest} to {highest}", "lowest", tls.VersionName(low), "highest", tls.VersionName(high))
}

// tlsAnswers tells whether the port speaks TLS in one of these versions. The
// server counts as speaking it once its certificate has arrived; the
// certificate itself is not judged, and nothing is sent.
func (e *endpoint) tlsAnswers(ctx context.Context, lowest, highest uint16) bool {
	raw, err := e.again(ctx)
	if err != nil {
		return false
	}
	defer raw.Close()
	arrived := false
	conn := tlsClient(raw, &tls.Config{
		InsecureSkipVerify: true, MinVersion: lowest, MaxVersion: highest, ServerName: e.host, //nolint:gosec // only the version is asked for
		VerifyConnection: func(tls.ConnectionState) error { arrived = true; return nil },
	})
	ctx, cancel := context.WithTimeout(ctx, diagnosisTimeout)
	defer cancel()
	err = conn.HandshakeContext(ctx)
	return err == nil || arrived
}

// explainCertificate tells the reasons apart for which a certificate is not
// accepted.
func (e *endpoint) explainCertificate(err error, chain []*x509.Certificate, config *tls.Config) error {
	leaf := chain[0]
	words := certificate.Words(e.language(), leaf)
	words["expected"] = config.ServerName
	words["now"] = wording.Date(e.language(), e.run.prober.now().UTC(), wording.Minute)
	_, wrongName := errors.AsType[x509.HostnameError](err)
	_, unknown := errors.AsType[x509.UnknownAuthorityError](err)
	invalid, _ := errors.AsType[x509.CertificateInvalidError](err)
	switch {
	case wrongName:
		fault := because("certificate-name", err).with(words)
		if _, parseErr := netip.ParseAddr(config.ServerName); parseErr == nil && len(leaf.IPAddresses) == 0 {
			fault.cause = "certificate-without-address"
		}
		if len(leaf.DNSNames) == 0 && len(leaf.IPAddresses) == 0 {
			fault.cause = "certificate-without-names"
		}
		if names := certificate.NamesToUse(leaf); len(names) > 0 {
			fault.fix = e.useServerName(names[0])
		}
		return fault
	case invalid.Reason == x509.Expired:
		culprit := cmp.Or(invalid.Cert, leaf)
		maps.Copy(words, certificate.Words(e.language(), culprit))
		if e.run.prober.now().Before(culprit.NotBefore) {
			return because("certificate-not-yet-valid", err).with(words)
		}
		return because("certificate-expired", err).with(words)
	case invalid.Reason == x509.IncompatibleUsage:
		return because("certificate-usage", err).with(words)
	case unknown:
		return e.explainAuthority(err, chain, words)
	}
	return because("certificate-invalid", err).with(words)
}

// explainAuthority tells apart what Go calls "unknown authority".
func (e *endpoint) explainAuthority(err error, chain []*x509.Certificate, words map[string]string) error {
	leaf, top := chain[0], chain[len(chain)-1]
	cause := "authority-unknown"
	words["authority"] = top.Issuer.String()
	switch {
	case certificate.SelfSigned(leaf):
		cause = "certificate-self-signed"
	case certificate.SelfSigned(top):
		cause = "authority-private"
		words["authority"], words["fingerprint"] = certificate.Describe(e.language(), top), certificate.Fingerprint(top)
	case len(leaf.IssuingCertificateURL) > 0 && len(chain) == 1:
		// Public authorities say where their certificate can be had; private
		// ones hardly ever do.
		cause = "intermediate-missing"
	}
	return because(cause, err).with(words)
}

// useServerName is the fix that has certificates verified against this name; nil
// without one.
func (e *endpoint) useServerName(name string) *causes.Fix {
	if name == "" || e.run.redact.Peer(name) != name {
		return nil
	}
	return fix(e.phrase("Use the server name {name}", "name", name), e.names().ServerName, name)
}
