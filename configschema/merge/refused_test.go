package merge

import (
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

// Entries without a value that Authelia refuses go, though no value stands for
// them; those that it accepts stay.
func TestMergeRefused(t *testing.T) {
	cases := []struct{ name, version, source, want string }{
		{"of a later version", "4.37", "redis:\n  host: redis\n  port: 6379\n  timeout: # soon\n  max_retries: \"\"\n", "redis:\n  host: redis\n  port: 6379\n"},
		{"known", "4.39", "redis:\n  host: redis\n  timeout:\n  max_retries: \"\"\n", "redis:\n  host: redis\n  timeout:\n  max_retries: \"\"\n"},
		{"never heard of", "4.39", "redis:\n  foo:\n  host: redis\n  timeouts:\n  bar: [a]\n  baz: {q: }\n", "redis:\n  host: redis\n"},
		{"between braces", "4.39", "redis: {foo: , host: redis, timeouts: {}}\n", "redis: {host: redis}\n"},
		{"in a section", "4.39", "redis:\n  host: redis\n  tls:\n    server_name:\n    foo:\n", "redis:\n  host: redis\n  tls:\n    server_name:\n"},
		{"in nodes", "4.39", "redis:\n  high_availability:\n    sentinel_name: m\n    nodes:\n      - host: a\n        weight:\n      - host: b\n        weight: ~\n", "redis:\n  high_availability:\n    sentinel_name: m\n    nodes:\n      - host: a\n      - host: b\n"},
		{"in nodes, unnoticed", "4.34", "redis:\n  high_availability:\n    sentinel_name: m\n    nodes:\n      - host: a\n        weight:\n", "redis:\n  high_availability:\n    sentinel_name: m\n    nodes:\n      - host: a\n        weight:\n"},
		{"an empty TLS version", "4.37", "redis:\n  host: redis\n  port: 6379\n  tls:\n    skip_verify: true\n    minimum_version: ''\n", "redis:\n  host: redis\n  port: 6379\n  tls:\n    skip_verify: true\n"},
		{"an empty TLS version that is taken", "4.36", "redis:\n  host: redis\n  port: 6379\n  tls:\n    minimum_version: ''\n", "redis:\n  host: redis\n  port: 6379\n  tls:\n    minimum_version: ''\n"},
	}
	for _, c := range cases {
		r, err := configschema.Evaluate(configschema.Input{Authelia: c.version, YAML: c.source})
		if err != nil {
			t.Fatal(err)
		}
		got, err := File(c.source, configschema.Input{Authelia: c.version, Values: r.Values})
		if err != nil || got != c.want {
			t.Errorf("%s: %v\n%s", c.name, err, got)
		}
		values := authelia.Values{}
		for key, value := range r.Values {
			values[key] = value
		}
		values[authelia.KeyUsername] = "someone"
		got, err = File(c.source, configschema.Input{Authelia: c.version, Values: values})
		if r, fault := configschema.Evaluate(configschema.Input{Authelia: c.version, YAML: got}); err != nil || fault != nil || !r.OK {
			t.Errorf("%s, with another change: %v\n%s", c.name, err, got)
		}
	}
}
