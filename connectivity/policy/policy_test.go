package policy

import (
	"net"
	"net/netip"
	"testing"
)

func TestPolicyRules(t *testing.T) {
	tests := []struct {
		name        string
		allow, deny string
		host        string
		address     string
		want        Reason
	}{
		{"allowed network", "10.0.0.0/8", "", "", "10.1.2.3:6379", ""},
		{"outside the allowed network", "10.0.0.0/8", "", "", "11.1.2.3:6379", ReasonNotAllowed},
		{"deny wins", "10.0.0.0/8", "10.1.0.0/16", "", "10.1.2.3:6379", ReasonDenied},
		{"deny a mapped address", "", "10.1.0.0/16", "", "[::ffff:10.1.2.3]:6379", ReasonDenied},
		{"deny an embedded address", "", "10.1.0.0/16", "", "[64:ff9b::10.1.2.3]:6379", ReasonDenied},
		{"deny by a mapped rule", "", "::ffff:10.1.0.0/112", "", "10.1.2.3:6379", ReasonDenied},
		{"allowed name", "redis.internal", "", "Redis.Internal.", "10.1.2.3:6379", ""},
		{"another name", "redis.internal", "", "db.internal", "10.1.2.3:6379", ReasonNotAllowed},
		{"allowed domain", "*.internal", "", "a.b.internal", "10.1.2.3:6379", ""},
		{"a domain is not its parent", "*.internal", "", "internal", "10.1.2.3:6379", ReasonNotAllowed},
		{"a domain is no suffix", "*.internal", "", "evilinternal", "10.1.2.3:6379", ReasonNotAllowed},
		{"denied name", "", "secret.internal", "SECRET.internal", "10.1.2.3:6379", ReasonDenied},
		{"loopback by rule", "127.0.0.1", "", "", "127.0.0.1:6379", ""},
		{"loopback by a rule for another", "127.0.0.1", "", "", "127.0.0.2:6379", ReasonLoopback},
		{"loopback by its name", "localhost", "", "localhost", "[::1]:6379", ""},
		{"loopback by its name, typed as an address", "localhost", "", "", "127.0.0.1:6379", ""},
		{"loopback denied by its name", "127.0.0.0/8", "localhost", "", "127.0.0.1:6379", ReasonDenied},
		{"nothing else by that name", "localhost", "", "", "10.1.2.3:6379", ReasonNotAllowed},
		{"a name does not open loopback", "redis.internal", "", "redis.internal", "127.0.0.1:6379", ReasonLoopback},
		{"metadata cannot be allowed", "169.254.169.254", "", "", "169.254.169.254:6379", ReasonMetadata},
		{"metadata cannot be allowed by name", "metadata.google.internal", "", "metadata.google.internal", "169.254.169.254:6379", ReasonMetadata},
		{"an example opened by its network", "192.0.2.0/24", "", "", "192.0.2.1:6379", ""},
		{"an example is not opened by its name", "redis.example", "", "redis.example", "192.0.2.1:6379", ReasonDocumentation},
		{"a reserved address cannot be allowed", "240.0.0.0/4", "", "", "240.0.0.1:6379", ReasonReserved},
		{"low port", "", "", "", "10.1.2.3:443", ReasonPort},
		{"first port", "", "", "", "10.1.2.3:1024", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var p Policy
			if test.allow != "" {
				p.Allow = rules(t, test.allow)
			}
			if test.deny != "" {
				p.Deny = rules(t, test.deny)
			}
			if got := reasonOf(p.CheckAddress(test.host, netip.MustParseAddrPort(test.address))); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func TestPolicyOwnAddress(t *testing.T) {
	loopback := ForServer(true, netip.MustParseAddrPort("127.0.0.1:8080"))
	anywhere := ForServer(true, netip.MustParseAddrPort("[::]:8080"))
	for address, want := range map[string][2]Reason{
		"127.0.0.1:8080":          {ReasonOwn, ReasonOwn},
		"[::ffff:127.0.0.1]:8080": {ReasonOwn, ReasonOwn},
		"[::1]:8080":              {"", ReasonOwn},
		"127.0.0.2:8080":          {"", ReasonOwn},
		"127.0.0.1:6379":          {"", ""},
		"198.18.0.7:8080":         {"", ""},
	} {
		target := netip.MustParseAddrPort(address)
		if got := reasonOf(loopback.CheckAddress("", target)); got != want[0] {
			t.Errorf("listening on 127.0.0.1: %s is %q, want %q", address, got, want[0])
		}
		if got := reasonOf(anywhere.CheckAddress("", target)); got != want[1] {
			t.Errorf("listening on ::, %s is %q, want %q", address, got, want[1])
		}
	}
	interfaces, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, local := range interfaces {
		address := netip.MustParsePrefix(local.String()).Addr()
		if address.IsLinkLocalUnicast() {
			continue
		}
		if got := reasonOf(anywhere.CheckAddress("", netip.AddrPortFrom(address, 8080))); got != ReasonOwn {
			t.Errorf("this machine's %s is %q, want own", address, got)
		}
	}
}

func TestParseRule(t *testing.T) {
	for _, good := range []string{"10.0.0.5", "10.0.0.0/8", "fd00::/8", "[fd00::1]", "redis", "redis.internal", "*.internal", "Redis.Internal."} {
		if _, err := ParseRule(good); err != nil {
			t.Errorf("ParseRule(%q): %v", good, err)
		}
	}
	for _, bad := range []string{"", "10.0.0.0/33", "127.1", "0x7f.1", "a b", "redis:6379", "redis://x", "a/b", "*", "a.*.b", "/"} {
		if rule, err := ParseRule(bad); err == nil {
			t.Errorf("ParseRule(%q) = %+v, want an error", bad, rule)
		}
	}
}

func TestParsePorts(t *testing.T) {
	for text, want := range map[string]string{"6379": "6379", "1024-65535,443": "1024-65535, 443", " 1 - 2 , 3": "1-2, 3"} {
		ranges, err := ParsePorts(text)
		if err != nil || formatPorts(ranges) != want {
			t.Errorf("ParsePorts(%q) = %s, %v, want %s", text, formatPorts(ranges), err, want)
		}
	}
	for _, bad := range []string{"", "0", "65536", "2-1", "a", "1-", "-1", "1,,2"} {
		if ranges, err := ParsePorts(bad); err == nil {
			t.Errorf("ParsePorts(%q) = %v, want an error", bad, ranges)
		}
	}
}
