package policy

import (
	"net/netip"
	"strings"
	"testing"
)

// The rows are IANA's special-purpose address registries, block for block, and
// the ranges beside them that a policy has to know. Each stands for its first
// and last address, or for the addresses given.
var registry = []struct {
	block  string
	server Reason   // with ForServer(false); "" means allowed
	person Reason   // with ForCommandLine()
	at     []string // instead of the first and last address
}{
	// IPv4 Special-Purpose Address Registry
	{"0.0.0.0/8", ReasonUnspecified, ReasonUnspecified, nil},
	{"0.0.0.0/32", ReasonUnspecified, ReasonUnspecified, nil},
	{"10.0.0.0/8", "", "", nil},
	{"100.64.0.0/10", "", "", nil},
	{"127.0.0.0/8", ReasonLoopback, "", nil},
	{"169.254.0.0/16", ReasonLinkLocal, ReasonLinkLocal, nil},
	{"172.16.0.0/12", "", "", nil},
	{"192.0.0.0/24", ReasonReserved, ReasonReserved, nil},
	{"192.0.0.0/29", ReasonReserved, ReasonReserved, nil},
	{"192.0.0.8/32", ReasonReserved, ReasonReserved, nil},
	{"192.0.0.9/32", ReasonReserved, ReasonReserved, nil},
	{"192.0.0.10/32", ReasonReserved, ReasonReserved, nil},
	{"192.0.0.170/31", ReasonReserved, ReasonReserved, nil},
	{"192.0.2.0/24", ReasonDocumentation, ReasonDocumentation, nil},
	{"192.31.196.0/24", ReasonReserved, ReasonReserved, nil},
	{"192.52.193.0/24", ReasonReserved, ReasonReserved, nil},
	{"192.88.99.0/24", ReasonReserved, ReasonReserved, nil},
	{"192.168.0.0/16", "", "", nil},
	{"192.175.48.0/24", ReasonReserved, ReasonReserved, nil},
	{"198.18.0.0/15", "", "", nil},
	{"198.51.100.0/24", ReasonDocumentation, ReasonDocumentation, nil},
	{"203.0.113.0/24", ReasonDocumentation, ReasonDocumentation, nil},
	{"240.0.0.0/4", ReasonReserved, ReasonReserved, []string{"240.0.0.0", "255.255.255.254"}},
	{"255.255.255.255/32", ReasonBroadcast, ReasonBroadcast, nil},
	// IPv6 Special-Purpose Address Registry
	{"::1/128", ReasonLoopback, "", nil},
	{"::/128", ReasonUnspecified, ReasonUnspecified, nil},
	{"::ffff:0:0/96", "", "", []string{"::ffff:10.0.0.1", "::ffff:8.8.8.8"}},
	{"64:ff9b::/96", "", "", []string{"64:ff9b::10.0.0.1", "64:ff9b::8.8.8.8"}},
	{"64:ff9b:1::/48", "", "", []string{"64:ff9b:1::10.0.0.1", "64:ff9b:1:808:8:800::"}},
	{"100::/64", ReasonReserved, ReasonReserved, nil},
	{"100:0:0:1::/64", ReasonReserved, ReasonReserved, nil},
	{"2001::/23", ReasonReserved, ReasonReserved, []string{"2001:1::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff"}},
	{"2001::/32", "", "", []string{"2001:0:808:808::f7f7:f7f7"}},
	{"2001:1::1/128", ReasonReserved, ReasonReserved, nil},
	{"2001:1::2/128", ReasonReserved, ReasonReserved, nil},
	{"2001:1::3/128", ReasonReserved, ReasonReserved, nil},
	{"2001:2::/48", "", "", nil},
	{"2001:3::/32", ReasonReserved, ReasonReserved, nil},
	{"2001:4:112::/48", ReasonReserved, ReasonReserved, nil},
	{"2001:10::/28", ReasonReserved, ReasonReserved, nil},
	{"2001:20::/28", ReasonReserved, ReasonReserved, nil},
	{"2001:30::/28", ReasonReserved, ReasonReserved, nil},
	{"2001:db8::/32", ReasonDocumentation, ReasonDocumentation, nil},
	{"2002::/16", "", "", []string{"2002:808:808::1"}},
	{"2620:4f:8000::/48", ReasonReserved, ReasonReserved, nil},
	{"3fff::/20", ReasonDocumentation, ReasonDocumentation, nil},
	{"5f00::/16", ReasonReserved, ReasonReserved, nil},
	{"fc00::/7", "", "", nil},
	{"fe80::/10", ReasonLinkLocal, ReasonLinkLocal, nil},
	// multicast, and what only older documents name
	{"224.0.0.0/4", ReasonMulticast, ReasonMulticast, nil},
	{"ff00::/8", ReasonMulticast, ReasonMulticast, nil},
	{"fec0::/10", "", "", nil},
	{"::/96", "", "", []string{"::10.0.0.1"}},
	{"::ffff:0:0:0/96", "", "", []string{"::ffff:0:10.0.0.1"}},
	// metadata services
	{"169.254.169.254/32", ReasonMetadata, ReasonMetadata, nil},
	{"169.254.169.253/32", ReasonMetadata, ReasonMetadata, nil},
	{"169.254.170.0/24", ReasonMetadata, ReasonMetadata, nil},
	{"169.254.42.42/32", ReasonMetadata, ReasonMetadata, nil},
	{"100.100.100.200/32", ReasonMetadata, ReasonMetadata, nil},
	{"168.63.129.16/32", ReasonMetadata, ReasonMetadata, nil},
	{"192.0.0.192/32", ReasonMetadata, ReasonMetadata, nil},
	{"fd00:ec2::/32", ReasonMetadata, ReasonMetadata, nil},
	{"fd20:ce::254/128", ReasonMetadata, ReasonMetadata, nil},
	{"fd00:42::42/128", ReasonMetadata, ReasonMetadata, nil},
	{"fd00:c1::a9fe:a9fe/128", ReasonMetadata, ReasonMetadata, nil},
	// ordinary addresses, the neighbours of refused ranges among them
	{"1.0.0.0/32", "", "", nil},
	{"8.8.8.8/32", "", "", nil},
	{"126.255.255.255/32", "", "", nil},
	{"128.0.0.0/32", "", "", nil},
	{"169.253.255.255/32", "", "", nil},
	{"169.255.0.0/32", "", "", nil},
	{"192.0.1.0/24", "", "", nil},
	{"192.0.3.0/24", "", "", nil},
	{"223.255.255.255/32", "", "", nil},
	{"100:0:0:2::/64", "", "", nil},
	{"2001:200::/23", "", "", nil},
	{"2001:db9::/32", "", "", nil},
	{"2606:4700::1111/128", "", "", nil},
	{"fd00::1/128", "", "", nil},
}

func TestPolicyNetworks(t *testing.T) {
	for _, row := range registry {
		prefix := netip.MustParsePrefix(row.block)
		if prefix != prefix.Masked() {
			t.Errorf("%s is no proper block", row.block)
		}
		addresses := []netip.Addr{prefix.Addr(), lastOf(prefix)}
		if row.at != nil {
			addresses = nil
			for _, text := range row.at {
				addresses = append(addresses, netip.MustParseAddr(text))
			}
		}
		for _, address := range addresses {
			checkReasons(t, address, row.server, row.person)
		}
	}
}

func checkReasons(t *testing.T, address netip.Addr, server, person Reason) {
	t.Helper()
	target := netip.AddrPortFrom(address, 6379)
	for name, policy := range map[string]Policy{"server": ForServer(false), "zero policy": {}} {
		if got := reasonOf(policy.CheckAddress("", target)); got != server {
			t.Errorf("%s, %s: %q, want %q", name, address, got, server)
		}
	}
	if got := reasonOf(ForCommandLine().CheckAddress("", target)); got != person {
		t.Errorf("command line, %s: %q, want %q", address, got, person)
	}
}

func lastOf(prefix netip.Prefix) netip.Addr {
	bytes := prefix.Addr().AsSlice()
	for bit := prefix.Bits(); bit < len(bytes)*8; bit++ {
		bytes[bit/8] |= 0x80 >> (bit % 8)
	}
	last, _ := netip.AddrFromSlice(bytes)
	return last
}

// Every row of the policy's table has one here, and none is hidden behind an
// earlier, larger one.
func TestPolicyNetworksAreCovered(t *testing.T) {
	listed := map[netip.Prefix]bool{}
	for _, row := range registry {
		listed[netip.MustParsePrefix(row.block)] = true
	}
	for i, special := range specialNetworks {
		if !listed[special.prefix] {
			t.Errorf("%s has no row in this test", special.prefix)
		}
		for _, earlier := range specialNetworks[:i] {
			if earlier.prefix.Bits() <= special.prefix.Bits() && earlier.prefix.Overlaps(special.prefix) {
				t.Errorf("%s is hidden behind %s", special.prefix, earlier.prefix)
			}
		}
	}
}

// An IPv4 address is judged in every disguise, "a.b.c.d" standing for it in
// dotted form, "hhhh:hhhh" in hexadecimal, "~~~~:~~~~" inverted.
func TestPolicyEmbeddedAddresses(t *testing.T) {
	disguises := map[string]string{
		"mapped":                      "::ffff:a.b.c.d",
		"mapped, in hexadecimal":      "::ffff:hhhh:hhhh",
		"compatible":                  "::a.b.c.d",
		"translated":                  "::ffff:0:a.b.c.d",
		"6to4":                        "2002:hhhh:hhhh::1",
		"Teredo, the server":          "2001:0:hhhh:hhhh::f7f7:f7f7",
		"Teredo, the client":          "2001:0:808:808:0:0:~~~~:~~~~",
		"NAT64":                       "64:ff9b::a.b.c.d",
		"NAT64 of one's own, 96 bits": "64:ff9b:1::a.b.c.d",
		"NAT64 of one's own, a /96":   "64:ff9b:1:7:0:8:a.b.c.d",
		"ISATAP":                      "fd00::5efe:a.b.c.d",
		"ISATAP, global":              "fd00::200:5efe:a.b.c.d",
	}
	hidden := []struct {
		dotted, hex, inverted string
		server, person        Reason
	}{
		{"169.254.169.254", "a9fe:a9fe", "5601:5601", ReasonMetadata, ReasonMetadata},
		{"127.0.0.1", "7f00:1", "80ff:fffe", ReasonLoopback, ""},
		{"224.0.0.1", "e000:1", "1fff:fffe", ReasonMulticast, ReasonMulticast},
		{"0.0.0.0", "0:0", "ffff:ffff", ReasonUnspecified, ReasonUnspecified},
		{"255.255.255.255", "ffff:ffff", "0:0", ReasonBroadcast, ReasonBroadcast},
		{"192.0.2.1", "c000:201", "3fff:fdfe", ReasonDocumentation, ReasonDocumentation},
		{"10.0.0.1", "a00:1", "f5ff:fffe", "", ""},
	}
	for name, disguise := range disguises {
		for _, address := range hidden {
			if name == "NAT64 of one's own, a /96" && address.dotted == "0.0.0.0" {
				continue // 0.8.0.0 is found in it first, and refused for the same reason
			}
			text := strings.NewReplacer("a.b.c.d", address.dotted, "hhhh:hhhh", address.hex, "~~~~:~~~~", address.inverted).Replace(disguise)
			t.Run(name+" "+text, func(t *testing.T) {
				checkReasons(t, netip.MustParseAddr(text), address.server, address.person)
			})
		}
	}
	// RFC 6052, section 2.2: the address in a prefix of 48, 56 and 64 bits, with
	// the byte 8 left out.
	for _, text := range []string{"64:ff9b:1:a9fe:a9:fe00::", "64:ff9b:1:1a9:fe:a9fe::", "64:ff9b:1:1:a9:fea9:fe00:0"} {
		checkReasons(t, netip.MustParseAddr(text), ReasonMetadata, ReasonMetadata)
	}
	for _, text := range []string{"fe80::1%eth0", "fd00::1%eth0", "::ffff:10.0.0.1%eth0"} {
		checkReasons(t, netip.MustParseAddr(text), ReasonZone, ReasonZone)
	}
}
