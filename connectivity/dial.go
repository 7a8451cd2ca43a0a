package connectivity

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"net/netip"
	"path/filepath"
	"syscall"
	"time"
)

// checkPolicy says whether to dial, and what.
func (e *endpoint) checkPolicy(context.Context) error {
	if err := e.checkReach(); err != nil {
		return err
	}
	return e.checkServerName()
}

// checkReach asks the policy about every address, and keeps one of each family to
// dial, in the resolver's order.
func (e *endpoint) checkReach() error {
	policy := e.run.prober.Policy
	if e.run.target.Mode == ModeSocket {
		if !filepath.IsAbs(e.where.Host) {
			return because("socket-relative", nil)
		}
		path, err := policy.CheckSocket(e.where.Host)
		if locked := (*fs.PathError)(nil); errors.As(err, &locked) {
			return because("socket-directory-permission", err).with(map[string]string{"mode": modeOf(e.language(), nil, locked.Path)})
		}
		if err != nil {
			return err
		}
		e.socket = path
		e.say("This program may open {address}.", "address", e.Address)
		return nil
	}
	if err := policy.CheckHost(e.host); err != nil {
		return err
	}
	var refused error
	seen := map[bool]bool{}
	for _, address := range e.resolved {
		candidate := netip.AddrPortFrom(address.Unmap(), uint16(e.where.Port))
		if err := policy.CheckAddress(e.host, candidate); err != nil {
			refused = cmpFirst(refused, err)
			continue
		}
		if family := candidate.Addr().Is4(); !seen[family] {
			seen[family] = true
			e.allowed = append(e.allowed, candidate)
		}
	}
	if len(e.allowed) == 0 {
		return refused
	}
	if refused != nil {
		e.say("This program may dial {address}. Another address of this name is left out: {reason}.",
			"address", e.allowed[0].String(), "reason", told(e.language(), refused))
	} else {
		e.say("This program may dial {address}.", "address", e.allowed[0].String())
	}
	return nil
}

func cmpFirst(first, next error) error {
	if first != nil {
		return first
	}
	return next
}

// connect opens the connection: one attempt for each family of addresses.
func (e *endpoint) connect(ctx context.Context) error {
	timeout := timeoutOf(e.run.target)
	if timeout < 0 {
		return because("timeout-negative", nil)
	}
	if e.run.target.Mode == ModeSocket {
		return e.connectSocket(ctx, timeout)
	}
	var failure error
	for i, address := range e.allowed {
		// As Go's dialer does, the time is shared among the addresses to come.
		conn, err := e.open(ctx, address, timeout/time.Duration(len(e.allowed)-i))
		if err == nil {
			e.keep(ctx, conn)
			e.raw, e.dialled, e.allowed = conn, address.String(), []netip.AddrPort{address}
			e.say("Connected to {address}.", "address", address.String())
			return nil
		}
		// A missing route for one family (no IPv6 here) says less than what
		// the other family met.
		if failure == nil || CausedBy(failure, syscall.ENETUNREACH) || CausedBy(failure, syscall.EADDRNOTAVAIL) {
			failure, e.dialled = err, address.String()
		}
	}
	return failure
}

// open dials an address that the policy has allowed.
func (e *endpoint) open(ctx context.Context, address netip.AddrPort, timeout time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	return e.run.prober.dial(ctx, e.host, "tcp", address.String())
}

// keep closes a connection when ctx ends, or when the endpoint is done.
func (e *endpoint) keep(ctx context.Context, conn net.Conn) {
	stop := e.run.whenOver(ctx, func() { _ = conn.Close() })
	e.closers = append(e.closers, func() {
		stop()
		_ = conn.Close()
	})
}

// errNowhere is for an endpoint that never got as far as an address to dial.
var errNowhere = errors.New("there is no address that may be dialled")

// again opens one more connection to where the endpoint was connected, to find
// out more about a failure. Nothing secret is sent on it.
func (e *endpoint) again(ctx context.Context) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, diagnosisTimeout)
	defer cancel()
	if e.socket != "" {
		return e.run.prober.dial(ctx, "", "unix", e.socket)
	}
	if len(e.allowed) == 0 {
		return nil, errNowhere
	}
	return e.run.prober.dial(ctx, e.host, "tcp", e.allowed[0].String())
}

// dial is the one place where connections are made. host is the name behind
// the address, for the rules that speak of names.
func (p *Prober) dial(ctx context.Context, host, network, address string) (net.Conn, error) {
	if err := p.checkDial(host, network, address); err != nil {
		return nil, err
	}
	if p.Dial != nil {
		return p.Dial(ctx, network, address)
	}
	dialer := &net.Dialer{
		KeepAlive: -1,
		// The second line of defence: this sees what is really connected to.
		Control: func(network, address string, _ syscall.RawConn) error {
			return p.checkDial(host, network, address)
		},
	}
	return dialer.DialContext(ctx, network, address)
}

// checkDial asks the policy about what is about to be dialled. network is that
// of net.Dial or, in a dialer's Control, the one of a family: "tcp4".
func (p *Prober) checkDial(host, network, address string) error {
	switch network {
	case "unix":
		return p.Policy.checkResolvedSocket(address)
	case "tcp", "tcp4", "tcp6":
		parsed, err := netip.ParseAddrPort(address)
		if err != nil {
			// Only addresses are dialled, never names.
			return &Refusal{Reason: ReasonNotAllowed, Address: address}
		}
		return p.Policy.CheckAddress(host, parsed)
	}
	return &Refusal{Reason: ReasonNotAllowed, Address: network + " " + address}
}
