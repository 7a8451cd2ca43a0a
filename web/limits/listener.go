package limits

import (
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

	mutex   sync.Mutex
	clients map[string]*client
	open    int                // without the spare ones
	spare   map[*conn]struct{} // and these alone
	clock   uint64             // counts what happened, to tell what came first
}

// client is who holds connections.
type client struct {
	whole bool
	conns map[*conn]struct{}
}

// conn is one connection of a Listener.
type conn struct {
	net.Conn
	listener *Listener
	client   string
	spare    bool
	// busy and since are the listener's to read and write.
	busy  bool
	since uint64
}

// NewListener returns a listener that accepts what another one does.
func NewListener(inner net.Listener, options ListenerOptions) *Listener {
	return &Listener{Listener: inner, options: options, clients: map[string]*client{}, spare: map[*conn]struct{}{}}
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
	if victim != nil || c.spare {
		if l.options.Crowded != nil {
			l.options.Crowded()
		}
	}
	return c, nil
}

// add takes a connection in. The victim, if there is one, is no longer counted and
// has to be closed.
func (l *Listener) add(accepted net.Conn) (c, victim *conn) {
	address := addressOf(accepted.RemoteAddr())
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.clock++
	c = &conn{Conn: accepted, listener: l, client: Network(address), since: l.clock}
	own := l.clients[c.client]
	if own == nil {
		own = &client{whole: l.options.Whole != nil && l.options.Whole(address), conns: map[*conn]struct{}{}}
	}
	switch {
	case !own.whole && len(own.conns) >= l.options.Each:
		victim, c.spare = own.oldestIdle(), true
	case l.open >= l.options.Max:
		victim, c.spare = l.ofMost(), true
	}
	if victim != nil {
		l.forget(victim)
		c.spare = false
	}
	if c.spare {
		if len(l.spare) >= l.options.Spare {
			victim = oldest(l.spare, func(*conn) bool { return true })
			l.forget(victim)
		}
		l.spare[c] = struct{}{}
		return c, victim
	}
	l.clients[c.client] = own // again, should its last connection have made room
	own.conns[c] = struct{}{}
	l.open++
	return c, victim
}

func (l *Listener) forget(c *conn) {
	if c == nil {
		return
	}
	if c.spare {
		delete(l.spare, c)
		return
	}
	own := l.clients[c.client]
	if own == nil {
		return
	}
	if _, counted := own.conns[c]; counted {
		delete(own.conns, c)
		l.open--
	}
	if len(own.conns) == 0 {
		delete(l.clients, c.client)
	}
}

// ofMost is the oldest idle connection of the client that has the most, of those
// that have one. Who stands for many comes last.
func (l *Listener) ofMost() *conn {
	var victim *conn
	var of *client
	for _, one := range l.clients {
		if of != nil && (one.whole && !of.whole || one.whole == of.whole && len(one.conns) < len(of.conns)) {
			continue
		}
		idle := one.oldestIdle()
		if idle == nil || of != nil && one.whole == of.whole && len(one.conns) == len(of.conns) && idle.since > victim.since {
			continue
		}
		victim, of = idle, one
	}
	return victim
}

func (c *client) oldestIdle() *conn { return oldest(c.conns, func(c *conn) bool { return !c.busy }) }

func oldest(conns map[*conn]struct{}, of func(*conn) bool) *conn {
	var found *conn
	for c := range conns {
		if of(c) && (found == nil || c.since < found.since) {
			found = c
		}
	}
	return found
}

// Close closes a connection and makes room for another one.
func (c *conn) Close() error {
	c.listener.mutex.Lock()
	c.listener.forget(c)
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

func addressOf(of net.Addr) netip.Addr {
	end, err := netip.ParseAddrPort(of.String())
	if err != nil {
		return netip.Addr{}
	}
	return end.Addr().Unmap().WithZone("")
}

// Network is what one client is counted by: an address, or the /64 that an IPv6
// client can choose its addresses from.
func Network(address netip.Addr) string {
	switch {
	case !address.IsValid():
		return "unknown"
	case address.Is6():
		if prefix, err := address.Prefix(64); err == nil {
			return prefix.String()
		}
	}
	return address.String()
}
