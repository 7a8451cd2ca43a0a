package connectivity

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"redis-wizard/connectivity/policy"
)

// nameServer is a name server that a test can change.
type nameServer struct {
	mutex sync.Mutex
	names map[string][]string
}

func (d *nameServer) resolve(_ context.Context, host string) ([]netip.Addr, error) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	found, known := d.names[policy.NormalHost(host)]
	if !known {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	return answering(found...)(context.Background(), host)
}

func (d *nameServer) set(name string, addresses ...string) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.names[name] = addresses; len(addresses) == 0 {
		delete(d.names, name)
	}
}

// A name that is denied is denied by whatever leads to it: in another case, with a
// final dot, by a search domain, by an alias, and by its addresses.
func TestDeniedByWhereItLeads(t *testing.T) {
	names := &nameServer{names: map[string][]string{
		"secret.internal": {"10.0.0.7", "fd00::7"}, "secret": {"10.0.0.7"}, "alias.example": {"fd00::7"},
		"mixed.example": {"10.0.0.7", "10.0.0.8"}, "other.internal": {"10.0.0.8"},
	}}
	policy := policy.ForServer(false)
	policy.Deny = rules(t, "Secret.internal.", "unknown.internal")
	tryHost := func(host string) (Report, []string) {
		record := &recorder{}
		prober := &Prober{Policy: policy, Resolve: names.resolve, Dial: record.dial}
		return tryWith(t, prober, Target{Host: host, Port: 6379}), record.dialled
	}
	for _, host := range []string{
		"secret.internal", "SECRET.internal.", "secret", "alias.example", "10.0.0.7", "[fd00::7]", "[::ffff:10.0.0.7]", "[64:ff9b::10.0.0.7]", "unknown.internal",
	} {
		report, dialled := tryHost(host)
		fault := wantFail(t, report, StepPolicy, "policy-denied")
		if want := "Secret.internal."; host != "unknown.internal" && !strings.Contains(fault.Message, want) {
			t.Errorf("%s: message %q does not name the rule", host, fault.Message)
		}
		if len(dialled) != 0 {
			t.Errorf("%s: dialled %v", host, dialled)
		}
	}
	for _, host := range []string{"other.internal", "mixed.example"} {
		report, dialled := tryHost(host)
		wantFail(t, report, StepConnect, "connection-refused")
		if !slices.Equal(dialled, []string{"tcp 10.0.0.8:6379"}) {
			t.Errorf("%s: dialled %v", host, dialled)
		}
	}
	// What a sentinel announces is held against it, too.
	record := &recorder{}
	target := saying(t, "*2\r\n+alias.example\r\n+6379\r\n")
	sentinel := target.Sentinel.Nodes[0]
	policy.Allow = rules(t, sentinel.Host, "fd00::/8")
	prober := &Prober{Policy: policy, Resolve: names.resolve, Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		if address == sentinel.String() {
			return (&net.Dialer{}).DialContext(ctx, network, address)
		}
		return record.dial(ctx, network, address)
	}}
	finding(t, tryWith(t, prober, target), "policy-denied")
	if len(record.dialled) != 0 {
		t.Errorf("announced: dialled %v", record.dialled)
	}
}

// The names are looked up anew for each test. What was seen stays denied while a
// look-up fails, and for an hour after a name has moved.
func TestDeniedFollowsItsName(t *testing.T) {
	names := &nameServer{names: map[string][]string{}}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var changes []string
	record := &recorder{}
	prober := &Prober{Policy: policy.Policy{Deny: rules(t, "secret.internal")}, Resolve: names.resolve, Dial: record.dial, Now: func() time.Time { return now },
		Denied: &policy.Denied{Changed: func(name string, known int, err error) {
			changes = append(changes, fmt.Sprintf("%s %d %t", name, known, err == nil))
		}}}
	is := func(when string, denied bool, address string) {
		t.Helper()
		report := prober.Probe(context.Background(), Target{Mode: ModeSingle, Host: address, Port: 6379}, nil)
		if got := status(report, StepPolicy) == "failed policy-denied"; got != denied {
			t.Errorf("%s: %s denied is %t, want %t", when, address, got, denied)
		}
	}
	prober.LookUpDenied(context.Background())
	is("before it is known", false, "10.0.0.1")
	is("before it is known", true, "secret.internal")
	names.set("secret.internal", "10.0.0.1")
	is("known", true, "10.0.0.1")
	names.set("secret.internal")
	is("lost", true, "10.0.0.1")
	now = now.Add(2 * time.Hour)
	is("lost for long", true, "10.0.0.1")
	names.set("secret.internal", "10.0.0.2")
	is("moved", true, "10.0.0.2")
	now = now.Add(time.Hour / 2)
	names.set("secret.internal", "10.0.0.3")
	is("moved just now", true, "10.0.0.2")
	is("moved just now", true, "10.0.0.3")
	now = now.Add(time.Hour + time.Second)
	is("moved long ago", false, "10.0.0.2")
	is("moved long ago", true, "10.0.0.3")
	if want := []string{"secret.internal 0 false", "secret.internal 1 true", "secret.internal 1 false", "secret.internal 1 true"}; !slices.Equal(changes, want) {
		t.Errorf("told of %q, want %q", changes, want)
	}
}

// A server that the wizard itself uses is refused by itself, by name and by address,
// at its own port alone.
func TestOwnServer(t *testing.T) {
	names := &nameServer{names: map[string][]string{"limits.internal": {"10.0.0.7"}, "alias.example": {"10.0.0.7"}, "here.example": {"127.0.0.1"}}}
	for _, test := range []struct {
		own     policy.OwnServer
		refused []string
		tried   []string
	}{
		{policy.OwnServer{Host: "limits.internal", Port: 6379}, []string{"limits.internal:6379", "LIMITS.internal.:6379", "alias.example:6379", "10.0.0.7:6379", "[::ffff:10.0.0.7]:6379"}, []string{"10.0.0.7:6380", "10.0.0.8:6379"}},
		{policy.OwnServer{Host: "10.0.0.7", Port: 6379}, []string{"limits.internal:6379", "10.0.0.7:6379", "[64:ff9b::10.0.0.7]:6379"}, []string{"alias.example:6380"}},
		{policy.OwnServer{Host: "fd00::7", Port: 6379}, []string{"[fd00::7]:6379"}, []string{"[fd00::8]:6379"}},
		{policy.OwnServer{Host: "here.example", Port: 6379}, []string{"127.0.0.1:6379", "127.0.0.2:6379", "[::1]:6379", "here.example:6379"}, []string{"127.0.0.1:6380"}},
		{policy.OwnServer{Host: "gone.example", Port: 6379}, []string{"gone.example:6379"}, []string{"10.0.0.7:6379"}},
	} {
		rules := policy.ForCommandLine()
		rules.OwnServers = []policy.OwnServer{test.own}
		for i, where := range slices.Concat(test.refused, test.tried) {
			host, port, err := net.SplitHostPort(where)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(host, ":") {
				host = "[" + host + "]"
			}
			record := &recorder{}
			number := 6379
			if port == "6380" {
				number = 6380
			}
			report := tryWith(t, &Prober{Policy: rules, Resolve: names.resolve, Dial: record.dial}, Target{Host: host, Port: number})
			if refused := status(report, StepPolicy) == "failed policy-own-server"; refused != (i < len(test.refused)) && host != "gone.example" {
				t.Errorf("own %v: %s refused is %t: %+v", test.own, where, refused, report.Findings)
			}
			if (len(record.dialled) == 0) != (i < len(test.refused)) {
				t.Errorf("own %v: %s dialled %v", test.own, where, record.dialled)
			}
		}
	}
	t.Run("a socket", func(t *testing.T) {
		dir := t.TempDir()
		own := filepath.Join(dir, "own.sock")
		listenAt(t, own)
		link(t, own, filepath.Join(dir, "link.sock"))
		if err := os.Link(own, filepath.Join(dir, "hard.sock")); err != nil {
			t.Fatal(err)
		}
		listenAt(t, filepath.Join(dir, "other.sock"))
		for _, rules := range []policy.Policy{policy.ForCommandLine(), {SocketDirs: []string{dir}}} {
			rules.OwnServers = []policy.OwnServer{{Host: own}}
			for name, want := range map[string]policy.Reason{"own.sock": policy.ReasonOwnServer, "link.sock": policy.ReasonOwnServer, "hard.sock": policy.ReasonOwnServer, "other.sock": ""} {
				if _, err := rules.CheckSocket(filepath.Join(dir, name)); reasonOf(err) != want {
					t.Errorf("%s: %v, want %q", name, err, want)
				}
			}
		}
	})
}

// Loopback that is open to this machine alone is not tested for somebody who asks
// from elsewhere, unless a rule names it.
func TestElsewhere(t *testing.T) {
	record := &recorder{}
	target := Target{Host: "127.0.0.1", Port: 6379, Elsewhere: "X-Forwarded-For"}
	prober := &Prober{Policy: policy.ForServer(true), Dial: record.dial}
	fault := wantFail(t, tryWith(t, prober, target), StepPolicy, "policy-loopback")
	if !strings.Contains(fault.Message, "X-Forwarded-For") || !strings.Contains(fault.Hint, "--allow-loopback") {
		t.Errorf("%q %q do not tell why, and what to do", fault.Message, fault.Hint)
	}
	if len(record.dialled) != 0 {
		t.Errorf("dialled %v", record.dialled)
	}
	if !prober.Policy.Loopback {
		t.Error("one request has changed the policy of all")
	}
	prober.Policy = policy.ForServer(false)
	if fault := wantFail(t, tryWith(t, prober, target), StepPolicy, "policy-loopback"); strings.Contains(fault.Message, "X-Forwarded-For") {
		t.Errorf("message %q is of a request, and the policy is for all", fault.Message)
	}
	prober.Policy.Allow = rules(t, "127.0.0.1")
	wantFail(t, tryWith(t, prober, target), StepConnect, "connection-refused")
	prober.Policy = policy.ForServer(true)
	target.Elsewhere = ""
	wantFail(t, tryWith(t, prober, target), StepConnect, "connection-refused")
	var refused *policy.Refusal
	if errors.As(prober.Policy.CheckAddress("", netip.MustParseAddrPort("127.0.0.1:6379")), &refused) {
		t.Error(refused)
	}
}
