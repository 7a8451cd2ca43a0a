package connectivity

import (
	"context"
	"net"
	"net/netip"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"redis-wizard/connectivity/policy"
	"redis-wizard/connectivity/redistest"
)

func TestResolveFailures(t *testing.T) {
	failing := func(err error) *Prober {
		return &Prober{Policy: policy.ForCommandLine(), Resolve: func(context.Context, string) ([]netip.Addr, error) { return nil, err }}
	}
	target := Target{Host: "redis", Port: 6379}
	wantFail(t, tryWith(t, failing(&net.DNSError{Err: "no such host", Name: "redis", IsNotFound: true}), target), StepResolve, "B01")
	wantFail(t, tryWith(t, failing(nil), target), StepResolve, "B01")
	wantFail(t, tryWith(t, failing(&net.DNSError{Err: "server misbehaving", Name: "redis"}), target), StepResolve, "dns-failed")
}

func TestHosts(t *testing.T) {
	tests := []struct {
		host string
		code string
		fix  map[string]string
	}{
		{"", "host-missing", nil},
		{" redis", "B07", map[string]string{"session.redis.host": "redis"}},
		{"redis:6380", "B06", map[string]string{"session.redis.host": "redis", "session.redis.port": "6380"}},
		{"redis://redis:6380/0", "B06", map[string]string{"session.redis.host": "redis", "session.redis.port": "6380"}},
		{"rediss://redis", "B06", map[string]string{"session.redis.host": "redis"}},
		{"[fd00::1]:6380", "B06", map[string]string{"session.redis.host": "[fd00::1]", "session.redis.port": "6380"}},
		{"redis:", "B06", map[string]string{"session.redis.host": "redis"}},
		{"redis:99999", "B06", nil},
		{"fd00::1", "B04", map[string]string{"session.redis.host": "[fd00::1]"}},
		{"[redis]", "B04", nil},
		{"run/redis.sock", "socket-relative", nil},
		{"/run/redis.sock", "B08", map[string]string{"session.redis.port": ""}},
	}
	for _, test := range tests {
		t.Run(test.host, func(t *testing.T) {
			prober := &Prober{Policy: policy.ForCommandLine(), Dial: (&recorder{}).dial, Resolve: answering()}
			fault := wantFail(t, tryWith(t, prober, Target{Host: test.host, Port: 6379}), StepResolve, test.code)
			switch {
			case test.fix == nil && fault.Fix != nil:
				t.Errorf("fix = %v, want none", fault.Fix.Set)
			case test.fix != nil && (fault.Fix == nil || !sameSet(fault.Fix.Set, test.fix)):
				t.Errorf("fix = %+v, want %v", fault.Fix, test.fix)
			}
		})
	}
	wantFail(t, try(t, Target{Host: "127.0.0.1", Port: 70000}), StepResolve, "port-range")
}

func sameSet(got, want map[string]string) bool {
	if len(got) != len(want) {
		return false
	}
	for key, value := range want {
		if other, present := got[key]; !present || other != value {
			return false
		}
	}
	return true
}

func TestConnectFailures(t *testing.T) {
	wantFail(t, try(t, Target{Host: "127.0.0.1", Port: redistest.Port(t)}), StepConnect, "B02")
	wantFail(t, try(t, Target{Host: "127.0.0.1", Port: redistest.Port(t), Timeout: -5 * time.Second}), StepConnect, "timeout-negative")

	failing := func(err error) *Prober {
		return &Prober{Dial: func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Net: "tcp", Addr: &net.TCPAddr{IP: net.IPv4(10, 0, 0, 1), Port: 6379}, Err: err}
		}}
	}
	target := Target{Host: "10.0.0.1", Port: 6379, Timeout: time.Second}
	for err, code := range map[error]string{
		syscall.ECONNREFUSED: "connection-refused", syscall.EHOSTUNREACH: "unreachable", syscall.ENETUNREACH: "unreachable",
		syscall.EACCES: "blocked-here", syscall.EINVAL: "blocked-here", os.ErrDeadlineExceeded: "B03",
	} {
		wantFail(t, tryWith(t, failing(err), target), StepConnect, code)
	}
	t.Run("a black hole", func(t *testing.T) {
		target.Timeout = 50 * time.Millisecond
		prober := &Prober{Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
			<-ctx.Done()
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: ctx.Err()}
		}}
		fault := wantFail(t, tryWith(t, prober, target), StepConnect, "B03")
		if !strings.Contains(fault.Message, "50ms") {
			t.Errorf("message %q does not tell the timeout", fault.Message)
		}
	})
}

func TestNamesOfThisMachine(t *testing.T) {
	server := redistest.Start(t, redistest.Options{Password: password})
	target := at(server)
	target.Host = "localhost"
	report := try(t, target)
	wantVerdict(t, report, Pass)
	if message := report.Endpoints[0].Steps[2].Message; !strings.Contains(message, "127.0.0.1:") {
		t.Errorf("message %q does not name the address that was dialled", message)
	}
}

// An address is not looked up, and no report says that it was.
func TestAddressesAreNotLookedUp(t *testing.T) {
	server := redistest.Start(t, redistest.Options{})
	target := at(server)
	report := try(t, target)
	wantVerdict(t, report, Pass)
	if got := status(report, StepResolve); got != "skipped" {
		t.Errorf("looking up %s is %s", target.Host, got)
	}
	prober := &Prober{Policy: policy.ForCommandLine(), Resolve: answering("127.0.0.1")}
	target.Host = "redis.example"
	report = tryWith(t, prober, target)
	wantVerdict(t, report, Pass)
	if got := status(report, StepResolve); got != "passed" {
		t.Errorf("looking up %s is %s", target.Host, got)
	}
}
