package limits

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"testing"
)

// arriving is a listener whose connections the test makes.
type arriving chan net.Conn

func (a arriving) Accept() (net.Conn, error) { return <-a, nil }
func (a arriving) Close() error              { return nil }
func (a arriving) Addr() net.Addr            { return &net.TCPAddr{} }

// from is a connection that knows no more than who it is from and whether it has
// been closed.
type from struct {
	net.Conn
	address string
	closed  bool
}

func (f *from) RemoteAddr() net.Addr {
	return net.TCPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(f.address), 1000))
}

func (f *from) Close() error {
	f.closed = true
	return nil
}

// hall is a listener under test.
type hall struct {
	*Listener
	arriving arriving
	crowded  int
}

func newHall(most, each, spare int) *hall {
	h := &hall{arriving: make(arriving, 1)}
	h.Listener = NewListener(h.arriving, ListenerOptions{
		Max: most, Each: each, Spare: spare,
		Whole:   func(a netip.Addr) bool { return a == netip.MustParseAddr("192.0.2.99") },
		Crowded: func() { h.crowded++ },
	})
	return h
}

// enter has a connection arrive, and the state that it is in then.
func (h *hall) enter(t *testing.T, address string, state http.ConnState) (*from, net.Conn) {
	t.Helper()
	raw := &from{address: address}
	h.arriving <- raw
	conn, err := h.Accept()
	if err != nil {
		t.Fatal(err)
	}
	h.ConnState(conn, http.StateNew)
	h.ConnState(conn, state)
	return raw, conn
}

func isSpare(conn net.Conn) bool { return Spare(ConnContext(context.Background(), conn)) }

// The one that has been idle for longest makes room: of the client that comes too
// often, or else of the one with the most.
func TestIdleConnectionsMakeRoom(t *testing.T) {
	h := newHall(6, 3, 2)
	type entered struct {
		raw  *from
		conn net.Conn
	}
	enter := func(address string, state http.ConnState) entered {
		raw, conn := h.enter(t, address, state)
		if isSpare(conn) {
			t.Errorf("one from %s is a spare one", address)
		}
		return entered{raw, conn}
	}
	gone := func(who string, want bool, e entered) {
		t.Helper()
		if e.raw.closed != want {
			t.Errorf("%s: closed %t, want %t", who, e.raw.closed, want)
		}
	}
	a, b, c := enter("192.0.2.1", http.StateIdle), enter("192.0.2.1", http.StateActive), enter("192.0.2.1", http.StateIdle)
	h.ConnState(a.conn, http.StateActive)
	h.ConnState(a.conn, http.StateIdle) // and so idle for less long than the third
	d := enter("192.0.2.1", http.StateNew)
	gone("the oldest that is idle", true, c)
	gone("one that is at work", false, b)
	gone("one that was used since", false, a)

	few := enter("192.0.2.2", http.StateIdle)
	enter("192.0.2.3", http.StateActive)
	far, near := enter("2001:db8::1", http.StateIdle), enter("2001:db8::2", http.StateIdle)
	gone("the oldest idle one of who has the most", true, a)
	gone("one of who has few", false, few)
	enter("192.0.2.4", http.StateIdle)
	gone("the older one of two that have as many", true, d)
	gone("the younger one", false, far)

	// Who stands for many makes no room while there is another.
	whole := enter("192.0.2.99", http.StateIdle)
	gone("the oldest idle one of who has the most now", true, far)
	enter("192.0.2.99", http.StateIdle)
	enter("192.0.2.99", http.StateIdle)
	gone("the only one of a client", true, few)
	gone("the only one of another", true, near)
	gone("one of many clients", false, whole)
	enter("192.0.2.99", http.StateIdle)
	enter("192.0.2.99", http.StateIdle)
	gone("one of many clients, when there is no other", true, whole)
	if open, _ := h.held(); open != 6 || h.crowded != 8 {
		t.Errorf("%d are open, and %d were told of; want 6 and 8", open, h.crowded)
	}
}

// Where all are at work, a new one is spare, and of those the oldest makes room.
func TestSpareOnes(t *testing.T) {
	h := newHall(2, 2, 2)
	_, first := h.enter(t, "192.0.2.1", http.StateActive)
	h.enter(t, "192.0.2.2", http.StateActive)
	var spare []*from
	for range 3 {
		raw, conn := h.enter(t, "192.0.2.3", http.StateNew)
		if !isSpare(conn) {
			t.Error("a third one is like the first two")
		}
		spare = append(spare, raw)
	}
	if !spare[0].closed || spare[1].closed || spare[2].closed {
		t.Errorf("of three spare ones these are closed: %t, %t, %t; want the first alone", spare[0].closed, spare[1].closed, spare[2].closed)
	}
	first.Close()
	first.Close() // twice is as good as once
	if _, conn := h.enter(t, "192.0.2.3", http.StateNew); isSpare(conn) {
		t.Error("there is room, and one is spare")
	}
	if open, clients := h.held(); open != 2 || len(h.conns)-open != 2 || len(clients) != 2 {
		t.Errorf("%d open, %d spare, %d clients", open, len(h.conns)-open, len(clients))
	}
}

// A client is an address, or the /64 of an IPv6 one.
func TestNetwork(t *testing.T) {
	for address, want := range map[string]string{"192.0.2.1": "192.0.2.1", "2001:db8::1": "2001:db8::/64", "2001:db8::2": "2001:db8::/64"} {
		if got := Network(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s counts as %s, want %s", address, got, want)
		}
	}
	if got := Network(netip.Addr{}); got != "unknown" {
		t.Errorf("what is no address counts as %q", got)
	}
}
