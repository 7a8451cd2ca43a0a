package connectivity

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"strings"
	"time"

	"redis-wizard/connectivity/internal/certificate"
	"redis-wizard/connectivity/policy"
)

// handshake begins TLS as Authelia would, and looks at the certificate.
func (e *endpoint) handshake(ctx context.Context) error {
	t := e.run.target.TLS
	trusted, err := e.trust(t)
	if err != nil {
		return err
	}
	config, asked, err := e.tlsConfig(t, trusted)
	if err != nil {
		return err
	}
	conn := tlsClient(e.raw, config)
	limited, cancel := context.WithTimeout(ctx, min(handshakeTimeout, timeoutOf(e.run.target)))
	defer cancel()
	if err := conn.HandshakeContext(limited); err != nil {
		return e.explainHandshake(ctx, err, config, *asked)
	}
	e.secure = conn
	state := conn.ConnectionState()
	e.chain = state.PeerCertificates
	if *asked && state.Version == tls.VersionTLS13 {
		// A TLS 1.3 server judges the client's certificate after the handshake
		// has ended for us: its refusal arrives with the first read.
		if alert := remoteAlert(e.firstAnswer(ctx).Err); alert != "" {
			return e.explainAlert(ctx, e.greeting.Err, alert, *asked)
		}
	}
	e.say("{version}, certificate of {names}.", "version", tls.VersionName(state.Version), "names", e.run.redact.Peer(certificate.Names(e.language(), state.PeerCertificates[0])))
	e.inspectCertificates(state, config, trusted)
	return nil
}

// tlsConfig is Authelia's, with a note of whether the server asked for a client
// certificate.
func (e *endpoint) tlsConfig(t *TLS, trusted trust) (*tls.Config, *bool, error) {
	config := &tls.Config{
		RootCAs: trusted.all, ServerName: e.serverName(), InsecureSkipVerify: t.SkipVerify, //nolint:gosec // it is the option under test
		MinVersion: cmp.Or(t.MinVersion, tls.VersionTLS12), MaxVersion: t.MaxVersion, Time: e.run.prober.Now,
	}
	own := new(tls.Certificate)
	if t.Certificate != "" && t.PrivateKey != "" {
		pair, err := tls.X509KeyPair([]byte(t.Certificate), []byte(t.PrivateKey))
		if err != nil {
			return nil, nil, because("client-certificate-unreadable", err)
		}
		own = &pair
	}
	asked := new(bool)
	config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		*asked = true
		return own, nil
	}
	return config, asked, nil
}

// trust holds the authorities that vouch for a server.
type trust struct {
	authelia *x509.CertPool // what Authelia trusts: the system's, and certificates_directory
	all      *x509.CertPool // and those given for this probe alone
	extra    bool           // whether there are any of the latter
}

func (e *endpoint) trust(t *TLS) (trust, error) {
	system, err := x509.SystemCertPool()
	if err != nil {
		system = x509.NewCertPool()
	}
	trusted := trust{authelia: system, all: system.Clone()}
	if t.CertificatesDirectory != "" {
		found, err := certificate.ReadDirectory(t.CertificatesDirectory)
		if err != nil {
			e.warn(because("certificates-directory", err))
		}
		for _, content := range found {
			trusted.authelia.AppendCertsFromPEM(content)
			trusted.all.AppendCertsFromPEM(content)
		}
	}
	if strings.TrimSpace(t.CA) != "" {
		if trusted.extra = trusted.all.AppendCertsFromPEM([]byte(t.CA)); !trusted.extra {
			return trust{}, because("ca-unreadable", nil)
		}
	}
	return trusted, nil
}

// inspectCertificates finds what a successful handshake does not say.
func (e *endpoint) inspectCertificates(state tls.ConnectionState, config *tls.Config, trusted trust) {
	now := e.run.prober.now()
	for _, shown := range state.PeerCertificates {
		if left := shown.NotAfter.Sub(now); left > 0 && left < 30*24*time.Hour {
			e.warn(because("certificate-expires-soon", nil).with(certificate.Words(e.language(), shown)))
			break
		}
	}
	switch {
	case config.InsecureSkipVerify:
		fault := because("skip-verify", nil)
		if err := certificate.Verify(state.PeerCertificates, trusted.authelia, config.ServerName, now); err == nil {
			fault = because("skip-verify-needless", nil).mended(fix(e.phrase("Verify the certificate"), e.names().SkipVerify, ""))
		} else {
			fault.with(map[string]string{"reason": err.Error()})
		}
		e.warn(fault)
	case trusted.extra && certificate.Verify(state.PeerCertificates, trusted.authelia, config.ServerName, now) != nil:
		e.warn(because("ca-for-this-probe", nil).with(certificate.Words(e.language(), state.PeerCertificates[0])))
	}
}

// serverName is the name that TLS asks for and that the certificate must hold: the
// option, or the host. For a unix socket that is its path, as it is in Authelia.
func (e *endpoint) serverName() string {
	host := e.host
	if e.run.target.Mode == ModeSocket {
		host = e.where.Host
	}
	return cmp.Or(e.run.target.TLS.ServerName, host)
}

// checkServerName refuses a name that is none. It stands in the first bytes that
// go out, before the other side has shown what it is; crypto/tls sends whatever it
// is given, and a service that reads lines would take the line breaks in it for
// the ends of commands.
func (e *endpoint) checkServerName() error {
	if e.run.target.TLS == nil {
		return nil
	}
	name := e.serverName()
	if policy.IsServerName(name) || e.run.target.Mode == ModeSocket && policy.IsPlainPath(name) {
		return nil
	}
	return &policy.Refusal{Reason: policy.ReasonServerName, Address: name}
}

// tlsClient is the one place where TLS begins. A server name that checkServerName
// should have refused is not sent: without it the handshake fails, or goes on
// where nothing is verified.
func tlsClient(conn net.Conn, config *tls.Config) *tls.Conn {
	if config.ServerName != "" && !policy.IsServerName(config.ServerName) && !policy.IsPlainPath(config.ServerName) {
		config = config.Clone()
		config.ServerName = ""
	}
	return tls.Client(conn, config)
}
