package merge

import (
	"cmp"
	"maps"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

// Options without a value go where Authelia refuses them. What it accepts stays, and so
// does what is no option, until somebody renames it or takes it out.
func TestMergeRefused(t *testing.T) {
	cases := []struct{ name, version, source, want, unknown string }{
		{"of a later version", "4.37", "redis:\n  host: redis\n  port: 6379\n  timeout: # soon\n  max_retries: \"\"\n", "redis:\n  host: redis\n  port: 6379\n", ""},
		{"known", "4.39", "redis:\n  host: redis\n  timeout:\n  max_retries: \"\"\n", "redis:\n  host: redis\n  timeout:\n  max_retries: \"\"\n", ""},
		{"never heard of", "4.39", "redis:\n  foo: # what was it?\n  host: redis\n  timeouts:\n  bar: [a]\n  baz: {q: }\n", "", "foo timeouts bar baz.q"},
		{"mistyped", "4.39", "redis:\n  pasword:\n  host: redis\n  Host: ''\n", "", "pasword Host"},
		{"between braces", "4.39", "redis: {foo: , host: redis, timeouts: {}}\n", "", "foo timeouts"},
		{"in a section", "4.39", "redis:\n  host: redis\n  tls:\n    server_name:\n    foo:\n", "", "tls.foo"},
		{"in nodes", "4.39", "redis:\n  high_availability:\n    sentinel_name: m\n    nodes:\n      - host: a\n        weight:\n      - host: b\n        weight: ~\n", "", "high_availability.nodes.0.weight high_availability.nodes.1.weight"},
		{"in nodes, unnoticed", "4.34", "redis:\n  high_availability:\n    sentinel_name: m\n    nodes:\n      - host: a\n        weight:\n", "redis:\n  high_availability:\n    sentinel_name: m\n    nodes:\n      - host: a\n        weight:\n", ""},
		{"an empty TLS version", "4.37", "redis:\n  host: redis\n  port: 6379\n  tls:\n    skip_verify: true\n    minimum_version: ''\n", "redis:\n  host: redis\n  port: 6379\n  tls:\n    skip_verify: true\n", ""},
		{"an empty TLS version that is taken", "4.36", "redis:\n  host: redis\n  port: 6379\n  tls:\n    minimum_version: ''\n", "redis:\n  host: redis\n  port: 6379\n  tls:\n    minimum_version: ''\n", ""},
	}
	for _, c := range cases {
		r, err := configschema.Evaluate(configschema.Input{Authelia: c.version, YAML: c.source})
		if err != nil {
			t.Fatal(err)
		}
		want := cmp.Or(c.want, c.source)
		got, err := File(c.source, configschema.Input{Authelia: c.version, Values: r.Values})
		if err != nil || got != want {
			t.Errorf("%s: %v\n%s", c.name, err, got)
		}
		values := maps.Clone(r.Values)
		values[authelia.KeyUsername] = "someone"
		got, err = File(c.source, configschema.Input{Authelia: c.version, Values: values})
		if err != nil || !keeps(got, want) {
			t.Errorf("%s, with another change: %v\n%s", c.name, err, got)
		}
		for name := range strings.FieldsSeq(c.unknown) {
			values[authelia.Prefix+name] = ""
		}
		got, err = File(got, configschema.Input{Authelia: c.version, Values: values})
		if r, fault := configschema.Evaluate(configschema.Input{Authelia: c.version, YAML: got}); err != nil || fault != nil || !r.OK {
			t.Errorf("%s, taken out: %v\n%s", c.name, err, got)
		}
	}
}

// keeps tells whether a text has all lines of another one, in their order.
func keeps(text, lines string) bool {
	for line := range strings.Lines(lines) {
		_, behind, found := strings.Cut(text, strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "}"))
		if !found {
			return false
		}
		text = behind
	}
	return true
}

// A key without a value gets the name that it was meant to have in its place.
func TestRenameValueless(t *testing.T) {
	const source = "redis:\n  host: redis\n  pasword: # comes later\n  port: 6379\n"
	r, err := configschema.Evaluate(configschema.Input{Authelia: "4.39", YAML: source})
	if err != nil || len(r.Problems) == 0 || r.Problems[0].Fix == nil {
		t.Fatal(err, r.Problems)
	}
	maps.Copy(r.Values, r.Problems[0].Fix.Set)
	got, err := File(source, configschema.Input{Authelia: "4.39", Values: r.Values})
	if want := strings.Replace(source, "pasword", "password", 1); err != nil || got != want {
		t.Errorf("%v %v\n%s", err, r.Problems[0], got)
	}
}
