package policy

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// Rule matches addresses (an address or a CIDR) or host names. Make one with
// ParseRule.
type Rule struct {
	text   string
	prefix netip.Prefix
	host   string
}

// ParseRule reads an address ("10.0.0.5"), a CIDR ("10.0.0.0/8"), a host name
// ("redis.internal") or a domain with everything in it ("*.internal").
func ParseRule(text string) (Rule, error) {
	trimmed := strings.TrimSpace(text)
	bare := strings.TrimSuffix(strings.TrimPrefix(trimmed, "["), "]")
	if address, err := netip.ParseAddr(bare); err == nil {
		address = address.WithZone("").Unmap()
		return Rule{text: trimmed, prefix: netip.PrefixFrom(address, address.BitLen())}, nil
	}
	if strings.Contains(trimmed, "/") {
		prefix, err := netip.ParsePrefix(trimmed)
		if err != nil {
			return Rule{}, fmt.Errorf("rule %q is no network: write it like 10.0.0.0/8 or fd00::/8", text)
		}
		if prefix.Addr().Is4In6() && prefix.Bits() >= 96 {
			prefix = netip.PrefixFrom(prefix.Addr().Unmap(), prefix.Bits()-96)
		}
		return Rule{text: trimmed, prefix: prefix.Masked()}, nil
	}
	host := NormalHost(trimmed)
	plain := strings.TrimPrefix(host, "*.")
	if plain == "" || NumericHost(plain) || strings.ContainsAny(plain, " \t*@:/\\[]") {
		return Rule{}, fmt.Errorf("rule %q is no address, network or host name: write it like 10.0.0.5, 10.0.0.0/8 or redis.internal", text)
	}
	return Rule{text: trimmed, host: host}, nil
}

// ParseDenial is ParseRule for what must not be reached. Where a name leads can be
// looked up and denied with it, but nobody knows all the names of a domain: such a
// rule would stop one spelling of many, so it is refused.
func ParseDenial(text string) (Rule, error) {
	rule, err := ParseRule(text)
	if err == nil && strings.HasPrefix(rule.host, "*.") {
		return Rule{}, fmt.Errorf("rule %q would stop those names alone, and not their addresses: deny the network, like 10.0.0.0/8, or each host by its name", text)
	}
	return rule, err
}

// String is the rule as it was written.
func (r Rule) String() string { return r.text }

// matchesAddress takes the name localhost for the loopback addresses, as it may
// stand for nothing else (RFC 6761); any other name says nothing of an address.
func (r Rule) matchesAddress(address netip.Addr) bool {
	if r.host == "localhost" {
		return address.Unmap().IsLoopback()
	}
	return r.prefix.IsValid() && r.prefix.Contains(address.Unmap())
}

func (r Rule) matchesHost(host string) bool {
	if r.host == "" || host == "" {
		return false
	}
	host = NormalHost(host)
	if domain, isDomain := strings.CutPrefix(r.host, "*."); isDomain {
		return strings.HasSuffix(host, "."+domain)
	}
	return host == r.host
}

// name is the host name of a rule for one that can be looked up; empty for others.
// localhost needs no looking up.
func (r Rule) name() string {
	if strings.HasPrefix(r.host, "*.") || r.host == "localhost" {
		return ""
	}
	return r.host
}

// PortRange is a range of ports, both ends included.
type PortRange struct{ First, Last int }

// ParsePorts reads ports and ranges: "6379" or "1024-65535,443".
func ParsePorts(text string) ([]PortRange, error) {
	var ranges []PortRange
	for _, part := range strings.Split(text, ",") {
		first, last, isRange := strings.Cut(strings.TrimSpace(part), "-")
		if !isRange {
			last = first
		}
		low, lowErr := strconv.Atoi(strings.TrimSpace(first))
		high, highErr := strconv.Atoi(strings.TrimSpace(last))
		if lowErr != nil || highErr != nil || low < 1 || high > 65535 || low > high {
			return nil, fmt.Errorf("ports %q: %q is no port or range between 1 and 65535: write them like 6379 or 1024-65535", text, part)
		}
		ranges = append(ranges, PortRange{low, high})
	}
	return ranges, nil
}

// formatPorts is the text that ParsePorts reads.
func formatPorts(ranges []PortRange) string {
	parts := make([]string, len(ranges))
	for i, r := range ranges {
		parts[i] = strconv.Itoa(r.First)
		if r.Last != r.First {
			parts[i] += "-" + strconv.Itoa(r.Last)
		}
	}
	return strings.Join(parts, ", ")
}
