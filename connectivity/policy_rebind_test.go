package connectivity

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"redis-wizard/connectivity/policy"
	"redis-wizard/connectivity/redistest"
)

// rebinding is a resolver that gives a good address once for each name, and
// dangerous ones from then on, as an attacker's name server would.
type rebinding struct {
	mutex sync.Mutex
	asked map[string]int
}

func (r *rebinding) resolve(_ context.Context, host string) ([]netip.Addr, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.asked == nil {
		r.asked = map[string]int{}
	}
	if r.asked[host]++; r.asked[host] == 1 {
		return []netip.Addr{netip.MustParseAddr("10.0.0.1")}, nil
	}
	return []netip.Addr{netip.MustParseAddr("169.254.169.254"), netip.MustParseAddr("127.0.0.1")}, nil
}

// detour notes what is dialled, and leads every connection to a server of the
// test's own.
type detour struct {
	mutex   sync.Mutex
	dialled []string
	to      string
}

func (d *detour) dial(ctx context.Context, network, address string) (net.Conn, error) {
	d.mutex.Lock()
	d.dialled = append(d.dialled, address)
	d.mutex.Unlock()
	return (&net.Dialer{}).DialContext(ctx, network, d.to)
}

// Whatever a check opens beside its first connection, to find out more or to try
// a neighbour, goes to the address that the policy saw.
func TestRebinding(t *testing.T) {
	server := redistest.Start(t, redistest.Options{Password: password})
	secure := redistest.Start(t, redistest.Options{Password: password, TLS: &redistest.TLS{}})
	silent := fake(t, func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) })
	tests := []struct {
		name  string
		to    string
		tls   bool
		least int // connections that show the diagnosis at work
	}{
		{"plain text to a TLS port", secure.Addr, false, 2},
		{"TLS to a plain port", server.Addr, true, 2},
		{"TLS that is not trusted", secure.Addr, true, 1},
		{"a wrong password", server.Addr, false, 2},
		{"silence", net.JoinHostPort(silent.Host, fmt.Sprint(silent.Port)), false, 2},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			names, way := &rebinding{}, &detour{to: test.to}
			target := Target{Host: "rebind.example", Port: 6379, Password: "wrong-password-of-mine", Username: "someone", Timeout: time.Second, Neighbours: true}
			if test.tls {
				target.TLS = &TLS{}
			}
			wantVerdict(t, tryWith(t, &Prober{Policy: policy.ForServer(false), Resolve: names.resolve, Dial: way.dial}, target), Fail)
			if len(way.dialled) < test.least {
				t.Errorf("%d connections, want at least %d for the diagnosis", len(way.dialled), test.least)
			}
			checkDetour(t, names, way)
		})
	}
}

func checkDetour(t *testing.T, names *rebinding, way *detour) {
	t.Helper()
	for name, times := range names.asked {
		if times != 1 {
			t.Errorf("%s was looked up %d times", name, times)
		}
	}
	for _, address := range way.dialled {
		if !strings.HasPrefix(address, "10.0.0.1:") {
			t.Errorf("dialled %s", address)
		}
	}
}

// The names that sentinels announce are looked up once each, too, also when the
// sentinels disagree and are asked again.
func TestRebindingThroughSentinel(t *testing.T) {
	names := &rebinding{}
	sentinel := saying(t, "*2\r\n+primary.example\r\n+6379\r\n")
	other := saying(t, "*2\r\n+other.example\r\n+6379\r\n")
	server := redistest.Start(t, redistest.Options{})
	way := &detour{to: server.Addr}
	target := sentinel
	target.Sentinel = &Sentinel{Name: "mymaster", Nodes: append(sentinel.Sentinel.Nodes, other.Sentinel.Nodes...)}
	policy := policy.ForServer(false)
	policy.Allow = rules(t, "127.0.0.1", "10.0.0.0/8")
	prober := &Prober{Policy: policy, Resolve: names.resolve, Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		for _, node := range target.Sentinel.Nodes {
			if address == node.String() {
				return (&net.Dialer{}).DialContext(ctx, network, address)
			}
		}
		return way.dial(ctx, network, address)
	}}
	finding(t, tryWith(t, prober, target), "D20")
	if len(names.asked) != 2 || len(way.dialled) < 2 {
		t.Errorf("looked up %v, dialled %v, want both primaries", names.asked, way.dialled)
	}
	checkDetour(t, names, way)
}
