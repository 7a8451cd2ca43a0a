package web

import (
	"context"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// bubble runs a test whose clock stands still while anything works, and jumps
// when everything waits: time-outs are met to the nanosecond, on any machine.
// Sockets do not work in there.
func bubble(t *testing.T, f func(*testing.T)) {
	t.Helper()
	synctest.Test(t, f)
}

// pipes is a listener without sockets.
type pipes struct {
	waiting chan net.Conn
	closed  chan struct{}
}

func newPipes() *pipes { return &pipes{make(chan net.Conn), make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case connection := <-p.waiting:
		return connection, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.closed); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080} }

// dial connects to whoever serves.
func (p *pipes) dial(t *testing.T) net.Conn {
	here, there := net.Pipe()
	t.Cleanup(func() { here.Close() })
	if err := here.SetDeadline(time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	p.waiting <- there
	return here
}

// send connects and says something.
func (p *pipes) send(t *testing.T, text string) net.Conn {
	t.Helper()
	connection := p.dial(t)
	write(t, connection, text)
	return connection
}

// serveInBubble serves until the test ends.
func serveInBubble(t *testing.T, s *Server) *pipes {
	t.Helper()
	p := newPipes()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, p) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("Serve ended with %v", err)
		}
	})
	return p
}
