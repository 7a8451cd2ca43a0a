// Package policy decides what a probe may reach: addresses after they were resolved,
// host names, ports and the paths of unix sockets. It dials and looks up nothing; the
// one dialler in package connectivity asks it twice about each connection.
package policy

import (
	"net"
	"net/netip"
	"slices"
)

// Policy says what a probe may reach. It is asked about every address after it
// was resolved, and the very address that was asked about is dialled. The zero
// Policy is a server's: private and public networks, ports from 1024 up, no
// loopback, no unix sockets.
type Policy struct {
	// Allow, when it is not empty, is all that may be reached. A rule for a
	// loopback address, or for localhost, also opens that loopback, and so does one for an
	// example of the manuals (192.0.2.0/24).
	Allow []Rule
	// Deny wins over Allow.
	Deny []Rule
	// Ports that may be dialled. Default: 1024 to 65535.
	Ports []PortRange
	// SocketDirs are the directories below which unix sockets may be opened.
	SocketDirs []string
	// Loopback permits loopback addresses that no rule of Allow names.
	Loopback bool
	// Own are the addresses on which the wizard itself listens. They are
	// refused, so that it cannot be made to talk to itself. With an unspecified
	// address (0.0.0.0 or ::) the port is refused on every address of this
	// machine.
	Own []netip.AddrPort
	// OwnServers are the servers that the wizard itself uses.
	OwnServers []OwnServer

	// What is found out for one test: where the names of OwnServers lead, and why
	// loopback is not permitted to who asked for it.
	ownAddresses []netip.AddrPort
	elsewhere    string
}

// ForCommandLine is for a person at their own machine: loopback, all unix
// sockets and all ports. What is always refused stays refused.
func ForCommandLine() Policy {
	return Policy{Loopback: true, SocketDirs: []string{"/"}, Ports: []PortRange{{1, 65535}}}
}

// ForServer is for a wizard that other people use: private and public
// networks, ports 1024 to 65535, no unix sockets until the administrator names
// directories. Loopback is for wizards that listen on loopback themselves. Own
// are the wizard's own listening addresses.
func ForServer(loopback bool, own ...netip.AddrPort) Policy {
	return Policy{Loopback: loopback, Ports: defaultPorts, Own: own}
}

var defaultPorts = []PortRange{{1024, 65535}}

// CheckHost applies the rules that name hosts to a host name, before it is
// looked up. The error is a *Refusal.
func (p Policy) CheckHost(host string) error {
	for _, rule := range p.Deny {
		if rule.matchesHost(host) {
			return &Refusal{Reason: ReasonDenied, Address: host, Rule: rule.String()}
		}
	}
	return nil
}

// CheckAddress decides on a resolved address; host is the name it was resolved
// from, or empty. The error is a *Refusal.
func (p Policy) CheckAddress(host string, address netip.AddrPort) error {
	if err := p.CheckHost(host); err != nil {
		return err
	}
	refuse := func(reason Reason, rule string) error {
		return &Refusal{Reason: reason, Address: address.String(), Rule: rule}
	}
	if address.Addr().Zone() != "" {
		return refuse(ReasonZone, "")
	}
	// An IPv4 address can hide in an IPv6 one; each is judged.
	faces := addressFaces(address.Addr())
	for _, face := range faces {
		if special := networkOf(face); special.reason != "" && !special.opens {
			return refuse(special.reason, "")
		}
		if p.isOwn(netip.AddrPortFrom(face, address.Port())) {
			return refuse(ReasonOwn, "")
		}
		if p.isOwnServer(host, netip.AddrPortFrom(face, address.Port())) {
			return refuse(ReasonOwnServer, "")
		}
		for _, rule := range p.Deny {
			if rule.matchesAddress(face) {
				return refuse(ReasonDenied, rule.String())
			}
		}
	}
	if !p.portAllowed(int(address.Port())) {
		return refuse(ReasonPort, formatPorts(p.ports()))
	}
	allowedByAddress, allowedByHost := false, false
	for _, rule := range p.Allow {
		allowedByAddress = allowedByAddress || rule.matchesAddress(faces[0])
		allowedByHost = allowedByHost || rule.matchesHost(host)
	}
	for _, face := range faces {
		// A name that happens to point at loopback does not open loopback; the
		// administrator has to name the address.
		special := networkOf(face)
		if special.opens && !allowedByAddress && (special.reason != ReasonLoopback || !p.Loopback) {
			if special.reason == ReasonLoopback && p.elsewhere != "" {
				return refuse(ReasonElsewhere, p.elsewhere)
			}
			return refuse(special.reason, "")
		}
	}
	if len(p.Allow) > 0 && !allowedByAddress && !allowedByHost {
		return refuse(ReasonNotAllowed, "")
	}
	return nil
}

func (p Policy) ports() []PortRange {
	if len(p.Ports) == 0 {
		return defaultPorts
	}
	return p.Ports
}

func (p Policy) portAllowed(port int) bool {
	return slices.ContainsFunc(p.ports(), func(allowed PortRange) bool { return port >= allowed.First && port <= allowed.Last })
}

func (p Policy) isOwn(address netip.AddrPort) bool {
	return slices.ContainsFunc(p.Own, func(own netip.AddrPort) bool {
		at := own.Addr().Unmap()
		return own.Port() == address.Port() && (at == address.Addr().Unmap() || at.IsUnspecified() && isLocal(address.Addr()))
	})
}

// isLocal tells whether an address is one of this machine's.
func isLocal(address netip.Addr) bool {
	if address.IsLoopback() {
		return true
	}
	interfaces, err := net.InterfaceAddrs()
	if err != nil {
		// Without the list, an address that may be our own counts as our own.
		return true
	}
	return slices.ContainsFunc(interfaces, func(local net.Addr) bool {
		prefix, err := netip.ParsePrefix(local.String())
		return err == nil && prefix.Addr().Unmap() == address.Unmap()
	})
}
