package client

import (
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"redis-wizard/web/limits"
)

// Proxies are the addresses of proxies that the operator trusts.
type Proxies []netip.Prefix

// ParseProxies reads addresses and CIDRs of proxies to trust. A trusted proxy
// says who the client is, so a range that holds everybody is refused.
func ParseProxies(texts []string) (Proxies, error) {
	var proxies Proxies
	for _, text := range texts {
		proxy, err := netip.ParsePrefix(text)
		if address, plain := netip.ParseAddr(text); plain == nil {
			address = address.Unmap().WithZone("")
			proxy, err = netip.PrefixFrom(address, address.BitLen()), nil
		}
		switch {
		case err != nil:
			return nil, fmt.Errorf("%q is neither an address nor a CIDR such as 10.0.0.0/8", text)
		case proxy.Bits() == 0:
			return nil, fmt.Errorf("%q would trust everybody; name the addresses of your proxy alone", text)
		case proxy.Addr().Is4In6():
			return nil, fmt.Errorf("%q must be written as an IPv4 address or CIDR", text)
		}
		proxies = append(proxies, proxy.Masked())
	}
	return proxies, nil
}

// Trust tells whether an address is one of these proxies.
func (p Proxies) Trust(address netip.Addr) bool {
	return slices.ContainsFunc(p, func(proxy netip.Prefix) bool { return proxy.Contains(address) })
}

// forwardedFor is the client for which trusted proxies ask: from the right, the
// first address that is none of theirs. What stands further left anybody may
// have written. An entry that is no address ends the search: the last proxy
// that was understood then stands for the client.
func (p Proxies) forwardedFor(r *http.Request) netip.Addr {
	client := limits.Address(r.RemoteAddr)
	entries := List(r.Header.Values("X-Forwarded-For"))
	for i := len(entries) - 1; i >= 0 && p.Trust(client); i-- {
		address, ok := parseForwarded(entries[i])
		if !ok {
			break
		}
		client = address
	}
	return client
}

// parseForwarded reads an entry of X-Forwarded-For. Some proxies add the port.
func parseForwarded(entry string) (netip.Addr, bool) {
	if end := limits.Address(entry); end.IsValid() {
		return end, true
	}
	address, err := netip.ParseAddr(strings.Trim(entry, "[]"))
	return address.Unmap().WithZone(""), err == nil
}

// forwarded is what the nearest proxy says in a header. Proxies that append
// leave what the client sent on the left.
func forwarded(r *http.Request, header string) string {
	entries := List(r.Header.Values(header))
	if len(entries) == 0 {
		return ""
	}
	return entries[len(entries)-1]
}

// List is the entries of a header that may be sent several times
// (RFC 9110, 5.3).
func List(values []string) []string {
	var entries []string
	for _, value := range values {
		for entry := range strings.SplitSeq(value, ",") {
			entries = append(entries, strings.TrimSpace(entry))
		}
	}
	return entries
}
