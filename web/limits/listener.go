package limits

import (
	"cmp"
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/netip"
	"sync"
)

// ListenerOptions say how many connections a listener holds.
type ListenerOptions struct {
	// Max is how many connections may be open at one time, and Each how many of
	// them to one client.
	Max, Each int
	// Spare is how many more are open for what must be answered even then.
	Spare int
	// Whole tells whether an address stands for many clients, as a proxy does. It
	// may have all connections.
	Whole func(netip.Addr) bool
	// Crowded is told of each connection that is closed, or made a spare one,
	// because there were too many. It may be nil.
	Crowded func()
}

// Listener holds a bounded number of connections, and keeps one client from
// having them all. When there are too many, the one that has been idle for longest
// makes room: of the client that comes too often, or of the one with the most. Where
// none is idle, a new one is a spare one, on which the server says no more than
// whether it is well. So a connection is never left waiting, and no number of them
// that do nothing keeps others out.
//
// A connection is idle until the head of a request has arrived on it, and again
// when that has been answered.
type Listener struct {
	net.Listener
	options ListenerOptions

	mutex sync.Mutex
	conns map[*conn]struct{}
	clock uint64 // counts what happened, to tell what came first
}

// conn is one connection of a Listener.
type conn struct {
	net.Conn
	listener *Listener
	client   string
	rank     int // 1 for that of somebody who stands for many clients, and else 0
	spare    bool
	// busy and since are the listener's to read and write.
	busy  bool
	since uint64
}

// NewListener returns a listener that accepts what another one does.
func NewListener(inner net.Listener, options ListenerOptions) *Listener {
	return &Listener{Listener: inner, options: options, conns: map[*conn]struct{}{}}
}

// Accept waits for a connection, and makes room for it.
func (l *Listener) Accept() (net.Conn, error) {
	accepted, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c, victim := l.add(accepted)
	if victim != nil {
		victim.Conn.Close() // whatever it says, it is gone
	}
	if (victim != nil || c.spare) && l.options.Crowded != nil {
		l.options.Crowded()
	}
	return c, nil
}

// add takes a connection in. The victim, if there is one, is no longer counted and
// has to be closed.
func (l *Listener) add(accepted net.Conn) (c, victim *conn) {
	address := Address(accepted.RemoteAddr().String())
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.clock++
	c = &conn{Conn: accepted, listener: l, client: Network(address), since: l.clock}
	if l.options.Whole != nil && l.options.Whole(address) {
		c.rank = 1
	}
	open, held := l.held()
	often := c.rank == 0 && held[c.client] >= l.options.Each
	if often || open >= l.options.Max {
		victim = l.first(held, func(other *conn) bool { return !other.spare && !other.busy && (!often || other.client == c.client) })
		c.spare = victim == nil
	}
	if c.spare && len(l.conns)-open >= l.options.Spare {
		victim = l.first(nil, func(other *conn) bool { return other.spare })
	}
	delete(l.conns, victim)
	l.conns[c] = struct{}{}
	return c, victim
}

// held is how many connections there are without the spare ones, and how many of whom.
func (l *Listener) held() (open int, by map[string]int) {
	by = map[string]int{}
	for c := range l.conns {
		if !c.spare {
			open++
			by[c.client]++
		}
	}
	return open, by
}

// first is the connection that makes room first, of some: one of the client that has
// the most, and of those the oldest. Who stands for many comes last.
func (l *Listener) first(held map[string]int, among func(*conn) bool) *conn {
	var found *conn
	for c := range l.conns {
		switch {
		case !among(c):
		case found == nil,
			cmp.Or(c.rank-found.rank, held[found.client]-held[c.client], cmp.Compare(c.since, found.since)) < 0:
			found = c
		}
	}
	return found
}

// Close closes a connection and makes room for another one.
func (c *conn) Close() error {
	c.listener.mutex.Lock()
	delete(c.listener.conns, c)
	c.listener.mutex.Unlock()
	return c.Conn.Close()
}

// ConnState is for http.Server: it tells the listener which connections are idle.
func (l *Listener) ConnState(of net.Conn, state http.ConnState) {
	c := unwrap(of)
	if c == nil {
		return
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.clock++
	c.busy, c.since = state == http.StateActive, l.clock
}

type spareKey struct{}

// ConnContext is for http.Server: it tells handlers which connections are spare.
func ConnContext(ctx context.Context, of net.Conn) context.Context {
	if c := unwrap(of); c != nil && c.spare {
		return context.WithValue(ctx, spareKey{}, true)
	}
	return ctx
}

// Spare tells whether a request came on a spare connection.
func Spare(ctx context.Context) bool { return ctx.Value(spareKey{}) != nil }

func unwrap(of net.Conn) *conn {
	if secure, ok := of.(*tls.Conn); ok {
		of = secure.NetConn()
	}
	c, _ := of.(*conn)
	return c
}

// Address is that of the other end of a connection, which is written with its port;
// invalid where it is not known.
func Address(peer string) netip.Addr {
	end, err := netip.ParseAddrPort(peer)
	if err != nil {
		return netip.Addr{}
	}
	return end.Addr().Unmap().WithZone("")
}

// Network is what one client is counted by: an address, or the /64 that an IPv6
// client can choose its addresses from.
func Network(address netip.Addr) string {
	if !address.IsValid() {
		return "unknown"
	}
	if address.Is6() {
		return netip.PrefixFrom(address.WithZone(""), 64).Masked().String()
	}
	return address.String()
}
