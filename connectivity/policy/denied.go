package policy

import (
	"net/netip"
	"slices"
	"sync"
	"time"
)

// Denied remembers where the names lead that a policy denies, from one test to the
// next. They are looked up before each test all the same; what was seen counts on
// while a look-up fails, and for deniedFor when a name leads elsewhere, because some
// name servers give a part of the addresses in turn.
type Denied struct {
	// Changed is told when a name was looked up for the first time, when it can no
	// longer be looked up, and when it can be again. known is how many addresses
	// are denied for it. Nil tells nobody.
	Changed func(name string, known int, err error)

	mutex sync.Mutex
	names map[string]*deniedName
}

type deniedName struct {
	seen  map[netip.Addr]time.Time
	asked bool
	err   error // of the last look-up
}

const (
	// deniedFor is how long an address stays denied after its name last led there.
	deniedFor = time.Hour
	// maxDenied bounds what is remembered for one name.
	maxDenied = 256
)

// Note takes in what a look-up of a name gave and answers with what is denied now.
func (d *Denied) Note(denied DeniedName, addresses []netip.Addr, err error, now time.Time) []netip.Addr {
	var found []netip.Addr
	for _, address := range addresses {
		found = append(found, addressFaces(address.WithZone(""))...)
	}
	d.mutex.Lock()
	defer d.mutex.Unlock()
	name := NormalHost(denied.Host)
	known := d.names[name]
	if known == nil {
		known = &deniedName{seen: map[netip.Addr]time.Time{}}
		if d.names == nil {
			d.names = map[string]*deniedName{}
		}
		d.names[name] = known
	}
	for _, address := range found {
		if len(known.seen) < maxDenied || !known.seen[address].IsZero() {
			known.seen[address] = now
		}
	}
	addresses = slices.Clone(found)
	for address, last := range known.seen {
		switch {
		case slices.Contains(addresses, address):
		case err == nil && now.Sub(last) > deniedFor:
			delete(known.seen, address)
		default:
			addresses = append(addresses, address)
		}
	}
	if changed := !known.asked || (known.err == nil) != (err == nil); changed && d.Changed != nil {
		d.Changed(denied.label, len(addresses), err)
	}
	known.asked, known.err = true, err
	return addresses
}

// DeniedName is a host name whose addresses a policy denies, wherever else they are met.
type DeniedName struct {
	Host string

	label string // what names it in the log
	rule  Rule
	port  int // that of a server of the wizard's own; 0 for a rule
}

// DeniedNames are the names to look up before a test.
func (p Policy) DeniedNames() []DeniedName {
	var names []DeniedName
	for _, rule := range p.Deny {
		if name := rule.name(); name != "" {
			names = append(names, DeniedName{Host: name, label: name, rule: rule})
		}
	}
	for _, own := range p.OwnServers {
		if _, err := netip.ParseAddr(own.Host); err != nil && own.Port != 0 {
			names = append(names, DeniedName{Host: own.Host, label: own.Option, port: own.Port})
		}
	}
	return names
}

// Denying is the policy with what those names lead to denied, one list of addresses
// for each name.
func (p Policy) Denying(names []DeniedName, addresses [][]netip.Addr) Policy {
	p.Deny, p.ownAddresses = slices.Clone(p.Deny), nil
	for i, name := range names {
		for _, address := range addresses[i] {
			if name.port != 0 {
				p.ownAddresses = append(p.ownAddresses, netip.AddrPortFrom(address, uint16(name.port)))
			} else {
				p.Deny = append(p.Deny, Rule{text: name.rule.text, prefix: netip.PrefixFrom(address, address.BitLen())})
			}
		}
	}
	return p
}

// From is the policy for a test that somebody asked for from another machine, as the
// header of that name shows: loopback is left to the rules that name it.
func (p Policy) From(elsewhere string) Policy {
	if elsewhere != "" && p.Loopback {
		p.Loopback, p.elsewhere = false, elsewhere
	}
	return p
}
