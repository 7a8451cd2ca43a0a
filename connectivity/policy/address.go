package policy

import "net/netip"

// addressFaces gives the address itself, unmapped, and every IPv4 address that
// it carries inside: a translator or tunnel on the way would bring a connection
// to that one.
func addressFaces(address netip.Addr) []netip.Addr {
	address = address.Unmap()
	faces := []netip.Addr{address}
	if address.Is4() {
		return faces
	}
	b := address.As16()
	at := func(i, j, k, l int) { faces = append(faces, netip.AddrFrom4([4]byte{b[i], b[j], b[k], b[l]})) }
	// atAnyOf is for prefixes of unknown length: a reading that begins with a
	// zero only means that the prefix is longer, unless all of them do.
	atAnyOf := func(positions ...[4]int) {
		for i, p := range positions {
			if b[p[0]] != 0 || i == len(positions)-1 && len(faces) == 1 {
				at(p[0], p[1], p[2], p[3])
			}
		}
	}
	switch {
	case embeds("2002::/16", address): // 6to4, RFC 3056
		at(2, 3, 4, 5)
	case embeds("2001::/32", address): // Teredo, RFC 4380: the server, and the client inverted
		at(4, 5, 6, 7)
		faces = append(faces, netip.AddrFrom4([4]byte{^b[12], ^b[13], ^b[14], ^b[15]}))
	case embeds("64:ff9b::/96", address): // NAT64, RFC 6052
		at(12, 13, 14, 15)
	case embeds("64:ff9b:1::/48", address): // NAT64 for local use, RFC 8215: a prefix of any length down to 96
		atAnyOf([4]int{6, 7, 9, 10}, [4]int{7, 9, 10, 11}, [4]int{9, 10, 11, 12}, [4]int{12, 13, 14, 15})
	case embeds("::ffff:0:0:0/96", address): // IPv4-translated, RFC 2765
		at(12, 13, 14, 15)
	case embeds("::/96", address) && address != netip.IPv6Loopback() && !address.IsUnspecified(): // IPv4-compatible, RFC 4291
		at(12, 13, 14, 15)
	}
	// ISATAP, RFC 5214: an interface identifier of 0000:5efe or 0200:5efe.
	if b[8]&^2 == 0 && b[9] == 0 && b[10] == 0x5e && b[11] == 0xfe {
		at(12, 13, 14, 15)
	}
	return faces
}

func embeds(prefix string, address netip.Addr) bool {
	return netip.MustParsePrefix(prefix).Contains(address)
}
