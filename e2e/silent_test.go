package e2e

import (
	"io"
	"net"
	"sync"
	"testing"
)

// silent is a server that accepts and never says a word.
type silent struct {
	port             int
	accepted, closed chan struct{}
}

func listenSilently(t *testing.T) *silent {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	s := &silent{listener.Addr().(*net.TCPAddr).Port, make(chan struct{}), make(chan struct{})}
	accepted := sync.OnceFunc(func() { close(s.accepted) })
	closed := sync.OnceFunc(func() { close(s.closed) })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer connection.Close()
				accepted()
				io.Copy(io.Discard, connection) // until the other side hangs up
				closed()
			}()
		}
	}()
	return s
}
