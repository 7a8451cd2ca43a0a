package configschema_test

import (
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

// What is written in the place of host and port has one fix that mends it: after it
// there is no error any more, and nothing that was there is lost.
func TestFixesOfAddresses(t *testing.T) {
	for _, c := range []struct {
		name, redis string
		want        authelia.Values
	}{
		{"address", "    address: tcp://redis:6379\n    password: x\n", authelia.Values{authelia.KeyHost: "redis", authelia.KeyPort: "6379", authelia.KeyPassword: "x"}},
		{"address with everything", "    url: 'rediss://u:p%40@redis:6380/2'\n", authelia.Values{authelia.KeyHost: "redis", authelia.KeyPort: "6380", authelia.KeyUsername: "u", authelia.KeyPassword: "p@", authelia.KeyIndex: "2", authelia.KeyMinVersion: "TLS1.2"}},
		{"address without a scheme", "    addr: redis:6380\n", authelia.Values{authelia.KeyHost: "redis", authelia.KeyPort: "6380"}},
		{"address of a socket", "    address: unix:///run/redis.sock\n", authelia.Values{authelia.KeyHost: "/run/redis.sock"}},
		{"path", "    path: /run/redis.sock\n", authelia.Values{authelia.KeyHost: "/run/redis.sock"}},
		{"IPv6", "    address: 'tcp://[fd00::1]:6379'\n", authelia.Values{authelia.KeyHost: "[fd00::1]", authelia.KeyPort: "6379"}},
		{"address beside a port", "    address: tcp://redis:6379\n    port: 6380\n", authelia.Values{authelia.KeyHost: "redis", authelia.KeyPort: "6380"}},
		{"host as a section", "    host:\n      host: redis\n      port: 6380\n", authelia.Values{authelia.KeyHost: "redis", authelia.KeyPort: "6380"}},
		{"host by its name", "    host: {name: redis}\n", authelia.Values{authelia.KeyHost: "redis"}},
		{"port as a section", "    host: redis\n    port: {number: 6380}\n", authelia.Values{authelia.KeyHost: "redis", authelia.KeyPort: "6380"}},
		{"password as a section", "    host: redis\n    password: {value: 'a b'}\n", authelia.Values{authelia.KeyHost: "redis", authelia.KeyPassword: "a b"}},
	} {
		before, err := configschema.Evaluate(configschema.Input{YAML: "session:\n  redis:\n" + c.redis})
		if err != nil {
			t.Fatal(err)
		}
		values := maps.Clone(before.Values)
		fixes := 0
		for _, p := range before.Problems {
			if p.Fix != nil && p.Severity == configschema.Error {
				fixes++
				maps.Copy(values, p.Fix.Set)
			}
		}
		maps.DeleteFunc(values, func(_, value string) bool { return value == "" })
		after, err := configschema.Evaluate(configschema.Input{Values: values})
		if err != nil || fixes != 1 || before.OK || !after.OK {
			t.Errorf("%s: %v, %d fixes: %+v", c.name, err, fixes, after.Problems)
		}
		if diff := cmp.Diff(c.want, after.Values); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// A port of Redis beside sentinels is told; that of sentinels is not.
func TestPortOfRedisBesideSentinels(t *testing.T) {
	const nodes = "session:\n  redis:\n    high_availability:\n      sentinel_name: m\n      nodes:\n        - host: a\n          port: "
	for text, want := range map[string]int{
		nodes + "6379\n": 1, nodes + "26379\n": 0,
		"session:\n  redis:\n    host: a\n    port: 6379\n    high_availability:\n      sentinel_name: m\n":  1,
		"session:\n  redis:\n    host: a\n    port: 26379\n    high_availability:\n      sentinel_name: m\n": 0,
		"session:\n  redis:\n    host: a\n    high_availability:\n      sentinel_name: m\n":                  0,
		"session:\n  redis:\n    host: a\n    port: 6379\n":                                                  0,
	} {
		result, err := configschema.Evaluate(configschema.Input{YAML: text})
		got := 0
		for _, p := range result.Problems {
			if p.Code == "D05" && p.Fix != nil {
				got++
			}
		}
		if err != nil || got != want {
			t.Errorf("%q: %d", text, got)
		}
	}
}
