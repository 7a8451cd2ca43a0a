package policy

import (
	"net/netip"
	"os"
	"strings"
)

// OwnServer is a server that the wizard itself uses, and that nobody may test or
// talk to through it: the Redis in which replicas count together.
type OwnServer struct {
	// Host is a name, or an address without brackets, or the path of a unix
	// socket, which has no port.
	Host string
	Port int
	// Option is what names it, for the log: the host may be nobody's business.
	Option string
}

// isOwnServer looks at the name as it was typed, at an address in the option, and at
// what a name in the option leads to. A server on this machine is itself at each of
// the machine's addresses.
func (p Policy) isOwnServer(host string, address netip.AddrPort) bool {
	for _, own := range p.OwnServers {
		if own.Port != int(address.Port()) {
			continue
		}
		if at, err := netip.ParseAddr(own.Host); err != nil {
			if host != "" && NormalHost(host) == NormalHost(own.Host) {
				return true
			}
		} else if sameServer(at, address.Addr()) {
			return true
		}
	}
	for _, own := range p.ownAddresses {
		if own.Port() == address.Port() && sameServer(own.Addr(), address.Addr()) {
			return true
		}
	}
	return false
}

func sameServer(own, address netip.Addr) bool {
	own, address = own.WithZone("").Unmap(), address.WithZone("").Unmap()
	return own == address || isLocal(own) && isLocal(address)
}

// isOwnSocket tells whether a path leads to a socket of the wizard's own.
func (p Policy) isOwnSocket(path string) bool {
	for _, own := range p.OwnServers {
		if own.Port != 0 || !strings.HasPrefix(own.Host, "/") {
			continue
		}
		if own.Host == path {
			return true
		}
		at, err := os.Stat(own.Host)
		there, otherErr := os.Stat(path)
		if err == nil && otherErr == nil && os.SameFile(at, there) {
			return true
		}
	}
	return false
}
