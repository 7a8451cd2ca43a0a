package connectivity

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"reflect"
	"strings"
	"testing"
	"time"

	"redis-wizard/connectivity/policy"
	"redis-wizard/connectivity/redistest"
)

// payloads are what a service that reads lines would carry out, or what would end
// a text early.
var payloads = []string{
	"\r\nset evil 0 0 5\r\npwned\r\n",
	"redis.example\nflush_all\n",
	"[fd00::1]\r\nquit\r\n",
	"fd00::1%\nquit\n",
	"/run/x\nFLUSHALL\n",
	"redis\x00.example",
	"redis example",
	"rédis.example",
	strings.Repeat("x", 254),
	strings.Repeat("x", 70_000),
}

// strangers are what may be listening where a Redis is looked for.
var strangers = map[string]func([]byte) []byte{
	"memcached": func([]byte) []byte { return bytes.Repeat([]byte("ERROR\r\n"), 40) },
	"hangs up":  func([]byte) []byte { return nil },
	"echoes":    func(read []byte) []byte { return read },
	"wants TLS": func([]byte) []byte { return bytes.Repeat([]byte{0x15, 3, 3, 0, 2, 2, 40}, 40) },
}

// Before something has answered in Redis's protocol, it is sent a PING or a
// ClientHello, and nothing in either can be chosen: whatever stands in any option,
// and whoever listens there. Every text of a target is tried, so a new one is, too.
func TestOnlyTheGreetingComesBeforeRESP(t *testing.T) {
	plain := func() *Target {
		return &Target{
			Mode: ModeSingle, Host: "redis.example", Port: 6379, Username: "authelia", Password: password, Neighbours: true, Timeout: time.Second,
			TLS:      &TLS{ServerName: "redis.example"},
			Sentinel: &Sentinel{Name: "mymaster", Username: "watcher", Password: "of-the-sentinels", Nodes: []Address{{Host: "sentinel.example", Port: 26379, Key: "session.redis"}}},
		}
	}
	texts := map[string]func(*Target) *string{"nothing": func(*Target) *string { return new(string) }}
	textsOf(reflect.ValueOf(plain()).Elem(), nil, texts)
	for _, name := range []string{"Host", "TLS.ServerName", "Sentinel.Nodes.Host"} {
		if texts[name] == nil {
			t.Fatalf("%s is not among the texts: %v", name, texts)
		}
	}
	for stranger, answer := range strangers {
		t.Run(stranger, func(t *testing.T) {
			t.Parallel()
			wire := redistest.StartWire(t, answer)
			seen := 0
			for name, text := range texts {
				for i, payload := range payloads {
					for _, shape := range []struct {
						mode Mode
						tls  bool
					}{{ModeSingle, false}, {ModeSingle, true}, {ModeSentinel, false}, {ModeSentinel, true}} {
						if strings.HasPrefix(name, "TLS.") && !shape.tls || strings.HasPrefix(name, "Sentinel.") && shape.mode != ModeSentinel {
							continue
						}
						target := plain()
						target.Mode = shape.mode
						*text(target) = payload
						if !shape.tls {
							target.TLS = nil
						}
						if shape.mode != ModeSentinel {
							target.Sentinel = nil
						}
						prober := &Prober{Policy: policy.ForCommandLine(), Resolve: answering("10.0.0.1"), Dial: to(wire)}
						prober.Probe(context.Background(), *target, nil)
						seen += wire.Check(t)
						if t.Failed() {
							t.Fatalf("%s is payload %d, %s, TLS %t", name, i, shape.mode, shape.tls)
						}
					}
				}
			}
			if seen < len(payloads)*len(texts) {
				t.Errorf("only %d connections were seen", seen)
			}
		})
	}
}

// The same holds for the names that a Sentinel announces.
func TestOnlyTheGreetingReachesAnnounced(t *testing.T) {
	for _, payload := range append(payloads, "good.example") {
		for stranger, answer := range strangers {
			wire := redistest.StartWire(t, answer)
			target := saying(t, fmt.Sprintf("*2\r\n%s%s", bulk(payload), bulk("6379")))
			target.Neighbours = true
			sentinel := target.Sentinel.Nodes[0].String()
			prober := &Prober{Policy: policy.ForCommandLine(), Resolve: answering("10.0.0.1"), Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
				if address == sentinel {
					return (&net.Dialer{}).DialContext(ctx, network, address)
				}
				return to(wire)(ctx, network, address)
			}}
			prober.Probe(context.Background(), target, nil)
			if seen := wire.Check(t); t.Failed() || seen == 0 && payload == "good.example" {
				t.Fatalf("%q was announced for %s: %d connections", payload, stranger, seen)
			}
		}
	}
}

// to leads every connection to a wire.
func to(wire *redistest.Wire) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, _, _ string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", wire.Address.String())
		if err == nil {
			wire.Dialled()
		}
		return conn, err
	}
}

// textsOf finds every text in a value, by its name.
func textsOf(value reflect.Value, path []int, found map[string]func(*Target) *string) {
	for i := range value.NumField() {
		field := value.Type().Field(i)
		way := append(append([]int{}, path...), i)
		at := value.Field(i)
		for at.Kind() == reflect.Pointer || at.Kind() == reflect.Slice && at.Type().Elem().Kind() == reflect.Struct {
			if at.Kind() == reflect.Pointer {
				at = at.Elem()
			} else {
				at = at.Index(0)
			}
		}
		switch {
		case at.Kind() == reflect.Struct:
			textsOf(at, way, found)
		case at.Kind() == reflect.String && field.Name != "Mode":
			name, of := nameOf(way)
			found[name] = of
		}
	}
}

// nameOf gives the name of the text at the end of a way through a target's fields,
// and how to get there.
func nameOf(way []int) (string, func(*Target) *string) {
	of := func(t *Target) (at reflect.Value, names []string) {
		at = reflect.ValueOf(t).Elem()
		for _, i := range way {
			for at.Kind() != reflect.Struct {
				if at.Kind() == reflect.Pointer {
					at = at.Elem()
				} else {
					at = at.Index(0)
				}
			}
			names = append(names, at.Type().Field(i).Name)
			at = at.Field(i)
		}
		return at, names
	}
	_, names := of(&Target{TLS: &TLS{}, Sentinel: &Sentinel{Nodes: []Address{{}}}})
	return strings.Join(names, "."), func(t *Target) *string {
		at, _ := of(t)
		return at.Addr().Interface().(*string)
	}
}

func TestServerNames(t *testing.T) {
	for _, good := range []string{
		"redis", "redis.example.com", "redis.example.com.", "redis_1.my-net", "10.0.0.1", "fd00::1", "[fd00::1]", "*.example.com", "xn--rdis-bpa.example",
		strings.Repeat("x", 63), strings.Repeat("x.", 126) + "x",
	} {
		if !policy.IsServerName(good) {
			t.Errorf("%q is no server name", good)
		}
	}
	for _, bad := range append(payloads, "", ".", "a..b", ".a", "*", "a.*.b", "a*.b", "redis:6379", "redis/", "fe80::1%eth0", "[fd00::1", "[redis]", strings.Repeat("x", 64), strings.Repeat("x.", 127)+"x") {
		if policy.IsServerName(bad) {
			t.Errorf("%q is a server name", bad)
		}
	}
}

// A bad name is a finding before anything is dialled, and says where it stands.
func TestServerNameIsRefused(t *testing.T) {
	record := &recorder{}
	prober := &Prober{Policy: policy.ForCommandLine(), Dial: record.dial, Resolve: answering("10.0.0.1")}
	for _, payload := range payloads {
		target := Target{Host: "redis.example", Port: 6379, TLS: &TLS{ServerName: payload, SkipVerify: true}}
		fault := wantFail(t, tryWith(t, prober, target), StepPolicy, "policy-server-name")
		if !strings.Contains(fault.Hint, "session.redis.tls.server_name") {
			t.Errorf("hint %q does not name the option", fault.Hint)
		}
		target = Target{Host: "redis.example", Port: 6379, TLS: &TLS{ServerName: payload}, Mode: ModeSentinel}
		target.Sentinel = &Sentinel{Name: "mymaster", Nodes: []Address{{Host: "sentinel.example", Port: 26379}}}
		wantFail(t, tryWith(t, prober, target), StepPolicy, "policy-server-name")
	}
	// What crypto/tls would be handed all the same, it is not.
	for _, payload := range payloads {
		wire := redistest.StartWire(t, strangers["hangs up"])
		conn, err := to(wire)(context.Background(), "", "")
		if err != nil {
			t.Fatal(err)
		}
		bad := &endpoint{host: payload, run: &probe{}}
		bad.unverified(context.Background(), conn)
		conn.Close()
		wire.Check(t)
	}
	if len(record.dialled) != 0 {
		t.Errorf("dialled %v", record.dialled)
	}
}
