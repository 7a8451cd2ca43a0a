package connectivity

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"

	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/phrase"
	"redis-wizard/connectivity/internal/panics"
	"redis-wizard/connectivity/internal/peertext"
	"redis-wizard/connectivity/internal/wording"
	"redis-wizard/connectivity/policy"
)

// resolve turns the host into addresses. Authelia joins host and port with a
// colon and hands the text to Go; what that reading makes of a host is copied
// here, including what it cannot make sense of.
func (e *endpoint) resolve(ctx context.Context) error {
	name, address, fault := e.parseHost(e.where.Host)
	if fault != nil {
		return fault
	}
	e.host = name
	if e.where.Port < 1 || e.where.Port > 65535 {
		return because("port-range", nil)
	}
	if address.IsValid() {
		e.resolved = []netip.Addr{address}
		e.leaveOut("{address} is an IP address; no lookup needed.", "address", address.String())
		return nil
	}
	// A name that is forbidden is not even looked up.
	if err := e.run.prober.Policy.CheckHost(name); err != nil {
		e.leaveOut("Not looked up: the policy forbids this name.")
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, resolveTimeout)
	defer cancel()
	addresses, err := e.run.prober.resolve(ctx, name)
	if err != nil {
		if ctx.Err() != nil {
			return because("dns-timeout", err)
		}
		return err
	}
	if len(addresses) == 0 {
		return because("name-unknown", nil)
	}
	e.resolved = addresses
	e.say("{name} leads to {addresses}.", "name", e.shownName(name), "addresses", listAddresses(e.language(), addresses))
	return nil
}

// shownName is a name that was looked up, as it may be shown.
func (e *endpoint) shownName(name string) string {
	if e.Origin == Announced {
		return e.run.redact.Peer(name)
	}
	return peertext.Typed(name)
}

func (p *Prober) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	if p.Resolve != nil {
		return p.Resolve(ctx, host)
	}
	return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
}

// parseHost splits what was typed into a name or an address, or says what is
// wrong with it.
func (e *endpoint) parseHost(text string) (name string, address netip.Addr, wrong *fault) {
	name, opened, closed := text, strings.HasPrefix(text, "["), false
	if opened {
		name, closed = strings.CutSuffix(text[1:], "]")
	}
	address, err := netip.ParseAddr(name)
	switch {
	case text == "":
		wrong = because("host-missing", nil)
	case strings.TrimSpace(text) != text:
		wrong = e.mend(because("host-blanks", nil), "Remove the spaces", e.where.place(strings.TrimSpace(text), ""))
	case strings.HasPrefix(text, "/"):
		wrong = e.mend(because("socket-with-port", nil), "Remove the port", map[string]string{e.where.Key + ".port": ""})
	case strings.HasPrefix(text, "unix:"):
		wrong = because("socket-url", nil)
	case strings.Contains(text, "://"), strings.Contains(text, "@"), opened && !closed && strings.Contains(text, "]:"):
		wrong = e.split(text)
	case opened && (!closed || err != nil):
		wrong = because("host-brackets", nil)
	case err == nil && address.Is6() && !opened:
		wrong = e.mend(because("ipv6-without-brackets", nil), "Put it in brackets", e.where.place("["+text+"]", ""))
	case err == nil:
	case strings.Contains(text, ":"):
		wrong = e.split(text)
	case strings.Contains(text, "/"):
		wrong = because("socket-relative", nil)
	case policy.NumericHost(text), !policy.IsHostName(text):
		wrong = because("address-spelling", nil)
	}
	return name, address, wrong
}

// split is the fault of a URL, or of host and port in one text.
func (e *endpoint) split(text string) *fault {
	fault := because("host-with-port", nil)
	if host, port, ok := splitURL(text); ok {
		e.mend(fault, "Split it into host and port", e.where.place(host, port))
	}
	return fault
}

// mend adds the fix that writes the address of a single server in another way.
func (e *endpoint) mend(f *fault, label phrase.Text, set map[string]string) *fault {
	if e.Role == RoleRedis {
		f.fix = &causes.Fix{Label: e.phrase(label), Set: set}
	}
	return f
}

func listAddresses(l phrase.Language, addresses []netip.Addr) string {
	return wording.SomeOf(l, each(addresses, func(address netip.Addr) string { return address.Unmap().String() }), 6)
}

// LookUpDenied looks up what the policy denies by name, ahead of the first test.
func (p *Prober) LookUpDenied(ctx context.Context) { p.deniedNow(ctx, func(string) {}) }

// deniedNow is the policy with the names that it denies looked up: what they lead to
// is denied like the names themselves, whatever else leads there. A name that cannot
// be looked up denies itself, and where it led before. A look-up that panics has
// failed, and broke is told its place.
func (p *Prober) deniedNow(ctx context.Context, broke func(place string)) policy.Policy {
	ctx, cancel := context.WithTimeout(ctx, resolveTimeout)
	defer cancel()
	memory := cmp.Or(p.Denied, &policy.Denied{})
	names := p.Policy.DeniedNames()
	addresses := make([][]netip.Addr, len(names))
	var lookups panics.Group
	for i, name := range names {
		note := func(found []netip.Addr, err error) { addresses[i] = memory.Note(name, found, err, p.now()) }
		lookups.Start(func() {
			found, err := p.resolve(ctx, name.Host)
			if err == nil && len(found) == 0 {
				err = because("name-unknown", nil)
			}
			note(found, err)
		}, func(place string) {
			broke(place)
			note(nil, errLookUpBroke)
		})
	}
	lookups.Wait()
	return p.Policy.Denying(names, addresses)
}

// errLookUpBroke is for a look-up that panicked.
var errLookUpBroke = errors.New("the look-up broke down, by a fault of the wizard")

// forTarget is the prober for one test.
func (p *Prober) forTarget(ctx context.Context, target *Target, broke func(place string)) *Prober {
	own := *p
	own.Policy = p.deniedNow(ctx, broke).From(target.Elsewhere)
	return &own
}
