package connectivity

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// The tables follow the IANA IPv4 and IPv6 special-purpose address registries.
func TestPolicyAddresses(t *testing.T) {
	tests := []struct {
		address string
		server  Reason // with ServerPolicy(false); "" means allowed
		person  Reason // with CommandLinePolicy()
	}{
		// ordinary and private ones
		{"192.168.1.5", "", ""},
		{"10.0.0.1", "", ""},
		{"172.16.0.1", "", ""},
		{"172.31.255.255", "", ""},
		{"100.64.0.1", "", ""}, // shared address space: Tailscale and others
		{"8.8.8.8", "", ""},
		{"192.0.2.1", "", ""},    // documentation
		{"198.18.0.1", "", ""},   // benchmarking: Docker Desktop uses it
		{"198.51.100.1", "", ""}, // documentation
		{"203.0.113.1", "", ""},  // documentation
		{"fd00::1", "", ""},
		{"fc00::1", "", ""},
		{"2001:db8::1", "", ""},
		{"2606:4700::1111", "", ""},
		{"100::1", "", ""}, // discard-only
		// loopback
		{"127.0.0.1", ReasonLoopback, ""},
		{"127.255.255.254", ReasonLoopback, ""},
		{"::1", ReasonLoopback, ""},
		{"::ffff:127.0.0.1", ReasonLoopback, ""},
		{"64:ff9b::7f00:1", ReasonLoopback, ""},
		{"2002:7f00:1::", ReasonLoopback, ""},
		{"::127.0.0.1", ReasonLoopback, ""},
		// always refused
		{"0.0.0.0", ReasonUnspecified, ReasonUnspecified},
		{"0.1.2.3", ReasonUnspecified, ReasonUnspecified},
		{"::", ReasonUnspecified, ReasonUnspecified},
		{"::ffff:0.0.0.0", ReasonUnspecified, ReasonUnspecified},
		{"169.254.0.1", ReasonLinkLocal, ReasonLinkLocal},
		{"169.254.169.254", ReasonMetadata, ReasonMetadata},
		{"169.254.170.2", ReasonMetadata, ReasonMetadata},
		{"::ffff:169.254.169.254", ReasonMetadata, ReasonMetadata},
		{"::169.254.169.254", ReasonMetadata, ReasonMetadata},
		{"::ffff:0:169.254.169.254", ReasonMetadata, ReasonMetadata},
		{"64:ff9b::169.254.169.254", ReasonMetadata, ReasonMetadata},
		{"64:ff9b:1::169.254.169.254", ReasonMetadata, ReasonMetadata},
		{"64:ff9b:1:a9fe:a9:fe00::", ReasonMetadata, ReasonMetadata}, // RFC 6052, section 2.2, prefix of 48 bits
		{"2002:a9fe:a9fe::1", ReasonMetadata, ReasonMetadata},
		{"2001:0:a9fe:a9fe::1", ReasonMetadata, ReasonMetadata},                // Teredo server
		{"2001:0:808:808:0:0:5601:5601", ReasonMetadata, ReasonMetadata},       // Teredo client, inverted
		{"2001:db8::5efe:169.254.169.254", ReasonMetadata, ReasonMetadata},     // ISATAP
		{"2001:db8::200:5efe:169.254.169.254", ReasonMetadata, ReasonMetadata}, // ISATAP, global
		{"100.100.100.200", ReasonMetadata, ReasonMetadata},
		{"168.63.129.16", ReasonMetadata, ReasonMetadata},
		{"192.0.0.192", ReasonMetadata, ReasonMetadata},
		{"fd00:ec2::254", ReasonMetadata, ReasonMetadata},
		{"fd00:ec2::23", ReasonMetadata, ReasonMetadata},
		{"fd20:ce::254", ReasonMetadata, ReasonMetadata},
		{"fe80::1", ReasonLinkLocal, ReasonLinkLocal},
		{"febf::1", ReasonLinkLocal, ReasonLinkLocal},
		{"fe80::1%eth0", ReasonZone, ReasonZone},
		{"fd00::1%eth0", ReasonZone, ReasonZone},
		{"224.0.0.1", ReasonMulticast, ReasonMulticast},
		{"239.255.255.255", ReasonMulticast, ReasonMulticast},
		{"ff02::1", ReasonMulticast, ReasonMulticast},
		{"240.0.0.1", ReasonReserved, ReasonReserved},
		{"255.255.255.255", ReasonBroadcast, ReasonBroadcast},
		// the neighbours of forbidden ranges are allowed
		{"169.253.255.255", "", ""},
		{"169.255.0.0", "", ""},
		{"1.0.0.0", "", ""},
		{"223.255.255.255", "", ""},
		{"126.255.255.255", "", ""},
		{"128.0.0.0", "", ""},
		{"2002:808:808::1", "", ""},
		{"64:ff9b::8.8.8.8", "", ""},
		{"64:ff9b:1::10.0.0.1", "", ""},
	}
	for _, test := range tests {
		address := netip.AddrPortFrom(netip.MustParseAddr(test.address), 6379)
		if got := reasonOf(ServerPolicy(false).CheckAddress("", address)); got != test.server {
			t.Errorf("server, %s: %q, want %q", test.address, got, test.server)
		}
		if got := reasonOf((Policy{}).CheckAddress("", address)); got != test.server {
			t.Errorf("zero policy, %s: %q, want %q", test.address, got, test.server)
		}
		if got := reasonOf(CommandLinePolicy().CheckAddress("", address)); got != test.person {
			t.Errorf("command line, %s: %q, want %q", test.address, got, test.person)
		}
	}
}

func reasonOf(err error) Reason {
	var refused *Refusal
	if errors.As(err, &refused) {
		return refused.Reason
	}
	return ""
}

func rules(t *testing.T, texts ...string) []Rule {
	t.Helper()
	var out []Rule
	for _, text := range texts {
		rule, err := ParseRule(text)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, rule)
	}
	return out
}

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
		{"a name does not open loopback", "redis.internal", "", "redis.internal", "127.0.0.1:6379", ReasonLoopback},
		{"metadata cannot be allowed", "169.254.169.254", "", "", "169.254.169.254:6379", ReasonMetadata},
		{"metadata cannot be allowed by name", "metadata.google.internal", "", "metadata.google.internal", "169.254.169.254:6379", ReasonMetadata},
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
	loopback := ServerPolicy(true, netip.MustParseAddrPort("127.0.0.1:8080"))
	anywhere := ServerPolicy(true, netip.MustParseAddrPort("[::]:8080"))
	for address, want := range map[string][2]Reason{
		"127.0.0.1:8080":          {ReasonOwn, ReasonOwn},
		"[::ffff:127.0.0.1]:8080": {ReasonOwn, ReasonOwn},
		"[::1]:8080":              {"", ReasonOwn},
		"127.0.0.2:8080":          {"", ReasonOwn},
		"127.0.0.1:6379":          {"", ""},
		"192.0.2.7:8080":          {"", ""},
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
		if err != nil || FormatPorts(ranges) != want {
			t.Errorf("ParsePorts(%q) = %s, %v, want %s", text, FormatPorts(ranges), err, want)
		}
	}
	for _, bad := range []string{"", "0", "65536", "2-1", "a", "1-", "-1", "1,,2"} {
		if ranges, err := ParsePorts(bad); err == nil {
			t.Errorf("ParsePorts(%q) = %v, want an error", bad, ranges)
		}
	}
}

// recorder notes what would be dialled, and dials nothing.
type recorder struct {
	mutex   sync.Mutex
	dialled []string
}

func (r *recorder) dial(_ context.Context, network, address string) (net.Conn, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.dialled = append(r.dialled, network+" "+address)
	return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.ECONNREFUSED}
}

func answering(addresses ...string) func(context.Context, string) ([]netip.Addr, error) {
	return func(context.Context, string) ([]netip.Addr, error) {
		var out []netip.Addr
		for _, address := range addresses {
			out = append(out, netip.MustParseAddr(address))
		}
		return out, nil
	}
}

// Addresses in odd spellings, and names that lead where they should not, never
// reach the dialer.
func TestNothingRefusedIsDialled(t *testing.T) {
	tests := []struct {
		host     string
		resolved []string
		step     StepName
		code     string
	}{
		{"169.254.169.254", nil, StepPolicy, "policy-metadata"},
		{"[::ffff:169.254.169.254]", nil, StepPolicy, "policy-metadata"},
		{"[::ffff:a9fe:a9fe]", nil, StepPolicy, "policy-metadata"},
		{"[fe80::1%eth0]", nil, StepPolicy, "policy-zone"},
		{"0.0.0.0", nil, StepPolicy, "policy-unspecified"},
		{"[::]", nil, StepPolicy, "policy-unspecified"},
		{"127.0.0.1", nil, StepPolicy, "policy-loopback"},
		{"localhost", []string{"::1", "127.0.0.1"}, StepPolicy, "policy-loopback"},
		{"metadata.google.internal", []string{"169.254.169.254"}, StepPolicy, "policy-metadata"},
		{"rebind.example", []string{"169.254.169.254", "127.0.0.1"}, StepPolicy, "policy-metadata"},
		// Some resolvers read these as addresses.
		{"0x7f.1", []string{"127.0.0.1"}, StepResolve, "address-spelling"},
		{"0xa9fea9fe", []string{"169.254.169.254"}, StepResolve, "address-spelling"},
		{"2130706433", []string{"127.0.0.1"}, StepResolve, "address-spelling"},
		{"127.1", []string{"127.0.0.1"}, StepResolve, "address-spelling"},
		{"010.0.0.1", []string{"8.0.0.1"}, StepResolve, "address-spelling"},
		{"127.0.0.1.", []string{"127.0.0.1"}, StepResolve, "address-spelling"},
		{"0x7f000001.", []string{"127.0.0.1"}, StepResolve, "address-spelling"},
		{"127.0.0.1\t", []string{"127.0.0.1"}, StepResolve, "B07"},
		{"user:" + password + "@127.0.0.1", nil, StepResolve, "B06"},
		{"redis://:" + password + "@redis:6379", nil, StepResolve, "B06"},
		{"[127.0.0.1", nil, StepResolve, "B04"},
		{"unix:///run/redis.sock", nil, StepResolve, "socket-relative"},
	}
	for _, test := range tests {
		t.Run(test.host, func(t *testing.T) {
			record := &recorder{}
			prober := &Prober{Resolve: answering(test.resolved...), Dial: record.dial}
			wantFail(t, tryWith(t, prober, Target{Host: test.host, Port: 6379, Password: password}), test.step, test.code)
			if len(record.dialled) != 0 {
				t.Errorf("dialled %v", record.dialled)
			}
		})
	}
}

func TestTheCheckedAddressIsDialled(t *testing.T) {
	t.Run("one of each family, refused ones left out", func(t *testing.T) {
		record := &recorder{}
		prober := &Prober{Dial: record.dial, Resolve: answering("127.0.0.1", "fd00::1", "10.0.0.1", "10.0.0.2", "fd00::2", "169.254.169.254")}
		wantFail(t, tryWith(t, prober, Target{Host: "redis.internal", Port: 6379}), StepConnect, "connection-refused")
		if got, want := strings.Join(record.dialled, ", "), "tcp [fd00::1]:6379, tcp 10.0.0.1:6379"; got != want {
			t.Errorf("dialled %s, want %s", got, want)
		}
	})
	t.Run("a resolver that changes its answer is asked once", func(t *testing.T) {
		record := &recorder{}
		asked := 0
		prober := &Prober{Dial: record.dial, Resolve: func(ctx context.Context, host string) ([]netip.Addr, error) {
			if asked++; asked > 1 {
				return answering("169.254.169.254")(ctx, host)
			}
			return answering("10.0.0.1")(ctx, host)
		}}
		wantFail(t, tryWith(t, prober, Target{Host: "rebind.example", Port: 6379}), StepConnect, "connection-refused")
		if asked != 1 || len(record.dialled) != 1 || record.dialled[0] != "tcp 10.0.0.1:6379" {
			t.Errorf("asked %d times, dialled %v", asked, record.dialled)
		}
	})
	t.Run("a denied name is not even looked up", func(t *testing.T) {
		prober := &Prober{Policy: Policy{Deny: rules(t, "*.internal")}, Dial: (&recorder{}).dial,
			Resolve: func(context.Context, string) ([]netip.Addr, error) {
				t.Error("the name was looked up")
				return nil, nil
			}}
		wantFail(t, tryWith(t, prober, Target{Host: "redis.internal", Port: 6379}), StepPolicy, "policy-denied")
	})
	t.Run("the second line of defence", func(t *testing.T) {
		prober := &Prober{Policy: CommandLinePolicy()}
		for _, address := range []string{"169.254.169.254:80", "[::ffff:169.254.169.254]:80", "0.0.0.0:80", "localhost:80"} {
			conn, err := prober.dial(context.Background(), "", "tcp", address)
			if reasonOf(err) == "" {
				t.Errorf("dial %s: %v, want a refusal", address, err)
			}
			if conn != nil {
				conn.Close()
			}
		}
	})
}
