package connectivity

import (
	"crypto/tls"
	"net"
	"net/netip"
	"strings"
)

// The bounds of a host name (RFC 1035, section 2.3.4).
const (
	maxName  = 253
	maxLabel = 63
)

// serverName is the name that TLS asks for and that the certificate must hold: the
// option, or the host. For a unix socket that is its path, as it is in Authelia.
func (e *endpoint) serverName() string {
	switch {
	case e.run.target.TLS.ServerName != "":
		return e.run.target.TLS.ServerName
	case e.run.target.Mode == ModeSocket:
		return e.where.Host
	}
	return e.host
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
	if isServerName(name) || e.run.target.Mode == ModeSocket && isPlainPath(name) {
		return nil
	}
	return &Refusal{Reason: ReasonServerName, Address: name}
}

// isServerName tells whether a text can be a server's name: a host name, with the
// underscores that some networks have in theirs, an address, with or without the
// brackets, or the name of a wildcard certificate, which Go compares as it is
// (*.example.com). A name in other letters than ASCII's is in no certificate as
// such; it has a form in ASCII, which begins with xn--.
func isServerName(name string) bool {
	if inner, opened := strings.CutPrefix(name, "["); opened {
		inner, closed := strings.CutSuffix(inner, "]")
		address, err := netip.ParseAddr(inner)
		return closed && err == nil && address.Zone() == ""
	}
	if address, err := netip.ParseAddr(name); err == nil {
		return address.Zone() == ""
	}
	return isHostName(strings.TrimPrefix(name, "*."))
}

// isHostName tells whether a text is a host name in form. A final dot is part of
// some.
func isHostName(name string) bool {
	name = strings.TrimSuffix(name, ".")
	if name == "" || len(name) > maxName || strings.ContainsFunc(name, notInNames) {
		return false
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > maxLabel {
			return false
		}
	}
	return true
}

// isPlainPath tells whether a socket's path is made of names alone.
func isPlainPath(path string) bool {
	return strings.HasPrefix(path, "/") && len(path) <= maxSocketPath &&
		!strings.ContainsFunc(path, func(r rune) bool { return r != '/' && notInNames(r) })
}

// tlsClient is the one place where TLS begins. A server name that checkServerName
// should have refused is not sent: without it the handshake fails, or goes on
// where nothing is verified.
func tlsClient(conn net.Conn, config *tls.Config) *tls.Conn {
	if config.ServerName != "" && !isServerName(config.ServerName) && !isPlainPath(config.ServerName) {
		config = config.Clone()
		config.ServerName = ""
	}
	return tls.Client(conn, config)
}
