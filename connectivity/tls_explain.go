package connectivity

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"

	"redis-wizard/configschema/phrase"
)

// explainHandshake finds the cause of a handshake that failed. Go's errors are
// too general: four different mistakes are "unknown authority", and a server
// that does not speak TLS at all is a timeout.
func (e *endpoint) explainHandshake(ctx context.Context, err error, config *tls.Config, asked bool) error {
	var unverified *tls.CertificateVerificationError
	if errors.As(err, &unverified) && len(unverified.UnverifiedCertificates) > 0 {
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
	case answer.speaksRedis():
		fault := because("tls-on-plain-port", err)
		fault.fix = &Fix{Label: e.told("Take the tls section out"), Set: map[string]string{"session.redis.tls": ""}}
		for _, option := range []string{"server_name", "skip_verify", "minimum_version", "maximum_version", "certificate_chain", "private_key"} {
			fault.fix.Set["session.redis.tls."+option] = ""
		}
		return fault
	case answer.foreign() != "":
		return because(answer.foreign(), err).with(answer.words(e.language()))
	case isTimeout(err):
		return because("tls-silent", err)
	case isClosed(err):
		return because("tls-closed", err)
	}
	return because("tls-failed", err)
}

// remoteAlert is the other side's TLS alert in an error, or "".
func remoteAlert(err error) string {
	var operation *net.OpError
	if errors.As(err, &operation) && operation.Op == "remote error" {
		return strings.TrimPrefix(operation.Err.Error(), "tls: ")
	}
	return ""
}

// explainAlert tells what the server disliked. The words are crypto/tls's names
// for the alerts of RFC 8446, section 6.
func (e *endpoint) explainAlert(ctx context.Context, err error, alert string, asked bool) error {
	own := e.run.target.TLS.Certificate != "" && e.run.target.TLS.PrivateKey != ""
	words := map[string]string{"alert": alert}
	switch {
	case strings.Contains(alert, "protocol version"):
		return e.explainVersion(ctx, err)
	case strings.Contains(alert, "unrecognized name"):
		return because("server-name-refused", err).with(words)
	case strings.Contains(alert, "certificate required"), asked && !own:
		// TLS 1.2 only knows "handshake failure" and "bad certificate" here.
		return because("client-certificate-missing", err).with(words)
	case asked && own:
		return because("client-certificate-refused", err).with(words)
	}
	return because("tls-alert", err).with(words)
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
	words := map[string]string{"spoken": list(e.language(), spoken), "offered": offeredVersions(e.language(), t)}
	if len(spoken) == 0 {
		words["spoken"] = e.told("none that this program knows")
	}
	fault := because("tls-version", err).with(words)
	switch {
	case newest >= tls.VersionTLS12 && newest < t.MinVersion:
		fault.fix = &Fix{Label: e.told("Allow {version}", "version", tls.VersionName(newest)), Set: map[string]string{"session.redis.tls.minimum_version": ""}}
	case newest > t.MaxVersion && t.MaxVersion != 0:
		fault.fix = &Fix{Label: e.told("Allow {version}", "version", tls.VersionName(newest)), Set: map[string]string{"session.redis.tls.maximum_version": ""}}
	}
	return fault
}

func offeredVersions(l phrase.Language, t *TLS) string {
	low, high := t.MinVersion, t.MaxVersion
	if low == 0 {
		low = tls.VersionTLS12
	}
	if high == 0 {
		high = tls.VersionTLS13
	}
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
	words := certificateWords(e.language(), leaf)
	words["expected"] = config.ServerName
	words["now"] = date(e.language(), e.run.prober.now().UTC(), minuteLayout)
	var (
		hostname x509.HostnameError
		unknown  x509.UnknownAuthorityError
		invalid  x509.CertificateInvalidError
	)
	switch {
	case errors.As(err, &hostname):
		fault := because("certificate-name", err).with(words)
		if _, parseErr := netip.ParseAddr(config.ServerName); parseErr == nil && len(leaf.IPAddresses) == 0 {
			fault.cause = "certificate-without-address"
		}
		if len(leaf.DNSNames) == 0 && len(leaf.IPAddresses) == 0 {
			fault.cause = "certificate-without-names"
		}
		if names := namesToUse(leaf); len(names) > 0 {
			fault.fix = e.useServerName(names[0])
		}
		return fault
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		culprit := invalid.Cert
		if culprit == nil {
			culprit = leaf
		}
		words = certificateWords(e.language(), culprit)
		words["now"] = date(e.language(), e.run.prober.now().UTC(), minuteLayout)
		if e.run.prober.now().Before(culprit.NotBefore) {
			return because("certificate-not-yet-valid", err).with(words)
		}
		return because("certificate-expired", err).with(words)
	case errors.As(err, &invalid) && invalid.Reason == x509.IncompatibleUsage:
		return because("certificate-usage", err).with(words)
	case errors.As(err, &unknown):
		return e.explainAuthority(err, chain, words)
	}
	return because("certificate-invalid", err).with(words)
}

// explainAuthority tells apart what Go calls "unknown authority".
func (e *endpoint) explainAuthority(err error, chain []*x509.Certificate, words map[string]string) error {
	leaf, top := chain[0], chain[len(chain)-1]
	if selfSigned(leaf) {
		return because("certificate-self-signed", err).with(words)
	}
	if selfSigned(top) {
		words["authority"], words["fingerprint"] = describe(e.language(), top), fingerprint(top)
		return because("authority-private", err).with(words)
	}
	words["authority"] = top.Issuer.String()
	if len(leaf.IssuingCertificateURL) > 0 && len(chain) == 1 {
		// Public authorities say where their certificate can be had; private
		// ones hardly ever do.
		return because("intermediate-missing", err).with(words)
	}
	return because("authority-unknown", err).with(words)
}

func selfSigned(certificate *x509.Certificate) bool {
	return bytes.Equal(certificate.RawIssuer, certificate.RawSubject) && certificate.CheckSignature(
		certificate.SignatureAlgorithm, certificate.RawTBSCertificate, certificate.Signature) == nil
}

func certificateWords(l phrase.Language, certificate *x509.Certificate) map[string]string {
	return map[string]string{
		"subject": describe(l, certificate), "issuer": certificate.Issuer.String(), "names": describeNames(l, certificate),
		"fingerprint": fingerprint(certificate),
		"notBefore":   date(l, certificate.NotBefore.UTC(), dayLayout),
		"notAfter":    date(l, certificate.NotAfter.UTC(), dayLayout),
	}
}

func describe(l phrase.Language, certificate *x509.Certificate) string {
	if name := certificate.Subject.String(); name != "" {
		return name
	}
	return describeNames(l, certificate)
}

// describeNames lists the names that a certificate is good for.
func describeNames(l phrase.Language, certificate *x509.Certificate) string {
	const most = 8
	var names []string
	for _, name := range certificate.DNSNames {
		names = append(names, printable(name))
	}
	for _, address := range certificate.IPAddresses {
		names = append(names, address.String())
	}
	if len(names) == 0 {
		return l.Say("no name at all")
	}
	return clip(someOf(l, names, most), peerTextLimit)
}

// namesToUse are the names that can be verified against, the best first. A
// wildcard is no name to use.
func namesToUse(certificate *x509.Certificate) []string {
	var names []string
	for _, name := range certificate.DNSNames {
		if !strings.Contains(name, "*") && name == printable(name) && name != "" {
			names = append(names, name)
		}
	}
	for _, address := range certificate.IPAddresses {
		names = append(names, address.String())
	}
	return names
}

// useServerName is the fix that has certificates verified against this name; nil
// without one.
func (e *endpoint) useServerName(name string) *Fix {
	if name == "" || e.run.redact.peer(name) != name {
		return nil
	}
	return &Fix{Label: e.told("Use the server name {name}", "name", name), Set: map[string]string{"session.redis.tls.server_name": name}}
}

func fingerprint(certificate *x509.Certificate) string {
	sum := sha256.Sum256(certificate.Raw)
	return fmt.Sprintf("SHA-256 %X", sum)
}
