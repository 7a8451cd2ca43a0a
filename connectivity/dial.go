package connectivity

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"redis-wizard/connectivity/internal/socketfile"
	"redis-wizard/connectivity/internal/wording"
	"redis-wizard/connectivity/neterror"
	"redis-wizard/connectivity/policy"
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
		if locked, ok := errors.AsType[*fs.PathError](err); ok {
			return because("socket-directory-permission", err).with(map[string]string{"mode": socketfile.Mode(e.language(), nil, locked.Path)})
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
	for _, address := range e.resolved {
		address = address.Unmap()
		candidate := netip.AddrPortFrom(address, uint16(e.where.Port))
		if err := policy.CheckAddress(e.host, candidate); err != nil {
			refused = cmp.Or(refused, err)
		} else if !slices.ContainsFunc(e.allowed, func(a netip.AddrPort) bool { return a.Addr().Is4() == address.Is4() }) {
			e.allowed = append(e.allowed, candidate)
		}
	}
	if len(e.allowed) == 0 {
		return refused
	}
	if refused != nil {
		e.say("This program may dial {address}. Another address of this name is left out: {reason}.",
			"address", e.allowed[0].String(), "reason", wording.Error(e.language(), refused))
	} else {
		e.say("This program may dial {address}.", "address", e.allowed[0].String())
	}
	return nil
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
		conn, err := e.open(ctx, address.String(), timeout/time.Duration(len(e.allowed)-i))
		if err == nil {
			e.keep(ctx, conn, address.String())
			e.say("Connected to {address}.", "address", e.dialled)
			return nil
		}
		// A missing route for one family (no IPv6 here) says less than what
		// the other family met.
		if failure == nil || neterror.Is(failure, syscall.ENETUNREACH) || neterror.Is(failure, syscall.EADDRNOTAVAIL) {
			failure, e.dialled = err, address.String()
		}
	}
	return failure
}

// connectSocket opens the unix socket. It looks first, because the kernel's
// answers are too short: "permission denied" may be any directory on the way.
func (e *endpoint) connectSocket(ctx context.Context, timeout time.Duration) error {
	if len(e.socket) > policy.MaxSocketPath || len(e.where.Host) > policy.MaxSocketPath {
		return because("socket-too-long", nil)
	}
	info, statErr := os.Stat(e.socket)
	switch {
	case policy.NotThere(statErr):
		return because("socket-missing", statErr).with(map[string]string{"missing": socketfile.FirstMissing(e.socket)})
	case statErr == nil && info.Mode()&fs.ModeSocket == 0:
		return because("socket-not-a-socket", nil).with(map[string]string{"kind": socketfile.Kind(e.language(), info)})
	}
	conn, err := e.open(ctx, e.socket, timeout)
	switch {
	case neterror.Is(err, syscall.EACCES):
		cause := "socket-permission"
		if info == nil {
			cause = "socket-directory-permission"
		}
		return because(cause, err).with(map[string]string{"mode": socketfile.Mode(e.language(), info, e.socket)})
	case neterror.Is(err, syscall.ECONNREFUSED):
		return because("socket-refused", err)
	case policy.NotThere(err):
		return because("socket-missing", err).with(map[string]string{"missing": e.socket})
	case err != nil:
		return err
	}
	e.keep(ctx, conn, e.socket)
	e.say("Connected to {address}.", "address", e.Address)
	return nil
}

// open dials an address, or the path of a socket, that the policy has allowed.
func (e *endpoint) open(ctx context.Context, address string, timeout time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	network := "tcp"
	if e.socket != "" {
		network = "unix"
	}
	return e.run.prober.dial(ctx, e.host, network, address)
}

// keep closes the connection when ctx ends, or when the endpoint is done.
func (e *endpoint) keep(ctx context.Context, conn net.Conn, dialled string) {
	e.raw, e.dialled = conn, dialled
	stop := e.run.whenOver(ctx, func() { _ = conn.Close() })
	e.closers = append(e.closers, func() {
		stop()
		_ = conn.Close()
	})
}

// again opens one more connection to where the endpoint was connected, to find
// out more about a failure. Nothing secret is sent on it.
func (e *endpoint) again(ctx context.Context) (net.Conn, error) {
	return e.open(ctx, e.dialled, diagnosisTimeout)
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
		return p.Policy.CheckResolvedSocket(address)
	case "tcp", "tcp4", "tcp6":
		parsed, err := netip.ParseAddrPort(address)
		if err != nil {
			// Only addresses are dialled, never names.
			return &policy.Refusal{Reason: policy.ReasonNotAllowed, Address: address}
		}
		return p.Policy.CheckAddress(host, parsed)
	}
	return &policy.Refusal{Reason: policy.ReasonNotAllowed, Address: network + " " + address}
}
