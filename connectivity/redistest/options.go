package redistest

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Options says how a server is to be. The zero value is an open Redis on a free
// TCP port that keeps nothing on disk.
type Options struct {
	// Software is what to start, as Softwares lists it: "redis-6.0". Empty
	// stands for what is on the PATH.
	Software string
	// Password becomes requirepass.
	Password string
	// ACL holds users, each as after the word "user" in redis.conf:
	// "authelia on >secret ~authelia-session:* +@all".
	ACL []string
	// TLS makes the server speak TLS, and nothing else, on its port.
	TLS *TLS
	// Socket also opens a unix socket; the server's Socket names it.
	Socket bool
	// SocketMode is the mode of that socket, "700" for example. Default "777".
	SocketMode string
	// NoTCP leaves the TCP port closed, so that only the socket answers.
	NoTCP bool
	// Port is the TCP port to listen on, such as that of a server that was killed.
	// Default: a free one.
	Port int
	// Args are further arguments of redis-server, such as
	// "--maxmemory", "1mb".
	Args []string
	// Files are written into the server's directory before it starts.
	Files map[string][]byte
	// NotReady ends the wait as soon as the port accepts connections, for
	// servers that are meant to answer with errors.
	NotReady bool
}

// TLS says how a server speaks TLS.
type TLS struct {
	// Authority signs the certificate. Default: a new one.
	Authority *Authority
	// Certificate overrides the certificate that the server shows.
	Certificate *KeyPair
	// ClientAuthority verifies client certificates. Default: Authority.
	ClientAuthority *Authority
	// ClientCertificates is tls-auth-clients: "yes", "no" (the default here) or
	// "optional".
	ClientCertificates string
	// Protocols is tls-protocols, such as "TLSv1.2".
	Protocols string
}

// arguments are the command line of a server with the options, whose directory
// is there already.
func arguments(s *Server, o Options) ([]string, error) {
	for name, content := range o.Files {
		if err := os.WriteFile(filepath.Join(s.Dir, name), content, 0o600); err != nil {
			return nil, err
		}
	}
	s.Password = o.Password
	if o.Port != 0 {
		s.Port, s.Addr = o.Port, net.JoinHostPort(s.Host, strconv.Itoa(o.Port))
	}
	args := []string{"--bind", s.Host, "--dir", s.Dir, "--save", "", "--daemonize", "no", "--loglevel", "notice",
		// A replica is served at once, and not after a wait for others.
		"--repl-diskless-sync-delay", "0"}
	switch {
	case o.NoTCP:
		args = append(args, "--port", "0")
		s.Port, s.Addr = 0, ""
	case o.TLS != nil:
		tlsArgs, err := s.secure(o.TLS)
		if err != nil {
			return nil, err
		}
		args = append(args, tlsArgs...)
	default:
		args = append(args, "--port", strconv.Itoa(s.Port))
	}
	if o.Socket {
		s.Socket = filepath.Join(s.Dir, "redis.sock")
		mode := o.SocketMode
		if mode == "" {
			mode = "777"
		}
		args = append(args, "--unixsocket", s.Socket, "--unixsocketperm", mode)
	}
	if o.Password != "" {
		args = append(args, "--requirepass", o.Password)
	}
	for _, user := range o.ACL {
		args = append(args, append([]string{"--user"}, strings.Fields(user)...)...)
	}
	return append(args, o.Args...), nil
}

// secure writes the certificates and says so in arguments.
func (s *Server) secure(o *TLS) ([]string, error) {
	authority := o.Authority
	if authority == nil {
		authority = NewAuthority("Test CA")
	}
	pair := o.Certificate
	if pair == nil {
		pair = authority.Issue(Certificate{Names: []string{"localhost", "redis.test"}, Addresses: []string{"127.0.0.1", "::1"}})
	}
	clients := o.ClientAuthority
	if clients == nil {
		clients = authority
	}
	client := clients.Issue(Certificate{Names: []string{"authelia"}, Client: true})
	for name, content := range map[string]string{
		"server.crt": pair.Certificate, "server.key": pair.Key, "clients.crt": clients.Certificate,
	} {
		if err := os.WriteFile(filepath.Join(s.Dir, name), []byte(content), 0o600); err != nil {
			return nil, err
		}
	}
	s.Authority, s.CA = authority, authority.Certificate
	s.ClientCertificate, s.ClientKey = client.Certificate, client.Key
	certificate, err := tls.X509KeyPair([]byte(client.Certificate), []byte(client.Key))
	if err != nil {
		return nil, err
	}
	// The servers under test may be broken on purpose; whether they answer at
	// all is the only question here.
	s.client = &tls.Config{InsecureSkipVerify: true, RootCAs: x509.NewCertPool(), Certificates: []tls.Certificate{certificate}} //nolint:gosec
	s.client.RootCAs.AppendCertsFromPEM([]byte(authority.Certificate))

	auth := o.ClientCertificates
	if auth == "" {
		auth = "no"
	}
	args := []string{
		"--port", "0", "--tls-port", strconv.Itoa(s.Port),
		"--tls-cert-file", "server.crt", "--tls-key-file", "server.key", "--tls-ca-cert-file", "clients.crt",
		"--tls-auth-clients", auth,
	}
	if o.Protocols != "" {
		args = append(args, "--tls-protocols", o.Protocols)
	}
	return args, nil
}
