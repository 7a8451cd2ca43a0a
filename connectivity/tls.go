package connectivity

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"os"
	"path/filepath"
	"strings"
	"time"

	"redis-wizard/configschema/phrase"
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
		if alert := remoteAlert(e.firstAnswer(ctx).err); alert != "" {
			return e.explainAlert(ctx, e.greeting.err, alert, *asked)
		}
	}
	e.say("{version}, certificate of {names}.", "version", tls.VersionName(state.Version), "names", e.run.redact.peer(describeNames(e.language(), state.PeerCertificates[0])))
	e.inspectCertificates(state, config, trusted)
	return nil
}

// tlsConfig is Authelia's, with a note of whether the server asked for a client
// certificate.
func (e *endpoint) tlsConfig(t *TLS, trusted trust) (*tls.Config, *bool, error) {
	config := &tls.Config{
		RootCAs: trusted.all, ServerName: e.serverName(), InsecureSkipVerify: t.SkipVerify, //nolint:gosec // it is the option under test
		MinVersion: t.MinVersion, MaxVersion: t.MaxVersion, Time: e.run.prober.Now,
	}
	if config.MinVersion == 0 {
		config.MinVersion = tls.VersionTLS12
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
	pool := func() *x509.CertPool {
		system, err := x509.SystemCertPool()
		if err != nil {
			system = x509.NewCertPool()
		}
		return system
	}
	trusted := trust{authelia: pool(), all: pool()}
	if t.CertificatesDirectory != "" {
		found, err := readCertificates(t.CertificatesDirectory)
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

// maxCertificateFile bounds a file of certificates_directory.
const maxCertificateFile = 1 << 20

// readCertificates reads the files that Authelia reads from
// certificates_directory: those whose names end in .pem, .crt or .cer, not those
// in directories below (internal/utils/crypto.go, NewX509CertPool).
func readCertificates(directory string) ([][]byte, error) {
	entries, err := os.ReadDir(directory)
	if err != nil {
		return nil, err
	}
	var found [][]byte
	for _, entry := range entries {
		switch strings.ToLower(filepath.Ext(entry.Name())) {
		case ".pem", ".crt", ".cer":
		default:
			continue
		}
		path := filepath.Join(directory, entry.Name())
		info, err := os.Stat(path)
		if err != nil {
			return found, err
		}
		if !info.Mode().IsRegular() {
			continue
		}
		if info.Size() > maxCertificateFile {
			return found, phrase.New("read {path}: the file is too large for a certificate", "path", path)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return found, err
		}
		found = append(found, content)
	}
	return found, nil
}

// inspectCertificates finds what a successful handshake does not say.
func (e *endpoint) inspectCertificates(state tls.ConnectionState, config *tls.Config, trusted trust) {
	now := e.run.prober.now()
	for _, certificate := range state.PeerCertificates {
		if left := certificate.NotAfter.Sub(now); left > 0 && left < 30*24*time.Hour {
			e.warn(because("certificate-expires-soon", nil).with(certificateWords(e.language(), certificate)))
			break
		}
	}
	switch {
	case config.InsecureSkipVerify:
		fault := because("skip-verify", nil)
		if err := verifyChain(state.PeerCertificates, trusted.authelia, config.ServerName, now); err == nil {
			fault.cause = "skip-verify-needless"
			fault.fix = &Fix{Label: e.told("Verify the certificate"), Set: map[string]string{"session.redis.tls.skip_verify": ""}}
		} else {
			fault.with(map[string]string{"reason": err.Error()})
		}
		e.warn(fault)
	case trusted.extra && verifyChain(state.PeerCertificates, trusted.authelia, config.ServerName, now) != nil:
		e.warn(because("ca-for-this-probe", nil).with(certificateWords(e.language(), state.PeerCertificates[0])))
	}
}

func verifyChain(chain []*x509.Certificate, roots *x509.CertPool, name string, now time.Time) error {
	options := x509.VerifyOptions{Roots: roots, DNSName: name, CurrentTime: now, Intermediates: x509.NewCertPool()}
	for _, certificate := range chain[1:] {
		options.Intermediates.AddCert(certificate)
	}
	_, err := chain[0].Verify(options)
	return err
}
