package connectivity

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"sync"
	"syscall"
	"testing"

	"redis-wizard/connectivity/policy"
)

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
		{"LocalHost.", []string{"127.0.0.1"}, StepPolicy, "policy-loopback"},
		{"[::FFFF:A9FE:A9FE]", nil, StepPolicy, "policy-metadata"},
		{"[::1%25lo]", nil, StepPolicy, "policy-zone"},
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
		prober := &Prober{Policy: policy.Policy{Deny: rules(t, "*.internal")}, Dial: (&recorder{}).dial,
			Resolve: func(context.Context, string) ([]netip.Addr, error) {
				t.Error("the name was looked up")
				return nil, nil
			}}
		wantFail(t, tryWith(t, prober, Target{Host: "redis.internal", Port: 6379}), StepPolicy, "policy-denied")
	})
	t.Run("the second line of defence", func(t *testing.T) {
		prober := &Prober{Policy: policy.ForCommandLine()}
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

// A host in an odd spelling is refused for that, even where a resolver would
// read it as an address that may be dialled.
func TestOddSpellings(t *testing.T) {
	for _, host := range []string{
		"167772161", "0xa000001", "0XA000001", "012000000001", // one number
		"10.1", "10.0.1", "0xa.1", "012.1", // short forms
		"010.0.0.1", "0xa.0x0.0x0.0x1", "0012.0.0.01", "10.0.0.0x1", "10.0.0.1.", "10.0.0.1.0x0.", "1.10.0.0.1", // octal, hexadecimal, final dot, five parts
		"10.0.0.256", "4294967297", // out of range
		"10.0.0.1%eth0", "%31%30.0.0.1", "10%2e0%2e0%2e1", "10.0.0.1%00", // zone, percent-encoding
		"１０.０.０.１", "10。0。0。1", "①⓪.⓪.⓪.①", "10.0.0.१", "10\u200b.0.0.1", "10.0.0.1\x00", // digits and dots of other scripts, and what is invisible
		"10.0.0.1#.example", "10.0.0.1\\.example", "10.0.0.1 .example", "redis,10.0.0.1", "réd",
	} {
		t.Run(host, func(t *testing.T) {
			record := &recorder{}
			prober := &Prober{Policy: policy.ForCommandLine(), Dial: record.dial, Resolve: func(context.Context, string) ([]netip.Addr, error) {
				t.Error("it was looked up")
				return answering("10.0.0.1")(context.Background(), "")
			}}
			wantFail(t, tryWith(t, prober, Target{Host: host, Port: 6379}), StepResolve, "address-spelling")
			if len(record.dialled) != 0 {
				t.Errorf("dialled %v", record.dialled)
			}
		})
	}
}
