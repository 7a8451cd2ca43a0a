package connectivity

import (
	"context"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"redis-wizard/configschema/phrase"
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
		e.say("{address} is an address already; there is nothing to look up.", "address", address.String())
		return nil
	}
	// A name that is forbidden is not even looked up.
	if err := e.run.prober.Policy.CheckHost(name); err != nil {
		e.say("Not looked up: the policy forbids this name.")
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
		return e.run.redact.peer(name)
	}
	return ownText(name)
}

func (p *Prober) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	if p.Resolve != nil {
		return p.Resolve(ctx, host)
	}
	return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
}

// parseHost splits what was typed into a name or an address, or says what is
// wrong with it.
func (e *endpoint) parseHost(text string) (string, netip.Addr, *fault) {
	none := netip.Addr{}
	switch {
	case text == "":
		return "", none, because("host-missing", nil)
	case strings.TrimSpace(text) != text:
		return "", none, e.mend(because("host-blanks", nil), "Take the blanks out", strings.TrimSpace(text), "")
	case strings.HasPrefix(text, "/"):
		fault := because("socket-with-port", nil)
		if e.Role == RoleRedis {
			fault.fix = &Fix{Label: e.told("Take the port out"), Set: map[string]string{"session.redis.port": ""}}
		}
		return "", none, fault
	case strings.HasPrefix(text, "unix:"):
		return "", none, because("socket-url", nil)
	case strings.Contains(text, "://"), strings.Contains(text, "@"):
		return "", none, e.split(text)
	}
	if inner, opened := strings.CutPrefix(text, "["); opened {
		inner, closed := strings.CutSuffix(inner, "]")
		address, err := netip.ParseAddr(inner)
		if !closed && strings.Contains(inner, "]:") {
			return "", none, e.split(text)
		}
		if !closed || err != nil {
			return "", none, because("host-brackets", nil)
		}
		return inner, address, nil
	}
	if address, err := netip.ParseAddr(text); err == nil {
		if address.Is6() {
			return "", none, e.mend(because("ipv6-without-brackets", nil), "Put it in brackets", "["+text+"]", "")
		}
		return text, address, nil
	}
	switch {
	case strings.Contains(text, ":"):
		return "", none, e.split(text)
	case strings.Contains(text, "/"):
		return "", none, because("socket-relative", nil)
	case numericHost(text), !isHostName(text):
		return "", none, because("address-spelling", nil)
	}
	return text, none, nil
}

// split is the fault of a URL, or of host and port in one text.
func (e *endpoint) split(text string) *fault {
	fault := because("host-with-port", nil)
	if host, port, ok := splitURL(text); ok {
		return e.mend(fault, "Split it into host and port", host, port)
	}
	return fault
}

// mend adds the fix that replaces the host, and the port unless it is empty.
// Only the address at the top of session.redis can be set by a fixed key.
func (e *endpoint) mend(f *fault, label phrase.Text, host, port string) *fault {
	if e.Role != RoleRedis {
		return f
	}
	f.fix = &Fix{Label: e.told(label), Set: map[string]string{"session.redis.host": host}}
	if port != "" {
		f.fix.Set["session.redis.port"] = port
	}
	return f
}

// notInNames is for characters that no name has which Go's resolver looks up.
// Others would: some take full-width digits for digits, and %31 for 1.
func notInNames(r rune) bool {
	return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-' || r == '_' || r == '.')
}

// numericHost tells whether some resolvers would read a host as a number: an
// IPv4 address in one of its old spellings (127.1, 0x7f.1, 2130706433,
// 010.0.0.1). Go does not, and no DNS name ends in a number (WHATWG URL,
// "ends in a number"; RFC 3696, section 2).
func numericHost(host string) bool {
	labels := strings.Split(strings.TrimSuffix(strings.ToLower(host), "."), ".")
	last := labels[len(labels)-1]
	if last == "" {
		return false
	}
	if hex, ok := strings.CutPrefix(last, "0x"); ok {
		if hex == "" {
			return true
		}
		_, err := strconv.ParseUint(hex, 16, 64)
		return err == nil
	}
	for _, r := range last {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

func listAddresses(l phrase.Language, addresses []netip.Addr) string {
	texts := make([]string, len(addresses))
	for i, address := range addresses {
		texts[i] = address.Unmap().String()
	}
	return someOf(l, texts, 6)
}
