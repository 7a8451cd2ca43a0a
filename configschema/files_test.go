package configschema

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/conformance"
	"redis-wizard/configschema/internal/sources"
)

// A spot is what a test wants to know of a problem.
type spot struct {
	Code     string
	Severity causes.Severity
	File     string
	Line     int
}

func spots(r Result) []spot {
	out := []spot{}
	for _, p := range r.Problems {
		out = append(out, spot{p.Code, p.Severity, p.File, p.Line})
	}
	return out
}

// Several files are one configuration: mappings merge, lists and everything
// else is replaced, and problems stand in the file that they come from.
func TestFiles(t *testing.T) {
	main := sources.File{Name: "main.yml", Text: "storage: {}\nsession:\n  secret: x\n  redis:\n    host: redis\n    port: 70000\n    tls:\n      skip_verify: false\n    high_availability:\n      sentinel_name: m\n      nodes:\n        - host: a\n        - host: b\n"}
	over := sources.File{Name: "over.yml", Text: "# later\nsession:\n  redis:\n    port: 26379\n    pasword: x\n    tls:\n      server_name: r\n    high_availability:\n      nodes:\n        - host: c\n        - host: d\n        - host: e\n"}
	r := evaluate(t, Input{Files: []sources.File{main, over}})
	want := authelia.Values{authelia.KeyHost: "redis", authelia.KeyPort: "26379", authelia.Prefix + "pasword": "x", authelia.KeySkipVerify: "false", authelia.KeyServerName: "r", authelia.KeySentinelName: "m",
		authelia.KeyNodes + ".0.host": "c", authelia.KeyNodes + ".1.host": "d", authelia.KeyNodes + ".2.host": "e"}
	if diff := cmp.Diff(want, r.Values); diff != "" {
		t.Error(diff)
	}
	if p := find(r, "F01"); p == nil || p.File != "over.yml" || p.Line != 5 || p.Column != 5 {
		t.Errorf("%+v", r.Problems)
	}
	back := evaluate(t, Input{Files: []sources.File{over, main}})
	if p := find(back, "port-range"); p == nil || p.File != "main.yml" || p.Line != 6 || p.Column != 11 {
		t.Errorf("%+v", back.Problems)
	}
	if one := evaluate(t, Input{Files: []sources.File{main}}); find(one, "port-range").File != "main.yml" {
		t.Errorf("%+v", one.Problems)
	}
	old := evaluate(t, Input{Authelia: "4.29", Files: []sources.File{main, over}})
	if old.Values[authelia.KeyHost] != "" || find(old, "one-file") == nil {
		t.Errorf("4.29 reads one file: %v %+v", old.Values, old.Problems)
	}
	var doc any
	if err := json.Unmarshal(r.JSON(), &doc); err != nil || !strings.Contains(string(r.JSON()), `"file":"over.yml","line":5`) {
		t.Errorf("%v %s", err, r.JSON())
	}
}

// A file that cannot be read is named, and so is a second one.
func TestBrokenFiles(t *testing.T) {
	r := evaluate(t, Input{Files: []sources.File{{Name: "a.yml", Text: "session:\n  redis:\n    host: redis\n"}, {Name: "b.yml", Text: "x: 1\ny: [\n"}, {Name: "c.yml", Text: "a: 1\na: 2\n"}}})
	got := spots(r)
	if len(got) != 2 || got[0].File != "b.yml" || got[0].Code != "yaml-syntax" || got[1] != (spot{"F10", causes.Error, "c.yml", 2}) || r.OK {
		t.Errorf("%+v", r.Problems)
	}
	if r.Values[authelia.KeyHost] != "redis" {
		t.Errorf("values are lost: %v", r.Values)
	}
}

// Without a change of file, Files and YAML say the same.
func TestFileLikeYAML(t *testing.T) {
	for _, b := range conformance.Read(t, "testdata/conformance")[:200] {
		for _, version := range []string{"4.29", "4.34", "4.39"} {
			yaml := evaluate(t, Input{Authelia: version, YAML: b.YAML})
			file := evaluate(t, Input{Authelia: version, Files: []sources.File{{Name: "", Text: b.YAML}}})
			if b.YAML != "" && string(yaml.JSON()) != string(file.JSON()) {
				t.Errorf("%s %s:\n%s", b.ID, version, cmp.Diff(string(yaml.JSON()), string(file.JSON())))
			}
		}
	}
}

// Redis options under a wrong parent are found, with where to move them.
func TestMisplaced(t *testing.T) {
	cases := []struct{ name, version, yaml, message, hint, host string }{
		{"storage", "4.39", "session:\n  secret: x\nstorage:\n  redis:\n    host: a\n    port: 1\n", "configuration key not expected: storage.redis.host", "lines 4 to 6", "a"},
		{"storage in 4.29", "4.29", "session:\n  secret: x\nstorage:\n  redis:\n    host: a\n", "config key not expected: storage.redis.host", "lines 4 to 5", "a"},
		{"authentication backend", "4.38", "authentication_backend:\n  redis:\n    host: a\n", "configuration key not expected: authentication_backend.redis.host", "below session:", "a"},
		{"cookies", "4.39", "session:\n  secret: x\n  cookies:\n    - domain: d\n      redis:\n        host: a\n", "configuration key not expected: session.cookies[].redis", "lines 5 to 6", "a"},
		{"sessions", "4.39", "storage: {}\nsessions:\n  redis:\n    host: a\n", "configuration key not expected: sessions.redis.host", "Rename line 2", "a"},
		{"capitals", "4.39", "storage: {}\nSession:\n  Secret: x\n  Redis:\n    Host: a\n", "configuration key not expected: Session.Redis.Host", "Rename line 2", ""},
		{"a section in capitals", "4.39", "session:\n  secret: x\n  Redis:\n    Host: a\n", "configuration key not expected: session.Redis.Host", "Rename line 3", "a"},
		{"sessions without redis", "4.39", "storage: {}\nsessions:\n  secret: x\n", "configuration key not expected: sessions.secret", "Rename line 2", ""},
		{"providers", "4.39", "session:\n  providers:\n    redis:\n      host: a\n", "configuration key not expected: session.providers.redis.host", "lines 3 to 4", "a"},
		{"provider", "4.39", "session:\n  provider: redis\n", "configuration key not expected: session.provider", "Remove provider:", ""},
		{"options below session", "4.39", "session:\n  secret: x\n  host: a\n", "configuration key not expected: session.host", "line 3", "a"},
		{"options at the top", "4.39", "session:\n  secret: x\ndatabase_index: 1\n", "configuration key not expected: database_index", "line 3", ""},
		{"further in, below a name of its own", "4.39", "authelia:\n  theme: dark\n  session:\n    secret: x\n    redis:\n      host: a\n", "configuration key not expected: authelia.session.redis.host", "Delete authelia: (line 1)", "a"},
		{"two further in", "4.36", "values:\n  config:\n    session:\n      redis: {host: a}\n", "configuration key not expected: values.config.session.redis.host", "called values.config", "a"},
		{"below another section", "4.39", "theme: dark\nserver:\n  address: x\n  session:\n    secret: x\n    redis:\n      host: a\n", "configuration key not expected: server.session.redis.host", "Move lines 4 to 7 to the left", "a"},
		{"below another section, beside the right one", "4.39", "session:\n  redis: {host: b}\nlog:\n  session:\n    redis:\n      host: a\n", "configuration key not expected: log.session.redis.host", "Move lines 4 to 6", "a"},
		{"tls below session", "4.39", "session:\n  tls:\n    skip_verify: true\n", "configuration key not expected: session.tls.skip_verify", "lines 2 to 3", ""},
	}
	for _, c := range cases {
		r := evaluate(t, Input{Authelia: c.version, YAML: c.yaml})
		p := find(r, "F10")
		if p == nil || p.Message != c.message || !strings.Contains(p.Hint, c.hint) || p.Severity != causes.Error || p.Line == 0 {
			t.Errorf("%s: %+v", c.name, r.Problems)
			continue
		}
		if c.host != "" && (p.Fix == nil || p.Fix.Set[authelia.KeyHost] != c.host) {
			t.Errorf("%s: fix %+v", c.name, p.Fix)
		}
	}
	fine := evaluate(t, Input{YAML: "storage:\n  redis_like: 1\nsession:\n  name: n\n  secret: x\n  cookies:\n    - domain: d\n  redis:\n    host: a\n"})
	if find(fine, "F10") != nil {
		t.Errorf("%+v", fine.Problems)
	}
}

// A section within itself, and one that stands below a value, are told as that.
func TestTooDeep(t *testing.T) {
	for _, c := range []struct{ yaml, code, hint string }{
		{"session:\n  redis:\n    redis:\n      host: a\n", "F01", "host is too deep"},
		{"session:\n  redis:\n    host: b\n    authelia:\n      session:\n        redis:\n          tls:\n            server_name: a\n", "F01", "tls.server_name is too deep"},
		{"theme: dark\n  session:\n    redis:\n      host: a\n", "yaml-syntax", "session: is indented further than it can be"},
		{"theme: a: b\nsession: {}\n", "yaml-syntax", "single quotes"},
	} {
		p := find(evaluate(t, Input{YAML: c.yaml}), c.code)
		if p == nil || !strings.Contains(p.Hint, c.hint) {
			t.Errorf("%s%+v", c.yaml, p)
		}
		if c.code == "F01" && (p.Fix == nil || p.Fix.Set[authelia.KeyHost]+p.Fix.Set[authelia.KeyServerName] != "a") {
			t.Errorf("%s%+v", c.yaml, p.Fix)
		}
	}
}

// Settings count like a last file, and their problems stand where they were read.
func TestSettings(t *testing.T) {
	r := evaluate(t, Input{Files: []sources.File{{Name: "a.yml", Text: "session:\n  redis:\n    host: a\n    password: p\n"}}, Settings: []sources.Setting{
		{Key: authelia.KeyHost, Value: "b", File: "url", Line: 3}, {Key: authelia.KeyPort, Value: "70000", File: "url", Line: 3},
		{Key: authelia.KeyNodes + ".0.host", Value: "n0"}, {Key: authelia.KeyNodes + ".1.host", Value: "n1"}, {Key: authelia.KeyNodes + ".1.port", Value: "5"}, {Key: authelia.KeySentinelName, Value: "m"}, {Key: authelia.KeyNodes + ".7.host", Value: "n2"},
	}})
	want := authelia.Values{authelia.KeyHost: "b", authelia.KeyPort: "70000", authelia.KeyPassword: "p", authelia.KeySentinelName: "m",
		authelia.KeyNodes + ".0.host": "n0", authelia.KeyNodes + ".1.host": "n1", authelia.KeyNodes + ".1.port": "5", authelia.KeyNodes + ".2.host": "n2"}
	if diff := cmp.Diff(want, r.Values); diff != "" {
		t.Error(diff)
	}
	if p := find(r, "port-range"); p == nil || p.File != "url" || p.Line != 3 {
		t.Errorf("%+v", r.Problems)
	}
	if !slices.Equal(errorsOf(evaluate(t, Input{Settings: []sources.Setting{{Key: authelia.KeyHost, Value: "a"}}})), nil) {
		t.Error("a setting alone is a configuration")
	}
}
