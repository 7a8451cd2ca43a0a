package policy

import (
	"net/netip"
	"strconv"
	"strings"
)

// The bounds of a host name (RFC 1035, section 2.3.4).
const (
	maxName  = 253
	maxLabel = 63
)

// NormalHost makes host names comparable: case and a final dot say nothing.
func NormalHost(host string) string {
	return strings.TrimSuffix(strings.ToLower(host), ".")
}

// IsServerName tells whether a text can be a server's name: a host name, with the
// underscores that some networks have in theirs, an address, with or without the
// brackets, or the name of a wildcard certificate, which Go compares as it is
// (*.example.com). A name in other letters than ASCII's is in no certificate as
// such; it has a form in ASCII, which begins with xn--.
func IsServerName(name string) bool {
	if inner, opened := strings.CutPrefix(name, "["); opened {
		inner, closed := strings.CutSuffix(inner, "]")
		address, err := netip.ParseAddr(inner)
		return closed && err == nil && address.Zone() == ""
	}
	if address, err := netip.ParseAddr(name); err == nil {
		return address.Zone() == ""
	}
	return IsHostName(strings.TrimPrefix(name, "*."))
}

// IsHostName tells whether a text is a host name in form. A final dot is part of
// some.
func IsHostName(name string) bool {
	name = strings.TrimSuffix(name, ".")
	if name == "" || len(name) > maxName || strings.ContainsFunc(name, notInNames) {
		return false
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > maxLabel {
			return false
		}
	}
	return true
}

// IsPlainPath tells whether a socket's path is made of names alone.
func IsPlainPath(path string) bool {
	return strings.HasPrefix(path, "/") && len(path) <= MaxSocketPath &&
		!strings.ContainsFunc(path, func(r rune) bool { return r != '/' && notInNames(r) })
}

// notInNames is for characters that no name has which Go's resolver looks up.
// Others would: some take full-width digits for digits, and %31 for 1.
func notInNames(r rune) bool {
	return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-' || r == '_' || r == '.')
}

// NumericHost tells whether some resolvers would read a host as a number: an
// IPv4 address in one of its old spellings (127.1, 0x7f.1, 2130706433,
// 010.0.0.1). Go does not, and no DNS name ends in a number (WHATWG URL,
// "ends in a number"; RFC 3696, section 2).
func NumericHost(host string) bool {
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
	return strings.Trim(last, "0123456789") == ""
}
