// Package redistest starts real redis-server and redis-sentinel processes for
// tests: on free loopback ports, with their own directory, users and
// certificates. It is for tests only, and it talks to loopback addresses only.
//
// The Debian packages redis-server and redis-sentinel (or any other build on
// the PATH) give the binaries; a missing one fails the test. Softwares lists
// those and what .ci/servers brought beside them: other versions, and Valkey.
package redistest

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// readyWithin bounds the wait for a server to answer.
const readyWithin = 20 * time.Second

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

// Server is a running redis-server or redis-sentinel.
type Server struct {
	Host string // "127.0.0.1"
	Port int    // 0 without TCP
	Addr string // "127.0.0.1:6379"; empty without TCP
	// Socket is the path of the unix socket; empty without one.
	Socket string
	// Password is what the default user needs.
	Password string
	// Dir is the server's working directory.
	Dir string
	// PID is the process's id.
	PID int
	// CA is the PEM of the authority behind the server's certificate, and
	// ClientCertificate and ClientKey are a pair that it accepts. Empty without
	// TLS.
	CA, ClientCertificate, ClientKey string
	// Authority signed the server's certificate; nil without TLS.
	Authority *Authority

	client   *tls.Config
	borrowed bool // Dir is not ours to remove
	process  *exec.Cmd
	guard    *exec.Cmd
	exited   chan struct{}
	output   *bytes.Buffer
}

// Start starts a server that ends with the test.
func Start(t testing.TB, options Options) *Server {
	t.Helper()
	server, err := Run(options)
	if err != nil {
		t.Fatalf("start redis-server: %v", err)
	}
	t.Cleanup(server.Stop)
	return server
}

// Run starts a server; the caller ends it with Stop. It is for TestMain, where
// there is no test to hang the server on.
func Run(options Options) (*Server, error) {
	return launch(options.Software, "redis-server", func(server *Server) ([]string, error) {
		return arguments(server, options)
	}, options.NotReady)
}

// launch starts a server on a port of its own, in a directory of its own.
func launch(software, binary string, configure func(*Server) ([]string, error), notReady bool) (*Server, error) {
	path, err := executable(software, binary)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "redistest")
	if err != nil {
		return nil, err
	}
	port, err := reservePort()
	if err != nil {
		return nil, err
	}
	server := &Server{
		Host: "127.0.0.1", Port: port, Addr: net.JoinHostPort("127.0.0.1", strconv.Itoa(port)),
		Dir: dir, exited: make(chan struct{}), output: new(bytes.Buffer),
	}
	args, err := configure(server)
	if err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	if err := server.begin(path, args, notReady); err != nil {
		return nil, err
	}
	return server, nil
}

// begin starts the process in the server's directory and waits until it answers.
// When it does not, nothing of it is left.
func (s *Server) begin(path string, args []string, notReady bool) error {
	s.process = exec.Command(path, args...)
	s.process.Dir = s.Dir
	s.process.Stdout = s.output
	s.process.Stderr = s.output
	if err := s.process.Start(); err != nil {
		s.tidy()
		return err
	}
	s.PID = s.process.Process.Pid
	go func() {
		_ = s.process.Wait()
		close(s.exited)
	}()
	s.watch()
	if err := s.awaitReady(notReady); err != nil {
		s.Stop()
		return fmt.Errorf("%w: %s", err, s.output)
	}
	return nil
}

// tidy removes the directory, unless it belongs to somebody else.
func (s *Server) tidy() {
	if !s.borrowed {
		_ = os.RemoveAll(s.Dir)
	}
}

// watch starts a little process that ends the server when the test process
// dies without cleaning up: it waits for its standard input to close.
func (s *Server) watch() {
	s.guard = exec.Command("sh", "-c", `read -r _; kill -9 "$1"`, "sh", strconv.Itoa(s.PID))
	if _, err := s.guard.StdinPipe(); err != nil {
		s.guard = nil
		return
	}
	if err := s.guard.Start(); err != nil {
		s.guard = nil
	}
}

// Stop ends the server and removes its directory. It may be called twice.
func (s *Server) Stop() {
	if s.guard != nil {
		// The watcher goes first, so that it never kills a process that was
		// given the same id later.
		_ = s.guard.Process.Kill()
		_ = s.guard.Wait()
		s.guard = nil
	}
	_ = s.process.Process.Kill()
	<-s.exited
	s.tidy()
}

// Kill ends the server at once, as a crash would; its directory stays until Stop.
func (s *Server) Kill() {
	_ = s.process.Process.Kill()
	<-s.exited
}

// Signal sends a signal to the server's process: SIGSTOP makes it hang, SIGCONT
// wakes it again.
func (s *Server) Signal(t testing.TB, signal syscall.Signal) {
	t.Helper()
	if err := s.process.Process.Signal(signal); err != nil {
		t.Fatalf("signal %v to redis: %v", signal, err)
	}
}

// awaitReady polls until the server answers a PING with something in RESP.
func (s *Server) awaitReady(notReady bool) error {
	deadline := time.Now().Add(readyWithin)
	last := errors.New("not tried")
	for time.Now().Before(deadline) {
		select {
		case <-s.exited:
			return errors.New("the server ended at once")
		default:
		}
		if last = s.ping(notReady); last == nil {
			return nil
		}
		time.Sleep(5 * time.Millisecond)
	}
	return fmt.Errorf("not ready within %v: %w", readyWithin, last)
}

func (s *Server) ping(connectOnly bool) error {
	conn, err := s.dial(time.Second)
	if err != nil {
		return err
	}
	defer conn.Close()
	if connectOnly {
		return nil
	}
	_ = conn.SetDeadline(time.Now().Add(time.Second))
	if _, err := io.WriteString(conn, "PING\r\n"); err != nil {
		return err
	}
	var reply [64]byte
	n, err := conn.Read(reply[:])
	if err != nil {
		return err
	}
	answer := string(reply[:n])
	for _, good := range []string{"+PONG", "-NOAUTH", "-NOPERM"} {
		if strings.HasPrefix(answer, good) {
			return nil
		}
	}
	return fmt.Errorf("answers %q", answer)
}

// dial connects by TCP or, without it, by the socket.
func (s *Server) dial(timeout time.Duration) (net.Conn, error) {
	dialer := &net.Dialer{Timeout: timeout}
	switch {
	case s.Addr == "":
		return dialer.Dial("unix", s.Socket)
	case s.client != nil:
		return tls.DialWithDialer(dialer, "tcp", s.Addr, s.client)
	default:
		return dialer.Dial("tcp", s.Addr)
	}
}

// ClientTLS is a client's configuration that the server accepts.
func (s *Server) ClientTLS() *tls.Config { return s.client.Clone() }

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
	args := []string{"--bind", s.Host, "--dir", s.Dir, "--save", "", "--daemonize", "no", "--loglevel", "notice"}
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

// Eventually polls until check holds, and fails the test when it does not
// within the limit.
func Eventually(t testing.TB, what string, check func(ctx context.Context) bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), readyWithin)
	defer cancel()
	for !check(ctx) {
		select {
		case <-ctx.Done():
			t.Fatalf("waited %v for %s", readyWithin, what)
		case <-time.After(10 * time.Millisecond):
		}
	}
}
