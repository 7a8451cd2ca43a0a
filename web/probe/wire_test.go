package probe

import (
	"bytes"
	"context"
	"net"
	"net/netip"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/connectivity"
	"redis-wizard/connectivity/policy"
	"redis-wizard/connectivity/redistest"
)

// Whatever stands in an option, as it was typed into the form, nothing of it reaches
// a port before that has answered in Redis's protocol. The table of options gives
// what to try.
func TestOptionsStayAwayFromStrangers(t *testing.T) {
	wire := redistest.StartWire(t, func([]byte) []byte { return bytes.Repeat([]byte("ERROR\r\n"), 40) })
	prober := &connectivity.Prober{
		Policy:  policy.ForCommandLine(),
		Resolve: func(context.Context, string) ([]netip.Addr, error) { return []netip.Addr{wire.Address.Addr()}, nil },
		Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
			conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", wire.Address.String())
			if err == nil {
				wire.Dialled()
			}
			return conn, err
		},
	}
	plain := map[configschema.Kind]configschema.Values{
		configschema.Single: {"session.redis.host": "redis.example", "session.redis.password": "of-redis"},
		configschema.Sentinel: {
			"session.redis.high_availability.sentinel_name": "mymaster", "session.redis.password": "of-redis",
			"session.redis.high_availability.nodes.0.host": "sentinel.example",
		},
	}
	for _, field := range authelia.Options() {
		key := strings.Replace(field.Key, "[]", ".0", 1)
		for _, payload := range []string{"\r\nset evil 0 0 5\r\npwned\r\n", "redis.example\nflush_all\n", "redis\x00.example", "redis example"} {
			for kind, values := range plain {
				for _, tls := range []configschema.Switch{configschema.On, configschema.Off} {
					typed := configschema.Values{key: payload}
					for other, value := range values {
						if other != key {
							typed[other] = value
						}
					}
					in := configschema.Input{Kind: kind, TLS: tls, Values: typed}
					if _, err := Run(context.Background(), prober, in, Trust{Neighbours: true}, nil); err != nil {
						t.Fatal(err)
					}
					if wire.Check(t); t.Failed() {
						t.Fatalf("%s is %q, %s, TLS %s", key, payload, kind, tls)
					}
				}
			}
		}
	}
	// Without a payload something does arrive.
	if _, err := Run(context.Background(), prober, configschema.Input{Values: plain[configschema.Single]}, Trust{}, nil); err != nil {
		t.Fatal(err)
	}
	if wire.Check(t) == 0 {
		t.Error("nothing was dialled")
	}
}
