package connectivity

import (
	"context"
	"errors"
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

// note takes in what a look-up gave and answers with what is denied now.
func (d *Denied) note(name, label string, found []netip.Addr, err error, now time.Time) []netip.Addr {
	d.mutex.Lock()
	defer d.mutex.Unlock()
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
	addresses := slices.Clone(found)
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
		d.Changed(label, len(addresses), err)
	}
	known.asked, known.err = true, err
	return addresses
}

// LookUpDenied looks up what the policy denies by name, ahead of the first test.
func (p *Prober) LookUpDenied(ctx context.Context) { p.deniedNow(ctx, func(string) {}) }

// deniedNow is the policy with the names that it denies looked up: what they lead to
// is denied like the names themselves, whatever else leads there. A name that cannot
// be looked up denies itself, and where it led before. A look-up that panics has
// failed, and broke is told its place.
func (p *Prober) deniedNow(ctx context.Context, broke func(place string)) Policy {
	policy := p.Policy
	ctx, cancel := context.WithTimeout(ctx, resolveTimeout)
	defer cancel()
	memory := p.Denied
	if memory == nil {
		memory = &Denied{}
	}
	var lookups walks
	lookUp := func(name, label string) func() []netip.Addr {
		var addresses []netip.Addr
		lookups.beside(func() {
			found, err := p.resolve(ctx, name)
			if err == nil && len(found) == 0 {
				err = because("name-unknown", nil)
			}
			var faces []netip.Addr
			for _, address := range found {
				faces = append(faces, addressFaces(address.WithZone(""))...)
			}
			addresses = memory.note(normalHost(name), label, faces, err, p.now())
		}, func(place string) {
			broke(place)
			addresses = memory.note(normalHost(name), label, nil, errLookUpBroke, p.now())
		})
		return func() []netip.Addr { return addresses }
	}
	type denied struct {
		rule      Rule
		port      int
		addresses func() []netip.Addr
	}
	var all []denied
	for _, rule := range policy.Deny {
		if name := rule.name(); name != "" {
			all = append(all, denied{rule: rule, addresses: lookUp(name, name)})
		}
	}
	for _, own := range policy.OwnServers {
		if _, err := netip.ParseAddr(own.Host); err != nil && own.Port != 0 {
			all = append(all, denied{port: own.Port, addresses: lookUp(own.Host, own.Option)})
		}
	}
	lookups.wait()
	policy.Deny, policy.ownAddresses = slices.Clone(policy.Deny), nil
	for _, one := range all {
		for _, address := range one.addresses() {
			if one.port != 0 {
				policy.ownAddresses = append(policy.ownAddresses, netip.AddrPortFrom(address, uint16(one.port)))
			} else {
				policy.Deny = append(policy.Deny, Rule{text: one.rule.text, prefix: netip.PrefixFrom(address, address.BitLen())})
			}
		}
	}
	return policy
}

// errLookUpBroke is for a look-up that panicked.
var errLookUpBroke = errors.New("the look-up broke down, by a fault of the wizard")

// forTarget is the prober for one test.
func (p *Prober) forTarget(ctx context.Context, target *Target, broke func(place string)) *Prober {
	own := *p
	own.Policy = p.deniedNow(ctx, broke)
	if target.Elsewhere != "" && own.Policy.Loopback {
		own.Policy.Loopback, own.Policy.elsewhere = false, target.Elsewhere
	}
	return &own
}
