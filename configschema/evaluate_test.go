package configschema

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/effective"
	"redis-wizard/configschema/internal/sources"
)

func evaluate(t *testing.T, in Input) Result {
	t.Helper()
	r, err := Evaluate(in)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A URL in the place of a host becomes the options that it stands for, all of them.
func TestSplitURL(t *testing.T) {
	nodeHost := authelia.KeyNodes + ".0.host"
	for _, c := range []struct {
		values, want authelia.Values
	}{
		{authelia.Values{authelia.KeyHost: "redis://authelia:p%40ss@redis.example.com:6380/2"},
			authelia.Values{authelia.KeyHost: "redis.example.com", authelia.KeyPort: "6380", authelia.KeyUsername: "authelia", authelia.KeyPassword: "p@ss", authelia.KeyIndex: "2"}},
		{authelia.Values{authelia.KeyHost: "rediss://:s3:cr@et@redis?db=4", authelia.KeyUsername: "own"},
			authelia.Values{authelia.KeyHost: "redis", authelia.KeyPassword: "s3:cr@et", authelia.KeyIndex: "4", authelia.KeyMinVersion: "TLS1.2"}},
		{authelia.Values{authelia.KeyHost: "redis://:other@redis", authelia.KeyPassword: "own", authelia.KeyIndex: "1"}, authelia.Values{authelia.KeyHost: "redis"}},
		{authelia.Values{authelia.KeyHost: "user:pw@redis:6380"}, authelia.Values{authelia.KeyHost: "redis", authelia.KeyPort: "6380", authelia.KeyUsername: "user", authelia.KeyPassword: "pw"}},
		{authelia.Values{authelia.KeySentinelName: "m", nodeHost: "redis://:pw@sentinel:26380"},
			authelia.Values{nodeHost: "sentinel", authelia.KeyNodes + ".0.port": "26380", authelia.KeySentinelPassword: "pw"}},
	} {
		p := find(evaluate(t, Input{Values: c.values}), "B06")
		if p == nil || p.Fix == nil {
			t.Errorf("%v: no fix", c.values)
		} else if diff := cmp.Diff(map[string]string(c.want), p.Fix.Set); diff != "" {
			t.Errorf("%v (-want +got):\n%s", c.values, diff)
		}
	}
}

func find(r Result, code string) *causes.Problem {
	for i := range r.Problems {
		if r.Problems[i].Code == code {
			return &r.Problems[i]
		}
	}
	return nil
}

// Every fix mends its problem in one act, and brings no error with it.
func TestFixes(t *testing.T) {
	cases := []struct {
		name, version, code string
		values              authelia.Values
		kind                authelia.Kind
	}{
		{"port out of range", "4.39", "port-range", authelia.Values{authelia.KeyHost: "redis", authelia.KeyPort: "70000"}, ""},
		{"port missing", "4.34", "port-required", authelia.Values{authelia.KeyHost: "redis"}, ""},
		{"typo", "4.39", "F01", authelia.Values{authelia.KeyHost: "redis", authelia.Prefix + "pasword": "x"}, ""},
		{"other name", "4.39", "F01", authelia.Values{authelia.KeyHost: "redis", authelia.Prefix + "db": "3"}, ""},
		{"dashes", "4.39", "F01", authelia.Values{authelia.KeyHost: "redis", authelia.Prefix + "database-index": "3"}, ""},
		{"wrong section", "4.39", "F01", authelia.Values{authelia.KeyHost: "redis", authelia.Prefix + "server_name": "r"}, ""},
		{"too new", "4.37", "F01", authelia.Values{authelia.KeyHost: "redis", authelia.KeyPort: "6379", authelia.KeyTimeout: "5"}, ""},
		{"documented but refused", "4.34.4", "A12", authelia.Values{authelia.KeyHost: "s", authelia.KeySentinelName: "m", authelia.KeySentinelUsername: "u", authelia.KeySentinelPassword: "p"}, ""},
		{"no such option", "4.39", "F01", authelia.Values{authelia.KeyHost: "redis", authelia.Prefix + "key_prefix": "a"}, ""},
		{"bare IPv6", "4.39", "B04", authelia.Values{authelia.KeyHost: "fd00::1"}, ""},
		{"port in host", "4.39", "B06", authelia.Values{authelia.KeyHost: "redis:6380"}, ""},
		{"URL", "4.39", "B06", authelia.Values{authelia.KeyHost: "rediss://u:p@redis:6380/0"}, ""},
		{"unix URL", "4.39", "B06", authelia.Values{authelia.KeyHost: "unix:///run/redis.sock"}, ""},
		{"blank", "4.39", "B07", authelia.Values{authelia.KeyHost: " redis "}, ""},
		{"socket with port", "4.39", "B08", authelia.Values{authelia.KeyHost: "/run/redis.sock", authelia.KeyPort: "6379"}, ""},
		{"node with a port in it", "4.39", "B06", authelia.Values{authelia.KeySentinelName: "m", authelia.KeyNodes + ".2.host": "s:26380"}, ""},
		{"node port", "4.39", "D17", authelia.Values{authelia.KeySentinelName: "m", authelia.KeyNodes + ".1.host": "s", authelia.KeyNodes + ".1.port": "70000"}, ""},
		{"password with a line break", "4.39", "A13", authelia.Values{authelia.KeyHost: "r", authelia.KeyPassword: "secret\n"}, ""},
		{"password in quotes", "4.39", "A13", authelia.Values{authelia.KeyHost: "r", authelia.KeyPassword: `"secret"`}, ""},
		{"skip_verify", "4.39", "C14", authelia.Values{authelia.KeyHost: "r", authelia.KeySkipVerify: "true"}, ""},
		{"weak TLS", "4.39", "tls-weak", authelia.Values{authelia.KeyHost: "r", authelia.KeyMinVersion: "TLS1.0"}, ""},
		{"SSL", "4.39", "tls-version", authelia.Values{authelia.KeyHost: "r", authelia.KeyMinVersion: "SSL3.0"}, ""},
		{"TLS range", "4.39", "C12", authelia.Values{authelia.KeyHost: "r", authelia.KeyMinVersion: "TLS1.3", authelia.KeyMaxVersion: "TLS1.2"}, ""},
		{"old TLS version", "4.36", "tls-version", authelia.Values{authelia.KeyHost: "r", authelia.KeyPort: "6379", authelia.KeyMinVersion: "TLSv1.2"}, ""},
		{"index behind Sentinel", "4.38.9", "D14", authelia.Values{authelia.KeyHost: "s", authelia.KeySentinelName: "m", authelia.KeyIndex: "3"}, ""},
		{"inert routing", "4.39", "D15", authelia.Values{authelia.KeyHost: "s", authelia.KeySentinelName: "m", authelia.KeyRouteLatency: "true"}, ""},
		{"pool without default", "4.39", "D16", authelia.Values{authelia.KeyHost: "s", authelia.KeySentinelName: "m"}, ""},
		{"retries", "4.39", "E13", authelia.Values{authelia.KeyHost: "r", authelia.KeyRetries: "0"}, ""},
		{"negative timeout", "4.39", "timeout", authelia.Values{authelia.KeyHost: "r", authelia.KeyTimeout: "-5"}, ""},
		{"idle connections", "4.39", "E02", authelia.Values{authelia.KeyHost: "r", authelia.KeyMinIdle: "2"}, ""},
		{"too many idle connections", "4.39", "pool-size", authelia.Values{authelia.KeyHost: "r", authelia.KeyMinIdle: "9"}, ""},
		{"negative index", "4.39", "database-index", authelia.Values{authelia.KeyHost: "r", authelia.KeyIndex: "-1"}, ""},
		{"ignored option", "4.33", "ignored-option", authelia.Values{authelia.KeyHost: "r", authelia.KeyPort: "6379", authelia.Prefix + "timeouts.dial": "5"}, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			in := Input{Authelia: c.version, Kind: c.kind, Values: c.values}
			r := evaluate(t, in)
			p := find(r, c.code)
			if p == nil || p.Fix == nil || p.Hint == "" || p.Message == "" {
				t.Fatalf("no %s with a fix: %+v", c.code, r.Problems)
			}
			mended := authelia.Values{}
			for k, v := range c.values {
				mended[k] = v
			}
			for k, v := range p.Fix.Set {
				mended[k] = v
			}
			in.Values = mended
			after := evaluate(t, in)
			for _, q := range after.Problems {
				if q.Code == p.Code && q.Key == p.Key || q.Severity == causes.Error {
					t.Errorf("after %q: %+v", p.Fix.Label, q)
				}
			}
		})
	}
}

// Problems point at the value, or at the key where that is what is wrong.
func TestPositions(t *testing.T) {
	const file = "# my file\nstorage:\n  local:\n    path: /x\nsession:\n  secret: 's'\n  redis:\n    host: redis\n    port: 70000\n    pasword: x\n    tls:\n      skip_verify: maybe\n    high_availability:\n      nodes:\n        - host: a\n          wieght: 1\n"
	r := evaluate(t, Input{YAML: file})
	type place struct {
		Key          string
		Line, Column int
	}
	var got []place
	for _, p := range r.Problems {
		got = append(got, place{p.Key, p.Line, p.Column})
	}
	want := []place{
		{authelia.Prefix + "pasword", 10, 5},
		{authelia.KeySkipVerify, 12, 20},
		{authelia.KeyNodes + ".0.wieght", 16, 11},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	fixed := strings.NewReplacer("maybe", "true", "    pasword: x\n", "", "          wieght: 1\n", "", "      nodes:", "      sentinel_name: m\n      nodes:").Replace(file)
	r = evaluate(t, Input{YAML: fixed})
	if p := find(r, "port-range"); p == nil || p.Line != 9 || p.Column != 11 {
		t.Errorf("port: %+v", r.Problems)
	}
}

func TestPlacesOfRedis(t *testing.T) {
	cases := []struct{ name, yaml, code, host string }{
		{"fragment at redis", "redis:\n  host: a\n", "", "a"},
		{"fragment at session", "session:\n  redis:\n    host: a\n", "", "a"},
		{"whole file", "storage: {}\nsession:\n  secret: x\n  redis:\n    host: a\n", "", "a"},
		{"whole file without a secret", "storage: {}\nsession:\n  redis:\n    host: a\n", "F05", "a"},
		{"top level redis in a whole file", "storage: {}\nsession:\n  secret: x\nredis:\n  host: a\n", "F10", ""},
		{"top level redis beside sections", "storage: {}\nredis:\n  host: a\n", "F10", ""},
		{"nothing", "# empty\n", "no-redis", ""},
		{"session only", "session:\n  secret: x\n", "no-redis", ""},
		{"dots in 4.39", "session.redis.host: a\n", "ignored-option", ""},
		{"documents", "session:\n  redis:\n    host: a\n---\nsession:\n", "", "a"},
		{"BOM and CR LF", "\uFEFFsession:\r\n  redis:\r\n    host: a\r\n", "", "a"},
		{"fault elsewhere", "storage: {\nsession:\n  redis:\n    host: a\n", "yaml-syntax", "a"},
	}
	for _, c := range cases {
		r := evaluate(t, Input{YAML: c.yaml})
		if c.code != "" && find(r, c.code) == nil || c.code == "" && find(r, "no-redis") != nil || r.Values[authelia.KeyHost] != c.host {
			t.Errorf("%s: host %q, %+v", c.name, r.Values[authelia.KeyHost], r.Problems)
		}
	}
}

// TestKeysWithDots: where a version accepts a key with dots and ignores it, that
// is said, wherever the key stands; where it does not know the key, it refuses.
func TestKeysWithDots(t *testing.T) {
	cases := []struct{ name, yaml, code, key string }{
		{"at the root", "session.redis.host: a\n", "ignored-option", authelia.KeyHost},
		{"at the root, beside a session", "session.redis.host: a\nsession:\n  secret: x\n", "ignored-option", authelia.KeyHost},
		{"below session", "session:\n  redis.host: a\n", "ignored-option", authelia.KeyHost},
		{"below session, beside redis", "session:\n  redis:\n    host: a\n    port: 1\n  redis.password: b\n", "ignored-option", authelia.KeyPassword},
		{"below session, a section", "session:\n  redis.tls:\n    skip_verify: true\n", "ignored-option", "session.redis.tls"},
		{"below redis", "session:\n  redis:\n    host: a\n    port: 1\n    tls.skip_verify: true\n", "ignored-option", authelia.KeySkipVerify},
		{"an unknown one at the root", "session.redis.hots: a\n", "F01", "session.redis.hots"},
		{"an unknown one below session", "session:\n  redis.hots: a\n", "F01", "session.redis.hots"},
		{"an unknown one below redis", "session:\n  redis:\n    host: a\n    port: 1\n    tls.hots: true\n", "F01", "session.redis.tls.hots"},
	}
	for _, c := range cases {
		for _, version := range []string{"4.30", "4.34", "4.39"} {
			r := evaluate(t, Input{Authelia: version, YAML: c.yaml})
			p := find(r, c.code)
			if p == nil || p.Key != c.key || p.Line == 0 || len(r.Problems) == 0 || r.OK != (c.code == "ignored-option") {
				t.Errorf("%s: %s in %s: %+v", version, c.name, c.yaml, r.Problems)
			}
		}
	}
	r := evaluate(t, Input{YAML: "session:\n  redis.host: a\n  redis.port: 70000\n"})
	if len(r.Problems) != 2 || r.Problems[1].Line != 3 || r.Problems[1].Fix.Set[authelia.KeyPort] != "70000" {
		t.Errorf("two keys below session: %+v", r.Problems)
	}
	// These versions read them like the nested form.
	for _, version := range []string{"4.29", "4.38"} {
		if r := evaluate(t, Input{Authelia: version, YAML: "session:\n  redis.host: a\n  redis.port: 70000\n"}); find(r, "port-range") == nil || find(r, "ignored-option") != nil {
			t.Errorf("%s: %+v", version, r.Problems)
		}
	}
}

// TestValuesFromElsewhere: a value outside session.redis is passed over, because
// Authelia may well know it; an unknown one below session.redis is refused.
func TestValuesFromElsewhere(t *testing.T) {
	r := evaluate(t, Input{Values: authelia.Values{authelia.KeyHost: "redis", "session.secret": "x", "storage.local.path": "y"}})
	if !r.OK || len(r.Problems) != 2 || r.Problems[0].Code != "not-an-option" || r.Problems[0].Severity != causes.Info || r.Problems[0].Fix != nil {
		t.Errorf("values from elsewhere: %+v", r.Problems)
	}
	if strings.Contains(r.YAML, "secret") || !strings.Contains(r.YAML, "host: 'redis'") {
		t.Errorf("they are written:\n%s", r.YAML)
	}
	if r := evaluate(t, Input{Values: authelia.Values{"session.secret": "x"}}); find(r, "no-redis") == nil {
		t.Errorf("nothing else: %+v", r.Problems)
	}
	if r := evaluate(t, Input{Values: authelia.Values{authelia.KeyHost: "redis", authelia.Prefix + "hots": "x"}}); r.OK || find(r, "F01") == nil {
		t.Errorf("unknown below session.redis: %+v", r.Problems)
	}
}

// Until 4.37 a text in place of nodes is split at its commas, and an empty one
// is no list at all; since 4.38 it is one node, of the wrong type.
func TestNodesAsText(t *testing.T) {
	const yaml = "redis:\n  host: h\n  port: 1\n  high_availability:\n    sentinel_name: m\n    nodes: "
	for _, c := range []struct {
		version, nodes string
		faults         int
	}{{"4.37", "''", 0}, {"4.37", "'a,b'", 2}, {"4.38", "''", 1}, {"4.39", "'a,b'", 1}} {
		r := evaluate(t, Input{Authelia: c.version, YAML: yaml + c.nodes + "\n"})
		if got := len(errorsOf(r)); got != c.faults {
			t.Errorf("%s nodes: %s: %q", c.version, c.nodes, errorsOf(r))
		}
	}
}

// The kind of set-up and the TLS switch decide what counts; nothing is lost.
func TestKindAndSwitch(t *testing.T) {
	values := authelia.Values{authelia.KeyHost: "/run/redis.sock", authelia.KeyPort: "6380", authelia.KeySentinelName: "m", authelia.KeyNodes + ".0.host": "s", authelia.KeyServerName: "r", authelia.KeyPassword: "p"}
	cases := []struct {
		in   Input
		want string
	}{
		{Input{Kind: authelia.Socket}, "session:\n  redis:\n    host: '/run/redis.sock'\n    password: 'p'\n"},
		{Input{Kind: authelia.Single, TLS: Off}, "session:\n  redis:\n    host: '/run/redis.sock'\n    port: 6380\n    password: 'p'\n"},
		{Input{Kind: authelia.Single}, "session:\n  redis:\n    host: '/run/redis.sock'\n    port: 6380\n    password: 'p'\n    tls:\n      server_name: 'r'\n"},
		{Input{Kind: authelia.Sentinel, TLS: Off}, "session:\n  redis:\n    host: '/run/redis.sock'\n    port: 6380\n    password: 'p'\n    high_availability:\n      sentinel_name: 'm'\n      nodes:\n        - host: 's'\n"},
	}
	for _, c := range cases {
		c.in.Values = values
		r := evaluate(t, c.in)
		if r.YAML != c.want {
			t.Errorf("%+v:\n%s", c.in, cmp.Diff(c.want, r.YAML))
		}
		if diff := cmp.Diff(values, r.Values); diff != "" {
			t.Errorf("%+v lost values:\n%s", c.in, diff)
		}
	}
	on := evaluate(t, Input{Kind: authelia.Single, TLS: On, Values: authelia.Values{authelia.KeyHost: "r"}})
	if !on.TLS || !strings.Contains(on.YAML, "tls:\n      minimum_version: 'TLS1.2'\n") || !slices.Contains(on.Fields, authelia.KeyServerName) {
		t.Errorf("TLS on: %+v\n%s", on.Fields, on.YAML)
	}
	off := evaluate(t, Input{Kind: authelia.Single, TLS: Off, Values: authelia.Values{authelia.KeyHost: "r", authelia.KeyServerName: "x"}})
	if off.TLS || slices.Contains(off.Fields, authelia.KeyServerName) {
		t.Errorf("TLS off: %+v", off.Fields)
	}
	empty := evaluate(t, Input{Kind: authelia.Sentinel})
	if find(empty, "sentinel-name-required") == nil || find(empty, "nodes-required") == nil || len(empty.Problems) != 3 {
		t.Errorf("empty Sentinel form: %+v", empty.Problems)
	}
	begun := evaluate(t, Input{Kind: authelia.Sentinel, Values: authelia.Values{authelia.KeyHost: "s"}})
	if diff := cmp.Diff(errorsOf(begun), errorsOf(evaluate(t, Input{YAML: begun.YAML}))); diff != "" || begun.OK {
		t.Errorf("a Sentinel form that is only begun:\n%s\n%s", diff, begun.YAML)
	}
	old := evaluate(t, Input{Authelia: "4.37", Kind: authelia.Single, Values: authelia.Values{authelia.KeyHost: "r", authelia.KeyTimeout: "5"}})
	if !slices.Contains(old.Fields, authelia.KeyTimeout) || slices.Contains(old.Fields, authelia.KeyRetries) {
		t.Errorf("fields of 4.37: %v", old.Fields)
	}
}

// Config is what Authelia would work with.
func TestConfig(t *testing.T) {
	r := evaluate(t, Input{Authelia: "4.38.9", YAML: "session:\n  redis:\n    host: S0\n    password: p\n    database_index: 3\n    tls:\n      skip_verify: true\n    high_availability:\n      sentinel_name: m\n      route_randomly: true\n      nodes:\n        - host: s0\n        - host: s1\n          port: 1\n"})
	c := r.Config()
	if c == nil {
		t.Fatalf("no config: %+v", r.Problems)
	}
	if c.DatabaseIndex != 0 || c.MaxRetries != 3 || c.Timeout.String() != "5s" || c.TLS.ServerName != "S0" || !c.TLS.SkipVerify ||
		!c.HighAvailability.RouteRandomly || cmp.Diff([]effective.Node{{Host: "s0", Port: 26379, Key: "session.redis"}, {Host: "s1", Port: 1, Key: "session.redis.high_availability.nodes.1"}}, c.HighAvailability.Nodes) != "" {
		t.Errorf("%+v %+v", c, c.HighAvailability)
	}
	if c := evaluatedConfig(t, authelia.Values{authelia.KeyHost: "/run/r.sock"}); c.Kind != authelia.Socket || c.Port != 0 || c.MaximumActiveConnections != 8 {
		t.Errorf("socket: %+v", c)
	}
	if c := evaluatedConfig(t, authelia.Values{authelia.KeyHost: "r", authelia.KeyRetries: "-1"}); c.Kind != authelia.Single || c.Port != 6379 || c.MaxRetries != 0 || c.TLS != nil {
		t.Errorf("single: %+v", c)
	}
	for _, values := range []authelia.Values{{authelia.KeyPort: "6379"}, {authelia.KeyHost: "r", authelia.KeyPort: "x"}, {}} {
		if c := evaluatedConfig(t, values); c != nil {
			t.Errorf("config despite an error: %+v", c)
		}
	}
}

func evaluatedConfig(t *testing.T, values authelia.Values) *effective.Config {
	r := evaluate(t, Input{Values: values})
	return r.Config()
}

// The hand-written JSON is what encoding/json would read and write.
func TestJSON(t *testing.T) {
	odd := "quote\" slash\\ tab\t nul\x00 del\x7f html<>& \u2028\u2029 \U0001F511 bad\xff"
	r := evaluate(t, Input{Values: authelia.Values{authelia.KeyHost: "redis:6380", authelia.KeyPassword: odd, authelia.KeyPort: "70000"}})
	var doc struct {
		Authelia string
		OK       bool
		Values   map[string]string
		Fields   []string
		Problems []struct {
			Key, Severity, Code, Message, Hint string
			Line                               *int
			Fix                                *struct {
				Label string
				Set   map[string]string
			}
		}
		Outputs struct{ YAML string }
	}
	if err := json.Unmarshal(r.JSON(), &doc); err != nil {
		t.Fatalf("%v\n%s", err, r.JSON())
	}
	if want := strings.ToValidUTF8(odd, "\uFFFD"); doc.Values[authelia.KeyPassword] != want {
		t.Errorf("password %q, want %q", doc.Values[authelia.KeyPassword], want)
	}
	if doc.Authelia != "4.39" || doc.OK || len(doc.Problems) != 2 || doc.Outputs.YAML != r.YAML || doc.Problems[0].Line != nil ||
		doc.Problems[0].Fix.Set[authelia.KeyHost] != "redis" || !slices.Equal(doc.Fields, r.Fields) {
		t.Errorf("%s", r.JSON())
	}
	if got := string(ErrorJSON(&authelia.UnknownVersionError{Asked: "5"})); !json.Valid([]byte(got)) || !strings.HasSuffix(got, "}\n") {
		t.Errorf("error: %s", got)
	}
}

func BenchmarkEvaluate(b *testing.B) {
	in := Input{Values: authelia.Values{
		authelia.KeyHost: "redis.example.com", authelia.KeyPort: "6380", authelia.KeyUsername: "authelia", authelia.KeyPassword: "a 'strong' password", authelia.KeyMinVersion: "TLS1.3",
		authelia.KeySentinelName: "mymaster", authelia.KeyNodes + ".0.host": "s0", authelia.KeyNodes + ".1.host": "s1", authelia.KeyNodes + ".2.host": "s2", authelia.Prefix + "pasword": "x",
	}}
	r, err := Evaluate(in)
	if err != nil || len(r.Problems) == 0 {
		b.Fatal(err, r.Problems)
	}
	b.Run("values", func(b *testing.B) {
		for b.Loop() {
			r, _ := Evaluate(in)
			r.JSON()
		}
	})
	b.Run("yaml", func(b *testing.B) {
		for b.Loop() {
			r, _ := Evaluate(Input{YAML: r.YAML})
			r.JSON()
		}
	})
}

// Authelia releases more often than this program: a newer release is judged as the
// newest one known, and said to be.
func TestNewerRelease(t *testing.T) {
	inputs := map[string]Input{
		"values":    {Values: authelia.Values{authelia.KeyHost: "redis", authelia.KeyPort: "70000"}},
		"nothing":   {},
		"fragment":  {YAML: "redis: {host: redis, nosuch: 1}\n"},
		"broken":    {YAML: "redis: [\n"},
		"files":     {Files: []sources.File{{Name: "a.yml", Text: "session:\n  redis:\n    host: redis\n"}, {Name: "b.yml", Text: "ntp: {}\n"}}},
		"variables": {Environment: []sources.Variable{{Name: "AUTHELIA_SESSION_REDIS_PORT", Value: "tcp://10.0.0.1:1"}}},
		"settings":  {Settings: []sources.Setting{{Key: authelia.KeyHost, Value: "redis"}}},
	}
	for _, c := range []struct {
		asked, judged string
		severity      causes.Severity
	}{
		{"4.39.21", "4.39", causes.Info}, {"v4.38.20", "4.38", causes.Info}, {"4.31.1", "4.31", causes.Info}, {"4.40", "4.39", causes.Warning}, {"4.40.0", "4.39", causes.Warning}, {"4.99.3", "4.39", causes.Warning},
	} {
		for name, in := range inputs {
			in.Authelia = c.judged
			known, err := Evaluate(in)
			if err != nil {
				t.Fatal(err)
			}
			in.Authelia = c.asked
			newer, err := Evaluate(in)
			if err != nil {
				t.Fatal(err)
			}
			if want := strings.TrimPrefix(c.asked, "v"); newer.Authelia != want {
				t.Errorf("%s: the answer is for %q, want %q", name, newer.Authelia, want)
			}
			var told, rest []causes.Problem
			for _, p := range newer.Problems {
				if p.Code == ReleaseNewer {
					told = append(told, p)
				} else {
					rest = append(rest, p)
				}
			}
			if len(told) != 1 || told[0].Severity != c.severity || !strings.Contains(told[0].Message, newer.Authelia) || told[0].Hint == "" {
				t.Errorf("%s of %s is told as %+v", name, c.asked, told)
			}
			newer.Authelia, newer.Problems = known.Authelia, rest
			if len(rest) == 0 {
				newer.Problems = known.Problems
			}
			if got, want := string(newer.JSON()), string(known.JSON()); got != want {
				t.Errorf("%s of %s is judged otherwise than %s:\n%s\nwant\n%s", name, c.asked, c.judged, got, want)
			}
		}
	}
}
