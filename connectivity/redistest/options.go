package redistest

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
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
	// Authority signs the certificate, and those of clients. Default: a new one.
	Authority *Authority
	// Certificate overrides the certificate that the server shows.
	Certificate *KeyPair
	// ClientCertificates is tls-auth-clients: "yes", "no" (the default here) or
	// "optional".
	ClientCertificates string
	// Protocols is tls-protocols, such as "TLSv1.2".
	Protocols string
}

// A directive is a line of redis.conf or sentinel.conf: its name and its values.
type directive []string

// arguments are the command line of a server with the options.
func arguments(s *Server, o Options) (args []string) {
	s.write(o.Files)
	if o.Port != 0 {
		s.Port, s.Addr = o.Port, address(o.Port)
	}
	if o.NoTCP {
		s.Port, s.Addr = 0, ""
	}
	directives := append(s.common(o.Password, o.ACL, o.TLS), directive{"save", ""}, directive{"loglevel", "notice"},
		// A replica is served at once, and not after a wait for others.
		directive{"repl-diskless-sync-delay", "0"})
	if o.Socket {
		s.Socket = filepath.Join(s.Dir, "redis.sock")
		directives = append(directives, directive{"unixsocket", s.Socket}, directive{"unixsocketperm", cmp.Or(o.SocketMode, "777")})
	}
	for _, d := range directives {
		args = append(append(args, "--"+d[0]), d[1:]...)
	}
	return append(args, o.Args...)
}

// common is what servers and sentinels are told alike.
func (s *Server) common(password string, acl []string, o *TLS) []directive {
	s.Password = password
	directives := []directive{{"bind", s.Host}, {"dir", s.Dir}, {"daemonize", "no"}}
	if o == nil || s.Port == 0 {
		directives = append(directives, directive{"port", strconv.Itoa(s.Port)})
	} else {
		directives = append(directives, s.secure(o)...)
	}
	if password != "" {
		directives = append(directives, directive{"requirepass", password})
	}
	for _, user := range acl {
		directives = append(directives, append(directive{"user"}, strings.Fields(user)...))
	}
	return directives
}

// write puts files into the server's directory.
func (s *Server) write(files map[string][]byte) {
	for name, content := range files {
		must(0, os.WriteFile(filepath.Join(s.Dir, name), content, 0o600))
	}
}

// secure writes the certificates and says which they are.
func (s *Server) secure(o *TLS) []directive {
	authority := o.Authority
	if authority == nil {
		authority = NewAuthority("Test CA")
	}
	pair := o.Certificate
	if pair == nil {
		pair = authority.Issue(Certificate{Names: []string{"localhost", "redis.test"}, Addresses: []string{"127.0.0.1", "::1"}})
	}
	client := authority.Issue(Certificate{Names: []string{"authelia"}, Client: true})
	s.write(map[string][]byte{
		"server.crt": []byte(pair.Certificate), "server.key": []byte(pair.Key), "clients.crt": []byte(authority.Certificate),
	})
	s.Authority, s.CA = authority, authority.Certificate
	s.ClientCertificate, s.ClientKey = client.Certificate, client.Key
	certificate := must(tls.X509KeyPair([]byte(client.Certificate), []byte(client.Key)))
	// The servers under test may be broken on purpose; whether they answer at
	// all is the only question here.
	s.client = &tls.Config{InsecureSkipVerify: true, RootCAs: x509.NewCertPool(), Certificates: []tls.Certificate{certificate}} //nolint:gosec
	s.client.RootCAs.AppendCertsFromPEM([]byte(authority.Certificate))

	directives := []directive{
		{"port", "0"}, {"tls-port", strconv.Itoa(s.Port)},
		{"tls-cert-file", "server.crt"}, {"tls-key-file", "server.key"}, {"tls-ca-cert-file", "clients.crt"},
		{"tls-auth-clients", cmp.Or(o.ClientCertificates, "no")},
	}
	if o.Protocols != "" {
		directives = append(directives, directive{"tls-protocols", o.Protocols})
	}
	return directives
}
