// Package redistest starts real redis-server and redis-sentinel processes for
// tests: on free loopback ports, with their own directory, users and
// certificates. It is for tests only, and it talks to loopback addresses only.
//
// The Debian packages redis-server and redis-sentinel (or any other build on
// the PATH) give the binaries; a missing one fails the test. Softwares lists
// those and what .ci/servers brought beside them: other versions, and Valkey.
//
// Where it is linked, no connection test calls a server slow: a busy machine
// changes no verdict.
package redistest

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"redis-wizard/connectivity/internal/pace"
)

// readyWithin keeps a test from hanging when a server, or what it should come to,
// never comes. A busy machine may take long, so it decides nothing else.
const readyWithin = time.Minute

func init() { pace.Ignore() }

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
	output   bytes.Buffer
}

// Start starts a server that ends with the test.
func Start(t testing.TB, options Options) *Server {
	t.Helper()
	server, err := Run(options)
	return endWith(t, server, err)
}

// endWith ends a server with the test, which fails if it did not start.
func endWith(t testing.TB, server *Server, err error) *Server {
	t.Helper()
	if err != nil {
		t.Fatalf("start a server: %v", err)
	}
	t.Cleanup(server.Stop)
	return server
}

// Run starts a server; the caller ends it with Stop. It is for TestMain, where
// there is no test to hang the server on.
func Run(options Options) (*Server, error) {
	server := newServer()
	return server, server.begin(options.Software, "redis-server", arguments(server, options), options.NotReady)
}

// newServer is a server that is to be started yet, on a port of its own, in a
// directory of its own.
func newServer() *Server {
	port := must(reservePort())
	return &Server{Host: loopback, Port: port, Addr: address(port), Dir: must(os.MkdirTemp("", "redistest"))}
}

const loopback = "127.0.0.1"

func address(port int) string { return net.JoinHostPort(loopback, strconv.Itoa(port)) }

// begin starts the process in the server's directory and waits until it answers.
// When it does not, nothing of it is left, and the error holds what it said.
func (s *Server) begin(software, binary string, args []string, notReady bool) error {
	path, err := executable(software, binary)
	if err != nil {
		s.tidy()
		return err
	}
	s.exited = make(chan struct{})
	s.process = exec.Command(path, args...)
	s.process.Dir = s.Dir
	s.process.Stdout = &s.output
	s.process.Stderr = &s.output
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
		return fmt.Errorf("%w: %s", err, &s.output)
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
	if _, err := s.guard.StdinPipe(); err != nil || s.guard.Start() != nil {
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
	s.Kill()
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

// awaitReady polls until the server answers a PING, if only by asking for a password.
func (s *Server) awaitReady(connectOnly bool) error {
	deadline := time.Now().Add(readyWithin)
	last := errors.New("not tried")
	for time.Now().Before(deadline) {
		select {
		case <-s.exited:
			return errors.New("the server ended at once")
		default:
		}
		if last = s.ping(connectOnly); last == nil {
			return nil
		}
		time.Sleep(5 * time.Millisecond)
	}
	return fmt.Errorf("it did not answer within %v: %w", readyWithin, last)
}

func (s *Server) ping(connectOnly bool) error {
	if connectOnly {
		conn, err := s.dial(readyWithin)
		if err != nil {
			return err
		}
		return conn.Close()
	}
	client := s.Client("", "")
	defer client.Close()
	err := client.Ping(context.Background()).Err()
	if redis.HasErrorPrefix(err, "NOAUTH") || redis.HasErrorPrefix(err, "NOPERM") {
		return nil
	}
	return err
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

// Eventually polls until check holds, and fails the test when it does not
// within the limit.
func Eventually(t testing.TB, what string, check func(ctx context.Context) bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), readyWithin)
	defer cancel()
	for !check(ctx) {
		select {
		case <-ctx.Done():
			t.Fatalf("did not come within %v: %s", readyWithin, what)
		case <-time.After(10 * time.Millisecond):
		}
	}
}
