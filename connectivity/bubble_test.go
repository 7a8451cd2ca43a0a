package connectivity

import (
	"context"
	"io"
	"net"
	"net/netip"
	"os"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"redis-wizard/connectivity/policy"
)

// bubble runs a test whose clock stands still while anything works, and jumps
// when everything waits. So a peer that answers at once is dealt with in no time
// on any machine, and a time-out is met to the nanosecond. Sockets do not work in
// there; the peers are those of a memoryNetwork.
func bubble(t *testing.T, f func(*testing.T, *memoryNetwork)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		network := &memoryNetwork{peers: map[string]func(net.Conn){}}
		f(t, network)
		network.served.Wait() // nobody is left on the line
		// A pool of go-redis that could not dial looks once a second whether it
		// has been closed. Whatever still runs after that fails the test.
		time.Sleep(2 * time.Second)
	})
}

// inBubble is bubble for a subtest.
func inBubble(t *testing.T, name string, f func(*testing.T, *memoryNetwork)) {
	t.Helper()
	t.Run(name, func(t *testing.T) { bubble(t, f) })
}

// memoryNetwork are peers that are reached without sockets.
type memoryNetwork struct {
	peers  map[string]func(net.Conn)
	served sync.WaitGroup
}

// fake is as the fake of sockets: a target that is served in this way.
func (n *memoryNetwork) fake(serve func(net.Conn)) Target {
	port := 20_000 + len(n.peers)
	n.peers[netip.AddrPortFrom(loopback, uint16(port)).String()] = serve
	return Target{Mode: ModeSingle, Host: loopback.String(), Port: port, Password: password, Timeout: time.Second}
}

// blackHole is a target that never answers a dial, as behind a packet filter.
func (n *memoryNetwork) blackHole() Target { return n.fake(nil) }

var loopback = netip.AddrFrom4([4]byte{127, 0, 0, 1})

// prober tries the peers of the network.
func (n *memoryNetwork) prober(deadline time.Duration) *Prober {
	return &Prober{Policy: policy.ForCommandLine(), Deadline: deadline, Dial: n.dial}
}

func (n *memoryNetwork) dial(ctx context.Context, network, address string) (net.Conn, error) {
	failed := func(err error) error { return &net.OpError{Op: "dial", Net: network, Err: err} }
	serve, there := n.peers[address]
	switch {
	case !there:
		return nil, failed(syscall.ECONNREFUSED)
	case serve == nil:
		<-ctx.Done()
		return nil, failed(ctx.Err())
	}
	here, far := memoryLine()
	n.served.Go(func() {
		defer far.Close()
		serve(far)
	})
	return here, nil
}

// memoryLine is a connection in memory. Other than net.Pipe it has buffers, as
// sockets have: both sides may speak first.
func memoryLine() (here, there *memoryConn) {
	a, b := newStream(), newStream()
	return &memoryConn{in: a, out: b}, &memoryConn{in: b, out: a}
}

type memoryConn struct {
	in, out *stream
	abrupt  bool
}

func (c *memoryConn) Read(p []byte) (int, error)  { return c.in.read(p) }
func (c *memoryConn) Write(p []byte) (int, error) { return c.out.write(p) }

func (c *memoryConn) Close() error {
	// Who closed it is told so; the peer reads to the end, unless it is a reset.
	last := io.EOF
	if c.abrupt {
		last = syscall.ECONNRESET
	}
	c.out.end(last, net.ErrClosed)
	c.in.end(net.ErrClosed, syscall.EPIPE)
	return nil
}

// SetLinger makes Close a reset, as it does for TCP with no seconds.
func (c *memoryConn) SetLinger(int) error { c.abrupt = true; return nil }

func (c *memoryConn) SetDeadline(t time.Time) error {
	c.in.readBy.set(t)
	c.out.writeBy.set(t)
	return nil
}
func (c *memoryConn) SetReadDeadline(t time.Time) error  { c.in.readBy.set(t); return nil }
func (c *memoryConn) SetWriteDeadline(t time.Time) error { c.out.writeBy.set(t); return nil }
func (c *memoryConn) LocalAddr() net.Addr                { return &net.TCPAddr{IP: loopback.AsSlice(), Port: 1} }
func (c *memoryConn) RemoteAddr() net.Addr               { return &net.TCPAddr{IP: loopback.AsSlice(), Port: 2} }

// stream is one direction of a line.
type stream struct {
	mutex           sync.Mutex
	changed         sync.Cond
	waiting         []byte
	readBy, writeBy limit
	// What reading and writing come to at the end; nil while it is open.
	readEnd, writeEnd error
}

// streamBuffer is how much may wait to be read.
const streamBuffer = 64 << 10

func newStream() *stream {
	s := &stream{}
	s.changed.L = &s.mutex
	s.readBy.of, s.writeBy.of = s, s
	return s
}

func (s *stream) read(p []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for len(s.waiting) == 0 && s.readEnd == nil && !s.readBy.over {
		s.changed.Wait()
	}
	switch {
	case s.readEnd != nil && (len(s.waiting) == 0 || s.readEnd != io.EOF):
		return 0, s.readEnd
	case s.readBy.over:
		return 0, os.ErrDeadlineExceeded
	}
	n := copy(p, s.waiting)
	s.waiting = s.waiting[n:]
	s.changed.Broadcast()
	return n, nil
}

func (s *stream) write(p []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for written := 0; ; {
		for len(s.waiting) >= streamBuffer && s.writeEnd == nil && !s.writeBy.over {
			s.changed.Wait()
		}
		switch {
		case s.writeEnd != nil:
			return written, s.writeEnd
		case s.writeBy.over:
			return written, os.ErrDeadlineExceeded
		case written == len(p):
			return written, nil
		}
		n := min(len(p)-written, streamBuffer-len(s.waiting))
		s.waiting = append(s.waiting, p[written:written+n]...)
		written += n
		s.changed.Broadcast()
		if written == len(p) {
			return written, nil
		}
	}
}

// end closes the stream, if it is open.
func (s *stream) end(reading, writing error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.readEnd != nil {
		return
	}
	s.readEnd, s.writeEnd = reading, writing
	s.readBy.forget()
	s.writeBy.forget()
	s.changed.Broadcast()
}

// limit is a deadline of a stream.
type limit struct {
	of    *stream
	over  bool
	timer *time.Timer
}

func (l *limit) set(t time.Time) {
	l.of.mutex.Lock()
	defer l.of.mutex.Unlock()
	l.forget()
	left := time.Until(t)
	l.over = !t.IsZero() && left <= 0
	if !t.IsZero() && left > 0 && l.of.readEnd == nil {
		var timer *time.Timer
		timer = time.AfterFunc(left, func() {
			l.of.mutex.Lock()
			defer l.of.mutex.Unlock()
			if l.timer == timer { // and not one that came after it
				l.over = true
				l.of.changed.Broadcast()
			}
		})
		l.timer = timer
	}
	l.of.changed.Broadcast()
}

func (l *limit) forget() {
	if l.timer != nil {
		l.timer.Stop()
		l.timer = nil
	}
}
