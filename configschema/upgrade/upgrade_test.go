package upgrade

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

const (
	simple   = "redis:\n  host: redis\n  port: 6379\n"
	portless = "redis:\n  host: redis\n"
	behind   = "redis:\n  host: s0\n  high_availability:\n    sentinel_name: mymaster\n"
)

// key is for nothing but this test.
const key = `      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f
      -----END PRIVATE KEY-----
`

func indented(lines, by string) string {
	return by + strings.ReplaceAll(strings.TrimSuffix(lines, "\n"), "\n", "\n"+by) + "\n"
}

// journeys hold what a plan says, step for step but for what becomes available.
var journeys = []struct {
	name, from, to, yaml string
	want                 []string // kind, release, option
	yields               string   // the rewritten file
}{
	{"nothing to do", "4.30", "4.37", simple, nil,
		"session:\n  redis:\n    host: 'redis'\n    port: 6379\n"},
	{"a test write", "4.38", "4.39", simple, []string{"changes 4.39.17", "changes 4.39.20"},
		"session:\n  redis:\n    host: 'redis'\n"},
	{"no test write", "4.39", "4.39.2", simple, []string{"changes 4.39.20"},
		"session:\n  redis:\n    host: 'redis'\n"},
	{"no Redis", "4.29", "4.39", "theme: dark\n", nil, ""},

	{"the section counts", "4.29", "4.30", simple + "  database_index: one\n",
		[]string{"breaks 4.30.0 database_index", "changes 4.30.0 database_index"},
		"session:\n  redis:\n    host: 'redis'\n    port: 6379\n"},
	{"the section is ignored", "4.30", "4.29", simple + "  database_index: ''\n", []string{"ignored 4.30.0 database_index"},
		"session:\n  redis:\n    host: 'redis'\n    port: 6379\n"},
	{"an empty section", "4.29", "4.30", simple + "  tls: {}\n", []string{"breaks 4.30.0 tls"},
		"session:\n  redis:\n    host: 'redis'\n    port: 6379\n"},
	{"a section of nulls", "4.29", "4.30", simple + "  tls:\n    server_name:\n", []string{"rewrite 4.30.0 tls"},
		"session:\n  redis:\n    host: 'redis'\n    port: 6379\n"},
	{"capitals", "4.29", "4.30", simple + "  DATABASE_index: 3\n", []string{"breaks 4.30.0 DATABASE_index", "rewrite 4.30.0 database_index"},
		"session:\n  redis:\n    host: 'redis'\n    port: 6379\n    database_index: 3\n"},
	{"dots begin to be ignored", "4.29", "4.30", simple + "  tls.server_name: a\n", []string{"rewrite 4.30.0 tls.server_name"},
		"session:\n  redis:\n    host: 'redis'\n    port: 6379\n    tls:\n      server_name: 'a'\n"},

	{"timeouts", "4.34.4", "4.34.5", simple + "  timeouts:\n    dial: 5s\n", []string{"breaks 4.34.5 timeouts.dial"},
		"session:\n  redis:\n    host: 'redis'\n    port: 6379\n"},
	{"sentinel_username refused", "4.34.5", "4.34.4", behind + "    sentinel_username: u\n    sentinel_password: p\n",
		[]string{"breaks 4.34.5 high_availability.sentinel_username"},
		"session:\n  redis:\n    host: 's0'\n    high_availability:\n      sentinel_name: 'mymaster'\n      sentinel_password: 'p'\n"},
	{"sentinel_username unknown", "4.34.5", "4.32", behind + "    sentinel_username: u\n",
		[]string{"breaks 4.34.5 high_availability.sentinel_username"},
		"session:\n  redis:\n    host: 's0'\n    high_availability:\n      sentinel_name: 'mymaster'\n"},
	{"sentinel_username mended", "4.34.4", "4.34.5", behind + "    sentinel_username: u\n",
		[]string{"changes 4.34.5 high_availability.sentinel_username"},
		"session:\n  redis:\n    host: 's0'\n    high_availability:\n      sentinel_name: 'mymaster'\n      sentinel_username: 'u'\n"},

	{"a key twice", "4.35", "4.36", simple + "  host: other\n", []string{"breaks 4.36.0"},
		"session:\n  redis:\n    host: 'other'\n    port: 6379\n"},
	{"yes", "4.35", "4.36", simple + "  tls:\n    skip_verify: yes\n", []string{"breaks 4.36.0 tls.skip_verify"},
		"session:\n  redis:\n    host: 'redis'\n    port: 6379\n    tls:\n      skip_verify: true\n"},
	{"yes as a text", "4.35", "4.36", simple + "  username: yes\n  password: p\n", []string{"rewrite 4.36.0 username"},
		"session:\n  redis:\n    host: 'redis'\n    port: 6379\n    username: '1'\n    password: 'p'\n"},
	{"a date", "4.35", "4.36", simple + "  password: 2024-01-01\n", []string{"breaks 4.36.0 password"},
		"session:\n  redis:\n    host: 'redis'\n    port: 6379\n    password: '2024-01-01'\n"},
	{"keys of nodes", "4.35", "4.36", behind + "    nodes:\n      - Host: a\n        weight: 2\n",
		[]string{"breaks 4.36.0 high_availability.nodes.0.Host", "breaks 4.36.0 high_availability.nodes.0.weight"},
		"session:\n  redis:\n    host: 's0'\n    high_availability:\n      sentinel_name: 'mymaster'\n      nodes:\n        - host: 'a'\n"},
	{"dots begin to count", "4.35", "4.36", simple + "  tls.server_name: a\n", []string{"changes 4.36.0 tls.server_name"},
		"session:\n  redis:\n    host: 'redis'\n    port: 6379\n"},

	{"more than a key", "4.38.8", "4.38.9", "redis:\n  host: redis\n  tls:\n    private_key: |+\n" + key + "\n", []string{"breaks 4.38.9 tls.private_key"},
		"session:\n  redis:\n    host: 'redis'\n    tls:\n      private_key: |\n" + indented(key, "  ")},
	{"a TLS version unknown", "4.36", "4.37", simple + "  tls:\n    minimum_version: TLSv1.3\n", []string{"breaks 4.37.0 tls.minimum_version"},
		"session:\n  redis:\n    host: 'redis'\n    port: 6379\n    tls:\n      minimum_version: 'TLS1.2'\n"},
	{"a TLS version as a number", "4.36", "4.37", simple + "  tls:\n    minimum_version: 1.3\n", []string{"breaks 4.37.0 tls.minimum_version"},
		"session:\n  redis:\n    host: 'redis'\n    port: 6379\n    tls:\n      minimum_version: 'TLS1.3'\n"},
	{"a TLS version with blanks", "4.36", "4.37", simple + "  tls:\n    minimum_version: TLS 1.3\n", []string{"rewrite 4.37.0 tls.minimum_version"},
		"session:\n  redis:\n    host: 'redis'\n    port: 6379\n    tls:\n      minimum_version: 'TLS1.2'\n"},
	{"a TLS version with blanks, back", "4.37", "4.36", simple + "  tls:\n    minimum_version: TLS 1.3\n", []string{"rewrite 4.37.0 tls.minimum_version"},
		"session:\n  redis:\n    host: 'redis'\n    port: 6379\n    tls:\n      minimum_version: 'TLS1.3'\n"},
	{"one server name", "4.36", "4.37", behind + "  tls:\n    skip_verify: false\n", []string{"changes 4.37.0 tls.server_name"},
		"session:\n  redis:\n    host: 's0'\n    tls:\n      skip_verify: false\n    high_availability:\n      sentinel_name: 'mymaster'\n"},
	{"no server name", "4.37", "4.36", behind + "  tls:\n    skip_verify: false\n", []string{"changes 4.37.0 tls.server_name"},
		"session:\n  redis:\n    host: 's0'\n    tls:\n      skip_verify: false\n    high_availability:\n      sentinel_name: 'mymaster'\n"},
	{"maximum_version unknown", "4.37", "4.36", simple + "  tls:\n    maximum_version: TLS1.2\n",
		[]string{"breaks 4.37.0 tls.maximum_version", "rewrite 4.37.0 tls.minimum_version"},
		"session:\n  redis:\n    host: 'redis'\n    port: 6379\n    tls:\n      minimum_version: 'TLS1.2'\n"},
	{"certificates unknown", "4.38", "4.36", simple + "  tls:\n    skip_verify: false\n    certificate_chain: ''\n", []string{"breaks 4.37.0 tls.certificate_chain"},
		"session:\n  redis:\n    host: 'redis'\n    port: 6379\n    tls:\n      skip_verify: false\n"},
	{"the port of a socket", "4.37", "4.36", "redis:\n  host: /run/redis.sock\n  port: 70000\n", []string{"breaks 4.37.0 port"},
		"session:\n  redis:\n    host: '/run/redis.sock'\n"},

	{"a default port", "4.37", "4.38", portless, []string{"changes 4.38.0 port"},
		"session:\n  redis:\n    host: 'redis'\n"},
	{"no default port", "4.38", "4.33", portless, []string{"breaks 4.38.0 port"},
		"session:\n  redis:\n    host: 'redis'\n    port: 6379\n"},
	{"nodes as a text", "4.37", "4.38.9", behind + "    nodes: ''\n", []string{"breaks 4.38.0 high_availability.nodes.0"},
		"session:\n  redis:\n    host: 's0'\n    high_availability:\n      sentinel_name: 'mymaster'\n"},
	{"HELLO", "4.37", "4.38", simple + "  username: u\n  password: p\n", []string{"changes 4.38.0 username"},
		"session:\n  redis:\n    host: 'redis'\n    username: 'u'\n    password: 'p'\n"},
	{"no HELLO", "4.38", "4.37", simple + "  username: u\n  password: p\n", []string{"changes 4.38.0 username"},
		"session:\n  redis:\n    host: 'redis'\n    port: 6379\n    username: 'u'\n    password: 'p'\n"},
	{"an index behind Sentinel", "4.38.9", "4.38.10", behind + "  database_index: 3\n", []string{"changes 4.38.10 database_index"},
		"session:\n  redis:\n    host: 's0'\n    database_index: 3\n    high_availability:\n      sentinel_name: 'mymaster'\n"},
	{"no index behind Sentinel", "4.38.10", "4.38.9", behind + "  database_index: 3\n", []string{"ignored 4.38.10 database_index"},
		"session:\n  redis:\n    host: 's0'\n    database_index: 3\n    high_availability:\n      sentinel_name: 'mymaster'\n"},
	{"routing", "4.38.9", "4.38.10", behind + "    route_randomly: true\n", []string{"ignored 4.38.10 high_availability.route_randomly"},
		"session:\n  redis:\n    host: 's0'\n    high_availability:\n      sentinel_name: 'mymaster'\n      route_randomly: true\n"},
	{"routing again", "4.38.10", "4.38.9", behind + "    route_by_latency: true\n", []string{"changes 4.38.10 high_availability.route_by_latency"},
		"session:\n  redis:\n    host: 's0'\n    high_availability:\n      sentinel_name: 'mymaster'\n      route_by_latency: true\n"},
	{"timeout and max_retries unknown", "4.38.18", "4.38.17", simple + "  timeout: 9\n  max_retries: 1\n",
		[]string{"breaks 4.38.18 timeout", "breaks 4.38.18 max_retries"},
		"session:\n  redis:\n    host: 'redis'\n"},

	{"dots are ignored again", "4.38", "4.39.2", simple + "  tls.server_name: a\n", []string{"rewrite 4.39.0 tls.server_name"},
		"session:\n  redis:\n    host: 'redis'\n    tls:\n      server_name: 'a'\n"},
	{"Sentinel errors", "4.39.1", "4.39.19", behind, []string{"changes 4.39.2"},
		"session:\n  redis:\n    host: 's0'\n    high_availability:\n      sentinel_name: 'mymaster'\n"},
	{"Sentinel errors hidden", "4.39.19", "4.39.1", behind, []string{"changes 4.39.2"},
		"session:\n  redis:\n    host: 's0'\n    high_availability:\n      sentinel_name: 'mymaster'\n"},
}

func TestJourneys(t *testing.T) {
	for _, j := range journeys {
		t.Run(j.name, func(t *testing.T) {
			p, err := Make(t.Context(), j.from, j.to, configschema.Input{YAML: j.yaml})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(j.want, outline(p)); diff != "" {
				t.Errorf("steps (-want +got):\n%s\n%+v", diff, p.Steps)
			}
			if p.Rewritten.YAML != j.yields || !p.Rewritten.OK {
				t.Errorf("rewritten, ok %v:\n%s\nwant:\n%s", p.Rewritten.OK, p.Rewritten.YAML, j.yields)
			}
		})
	}
}

func outline(p Plan) (out []string) {
	for _, s := range p.Steps {
		if s.Kind != Available {
			out = append(out, strings.TrimSpace(string(s.Kind)+" "+s.Since+" "+strings.TrimPrefix(s.Key, authelia.Prefix)))
		}
	}
	return out
}

// Every entry of the table is reported by some change of version: none can rot unseen.
func TestEveryChangeIsReported(t *testing.T) {
	reported := map[string]bool{}
	tell := func(p Plan, err error) {
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range p.Steps {
			reported[s.Since+s.Title] = true
		}
	}
	for _, j := range journeys {
		tell(Make(t.Context(), j.from, j.to, configschema.Input{YAML: j.yaml}))
	}
	tell(Make(t.Context(), "4.30", "4.29", configschema.Input{YAML: simple, Environment: []configschema.Variable{{Name: "AUTHELIA_SESSION_REDIS_HOST", Value: "redis"}}}))
	half := halfACertificate()
	tell(Make(t.Context(), "4.37", "4.38", configschema.Input{Values: half}))
	tell(Make(t.Context(), "4.38", "4.37", configschema.Input{Values: half}))
	for _, c := range changes {
		if !reported[c.since.String()+string(c.title)] {
			t.Errorf("no journey meets %q of %s", c.title, c.since)
		}
	}
}

// halfACertificate has a private key without its certificate.
func halfACertificate() configschema.Values {
	key := "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n"
	return configschema.Values{authelia.KeyHost: "redis", authelia.KeyPort: "6380", authelia.KeyPrivateKey: key}
}

func TestHalfACertificate(t *testing.T) {
	p, err := Make(t.Context(), "4.38", "4.37", configschema.Input{Values: halfACertificate()})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"breaks 4.38.0 tls.private_key", "rewrite 4.38.0 tls.minimum_version"}
	if diff := cmp.Diff(want, outline(p)); diff != "" {
		t.Errorf("steps (-want +got):\n%s\n%+v", diff, p.Steps)
	}
	if !p.Rewritten.OK || !p.Rewritten.TLS || p.Values[authelia.KeyPrivateKey] != "" {
		t.Errorf("rewritten: %s", p.Rewritten.JSON())
	}
}

// The form's values that do not count are kept as they were typed, whatever the
// new version thinks of them.
func TestUncountedValuesStay(t *testing.T) {
	typed := configschema.Values{authelia.KeyHost: "redis", authelia.KeyMaxVersion: "TLS9", authelia.KeySentinelUsername: "u", authelia.KeyPort: ""}
	p, err := Make(t.Context(), "4.39", "4.33", configschema.Input{Kind: configschema.Single, TLS: configschema.Off, Values: typed})
	if err != nil {
		t.Fatal(err)
	}
	want := configschema.Values{authelia.KeyHost: "redis", authelia.KeyMaxVersion: "TLS9", authelia.KeySentinelUsername: "u", authelia.KeyPort: "6379"}
	if diff := cmp.Diff(want, p.Values); diff != "" || !p.Rewritten.OK {
		t.Errorf("values (-want +got), ok %v:\n%s", p.Rewritten.OK, diff)
	}
	if typed[authelia.KeyPort] != "" {
		t.Error("the values that came in were changed")
	}
}

func TestNeeded(t *testing.T) {
	for _, c := range []struct {
		from, to, yaml string
		needed, breaks bool
	}{
		{"4.38", "4.39", simple, false, false},
		{"4.39", "4.39", simple, false, false},
		{"4.38.9", "4.39", behind + "    route_randomly: true\n", true, false},
		{"4.39", "4.36", portless, true, true},
		{"4.39", "4.36", "redis: [\n", false, false},
	} {
		p, err := Make(t.Context(), c.from, c.to, configschema.Input{YAML: c.yaml})
		if err != nil || p.Needed() != c.needed || p.Breaks() != c.breaks {
			t.Errorf("%s to %s: needed %v, breaks %v, %v: %+v", c.from, c.to, p.Needed(), p.Breaks(), err, p.Steps)
		}
	}
}

// What is available is listed on the way up, whatever is configured.
func TestAvailable(t *testing.T) {
	p, err := Make(t.Context(), "4.29", "4.39", configschema.Input{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range p.Steps {
		got = append(got, s.Key)
	}
	for _, f := range authelia.Options() {
		if (f.FirstVersion != version{}) != slices.Contains(got, f.Key) {
			t.Errorf("%s: since %v, among %v", f.Key, f.FirstVersion, got)
		}
	}
	if p, _ := Make(t.Context(), "4.39", "4.29", configschema.Input{}); len(p.Steps) != 0 {
		t.Errorf("on the way down: %+v", p.Steps)
	}
}

// A release that is not known yet is planned for like the newest, and said to be.
func TestMakeNewer(t *testing.T) {
	known, err := Make(t.Context(), "4.36", "4.39", configschema.Input{YAML: simple})
	if err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{"4.39.999", "4.99"} {
		p, err := Make(t.Context(), "4.36", to, configschema.Input{YAML: simple})
		if err != nil {
			t.Fatal(err)
		}
		var rest []Step
		reported := 0
		for _, s := range p.Steps {
			if s.Since == to {
				reported++
				continue
			}
			rest = append(rest, s)
		}
		if reported != 1 || p.To != to || p.Needed() != known.Needed() {
			t.Errorf("%s: reported %d times, to %s", to, reported, p.To)
		}
		if diff := cmp.Diff(known.Steps, rest); diff != "" {
			t.Errorf("%s: -known +newer:\n%s", to, diff)
		}
	}
	p, err := Make(t.Context(), "4.99.1", "4.39.999", configschema.Input{YAML: simple})
	if err != nil || len(p.Steps) != 2 || p.Needed() {
		t.Errorf("between two of them: %+v, %v", p.Steps, err)
	}
}

func TestMakeErrors(t *testing.T) {
	var unknown *configschema.UnknownVersionError
	if _, err := Make(t.Context(), "4.20", "4.39", configschema.Input{}); !errors.As(err, &unknown) {
		t.Errorf("from: %v", err)
	}
	if _, err := Make(t.Context(), "4.39", "5", configschema.Input{}); !errors.As(err, &unknown) {
		t.Errorf("to: %v", err)
	}
	if _, err := Make(t.Context(), "4.39", "4.38", configschema.Input{YAML: strings.Repeat("#", configschema.MaxInput+1)}); !errors.Is(err, configschema.ErrTooLarge) {
		t.Errorf("size: %v", err)
	}
}

func TestRespelled(t *testing.T) {
	p, err := Make(t.Context(), "4.35", "4.39", configschema.Input{YAML: simple + "  password: 2024-01-01\n  username: a\n  tls:\n    skip_verify: no\n"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{authelia.Prefix + "password"}, p.Respelled()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Options without a value are no obstacle, though the new version refuses them.
func TestRewrittenWithoutValues(t *testing.T) {
	for _, c := range []struct{ from, to, yaml string }{
		{"4.34", "4.39", simple + "  tls:\n    minimum_version: ''\n"},
		{"4.39", "4.37", simple + "  timeout:\n"},
		{"4.39", "4.37", simple + "  max_retries: ''\n"},
		{"4.39", "4.36", simple + "  tls:\n    skip_verify: true\n    maximum_version: ~\n"},
	} {
		p, err := Make(t.Context(), c.from, c.to, configschema.Input{YAML: c.yaml})
		if err != nil {
			t.Fatal(err)
		}
		if files, err := p.Files(t.Context(), []configschema.File{{Text: c.yaml}}); err != nil {
			t.Errorf("from %s to %s: %v\n%s", c.from, c.to, err, c.yaml)
		} else if r, _ := configschema.Evaluate(configschema.Input{Authelia: c.to, YAML: files[0].Text}); !r.OK || r.TLS != strings.Contains(c.yaml, "tls:") {
			t.Errorf("from %s to %s: %+v\n%s", c.from, c.to, r.Problems, files[0].Text)
		}
	}
}

func TestUnmended(t *testing.T) {
	for yaml, want := range map[string]string{
		simple:                           "",
		"redis: [":                       "yaml-syntax",
		"redis:\n  host: a\n  host: b\n": "F10",
		"redis:\n  port: 70000\n":        "host-required port-range",
	} {
		p, err := Make(t.Context(), "4.38", "4.39", configschema.Input{YAML: yaml})
		if err != nil {
			t.Fatal(err)
		}
		var codes []string
		for _, problem := range p.Unmended() {
			codes = append(codes, problem.Code)
		}
		if got := strings.Join(codes, " "); got != want {
			t.Errorf("%q: %s, want %s", yaml, got, want)
		}
	}
	p, _ := Make(t.Context(), "4.29", "4.30", configschema.Input{YAML: "redis:\n  host: [a]\n  port: 6379\n"})
	if len(p.Unmended()) != 1 || !p.Breaks() {
		t.Errorf("a host that nobody can guess: %+v", p.Unmended())
	}
}

// What is no configuration is turned down before it costs a dozen evaluations.
func TestTooMany(t *testing.T) {
	values := configschema.Values{authelia.KeyHost: "redis"}
	for i := range MaxOptions {
		values[authelia.KeyNodes+"."+strconv.Itoa(i)+".host"] = "a"
	}
	for _, to := range []string{"4.39", "4.29"} {
		if _, err := Make(t.Context(), "4.33", to, configschema.Input{Values: values}); !errors.Is(err, ErrTooMany) {
			t.Errorf("to %s: %v", to, err)
		}
	}
	if !strings.Contains(ErrTooMany.Error(), strconv.Itoa(MaxOptions)) {
		t.Error("the message names another bound")
	}
}

// No step tells a secret.
func TestSecretsAreNotTold(t *testing.T) {
	p, err := Make(t.Context(), "4.33", "4.39", configschema.Input{YAML: simple + "  password: 0123456789e5\n  username: Yes\n"})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range p.Steps {
		if strings.Contains(s.Text, "123456789") {
			t.Errorf("%+v", s)
		}
	}
}
