package policy

import "net/netip"

// network is a range of addresses with a verdict of its own.
type network struct {
	prefix netip.Prefix
	// reason refuses it; empty allows it.
	reason Reason
	// opens tells whether the administrator can open it after all, by a rule of
	// Allow that names the address.
	opens bool
}

// specialNetworks holds the verdict on every range of IANA's special-purpose
// address registries (RFC 6890 and its successors), on the ranges that are
// special without being registered there, and on the metadata services of clouds
// (from the clouds' own pages). The first row that holds an address counts, so
// the small ranges stand before the large ones. What no row holds is an ordinary
// address.
//
// Always refused is what leads to something else than a server of one's own: to
// a metadata service, to a neighbour that is not named by its address alone, to
// many machines at once, to an anycast service of the Internet's plumbing, or
// nowhere. Private and shared ranges are allowed: Redis lives there.
var specialNetworks = []network{
	// Metadata services, and what stands beside them.
	always("169.254.169.254/32", ReasonMetadata),     // AWS, Azure, GCP, OpenStack and most others
	always("169.254.169.253/32", ReasonMetadata),     // AWS resolver
	always("169.254.170.0/24", ReasonMetadata),       // AWS ECS and EKS credentials
	always("169.254.42.42/32", ReasonMetadata),       // Scaleway
	always("100.100.100.200/32", ReasonMetadata),     // Alibaba
	always("168.63.129.16/32", ReasonMetadata),       // Azure's wire server
	always("192.0.0.192/32", ReasonMetadata),         // Oracle
	always("fd00:ec2::/32", ReasonMetadata),          // AWS
	always("fd20:ce::254/128", ReasonMetadata),       // GCP
	always("fd00:42::42/128", ReasonMetadata),        // Scaleway
	always("fd00:c1::a9fe:a9fe/128", ReasonMetadata), // Oracle

	// IPv4, in the order of the registry.
	always("0.0.0.0/8", ReasonUnspecified), // "this network": Linux dials itself
	allowed("10.0.0.0/8"),                  // private
	allowed("100.64.0.0/10"),               // shared address space: Tailscale and other overlays
	opened("127.0.0.0/8", ReasonLoopback),
	always("169.254.0.0/16", ReasonLinkLocal),
	allowed("172.16.0.0/12"), // private
	// IETF protocol assignments: DS-Lite (192.0.0.0/29), the dummy address .8,
	// the anycast addresses of PCP and TURN (.9, .10), NAT64 discovery (.170, .171).
	always("192.0.0.0/24", ReasonReserved),
	opened("192.0.2.0/24", ReasonDocumentation),
	always("192.31.196.0/24", ReasonReserved), // AS112: anycast name servers
	always("192.52.193.0/24", ReasonReserved), // AMT: anycast multicast relays
	always("192.88.99.0/24", ReasonReserved),  // anycast relays of 6to4, deprecated
	allowed("192.168.0.0/16"),                 // private
	always("192.175.48.0/24", ReasonReserved), // AS112
	allowed("198.18.0.0/15"),                  // benchmarking: Docker Desktop and some proxies number with it
	opened("198.51.100.0/24", ReasonDocumentation),
	opened("203.0.113.0/24", ReasonDocumentation),
	always("224.0.0.0/4", ReasonMulticast),
	always("255.255.255.255/32", ReasonBroadcast),
	always("240.0.0.0/4", ReasonReserved),

	// IPv6, in the order of the registry. Ranges with an IPv4 address inside are
	// allowed here, because that address is judged as well (addressFaces).
	opened("::1/128", ReasonLoopback),
	always("::/128", ReasonUnspecified),
	allowed("::ffff:0:0/96"),                 // IPv4-mapped
	allowed("::ffff:0:0:0/96"),               // IPv4-translated
	allowed("::/96"),                         // IPv4-compatible, deprecated
	allowed("64:ff9b::/96"),                  // NAT64
	allowed("64:ff9b:1::/48"),                // NAT64 of one's own network
	always("100::/64", ReasonReserved),       // discarded on the way
	always("100:0:0:1::/64", ReasonReserved), // dummy prefix
	allowed("2001::/32"),                     // Teredo
	allowed("2001:2::/48"),                   // benchmarking, as in IPv4
	always("2001::/23", ReasonReserved),      // IETF: anycast of PCP, TURN, AMT, AS112; hashes that only look like addresses (ORCHID, drone ids)
	opened("2001:db8::/32", ReasonDocumentation),
	allowed("2002::/16"),                        // 6to4
	always("2620:4f:8000::/48", ReasonReserved), // AS112
	opened("3fff::/20", ReasonDocumentation),
	always("5f00::/16", ReasonReserved), // segment routing: instructions to routers
	allowed("fc00::/7"),                 // unique local
	always("fe80::/10", ReasonLinkLocal),
	allowed("fec0::/10"), // site-local: deprecated, but private, and QEMU's user network still has it
	always("ff00::/8", ReasonMulticast),
}

func always(prefix string, reason Reason) network {
	return network{prefix: netip.MustParsePrefix(prefix), reason: reason}
}

func opened(prefix string, reason Reason) network {
	return network{prefix: netip.MustParsePrefix(prefix), reason: reason, opens: true}
}

func allowed(prefix string) network { return network{prefix: netip.MustParsePrefix(prefix)} }

// networkOf finds the verdict on one address.
func networkOf(address netip.Addr) network {
	for _, special := range specialNetworks {
		if special.prefix.Contains(address) {
			return special
		}
	}
	return network{}
}
