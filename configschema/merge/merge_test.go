package merge

import (
	"context"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/yamledit"
)

var updateMerge = flag.Bool("update-merge", false, "write the golden files of the merge tests anew")

const mergedPEM = "-----BEGIN CERTIFICATE-----\nBBBB\n-----END CERTIFICATE-----\n"

// Files as people have them, and what a change in the form makes of them.
func TestMergeGolden(t *testing.T) {
	cases := []struct {
		name string
		in   configschema.Input // Values are changes to what the file says
	}{
		{"whole-file", configschema.Input{Values: authelia.Values{authelia.KeyPassword: "new # one", authelia.KeyIndex: "2", authelia.KeyServerName: "redis.example.com", authelia.KeyTimeout: "10"}}},
		{"whole-file-no-tls", configschema.Input{TLS: configschema.Off, Values: authelia.Values{authelia.KeyPort: ""}}},
		{"whole-file-none", configschema.Input{Values: authelia.Values{authelia.KeyHost: "", authelia.KeyPort: "", authelia.KeyPassword: "", authelia.KeyServerName: "", authelia.KeySkipVerify: "", authelia.KeyMinVersion: ""}}},
		{"nodes", configschema.Input{Values: authelia.Values{authelia.KeyNodes + ".0.host": "sentinel-9", authelia.KeyNodes + ".1.host": "sentinel-2", authelia.KeyNodes + ".1.port": "", authelia.KeyNodes + ".2.host": "sentinel-3", authelia.KeyNodes + ".2.port": "26381", authelia.KeyPassword: "pw"}}},
		{"nodes-single", configschema.Input{Kind: authelia.Single, Values: authelia.Values{authelia.KeyHost: "redis"}}},
		{"commented-out", configschema.Input{Values: authelia.Values{authelia.KeyHost: "redis", authelia.KeyPassword: "s3cret", authelia.KeySkipVerify: "true"}}},
		{"anchors", configschema.Input{Values: authelia.Values{authelia.KeyPassword: "own", authelia.KeyHost: "redis-2.example.com", authelia.KeyMaxActive: "32"}}},
		{"anchors-removed", configschema.Input{Values: authelia.Values{authelia.KeyMaxActive: "", authelia.KeyPassword: ""}}},
		{"aliased-section", configschema.Input{Values: authelia.Values{authelia.KeyPort: "7000"}}},
		{"flow", configschema.Input{Values: authelia.Values{authelia.KeyHost: "redis-2", authelia.KeySkipVerify: "", authelia.KeyPassword: "a, b", authelia.KeyIndex: "1"}}},
		{"pem", configschema.Input{Values: authelia.Values{authelia.KeyChain: mergedPEM, authelia.KeyPrivateKey: mergedPEM, authelia.KeyServerName: ""}}},
		{"pem-flat", configschema.Input{Values: authelia.Values{authelia.KeyChain: "x"}}},
		{"null-section", configschema.Input{Values: authelia.Values{authelia.KeyHost: "redis"}}},
		{"fragment", configschema.Input{Values: authelia.Values{authelia.KeyHost: "/run/redis.sock"}, Kind: authelia.Socket}},
		{"dotted", configschema.Input{Authelia: "4.37", Values: authelia.Values{authelia.KeyPort: "6380", authelia.KeySkipVerify: "", authelia.KeyServerName: "r"}}},
		{"to-sentinel", configschema.Input{Kind: authelia.Sentinel, TLS: configschema.On, Values: authelia.Values{authelia.KeyHost: "", authelia.KeyPort: "", authelia.KeySentinelName: "mymaster", authelia.KeyNodes + ".0.host": "s0", authelia.KeyNodes + ".1.host": "s1", authelia.KeyNodes + ".1.port": "5000"}}},
		{"duplicates", configschema.Input{Authelia: "4.34", Values: authelia.Values{authelia.KeyHost: "third"}}},
		{"duplicates-removed", configschema.Input{Authelia: "4.34", Kind: authelia.Sentinel, Values: authelia.Values{authelia.KeyHost: "", authelia.KeyPort: "", authelia.KeySentinelName: "m", authelia.KeyNodes + ".0.host": "s0"}}},
		{"capitals", configschema.Input{Authelia: "4.29", Values: authelia.Values{authelia.KeyHost: "other", authelia.KeyPassword: "p"}}},
	}
	for _, c := range cases {
		source := goldenSource(t, c.name)
		in := changed(t, source, c.in)
		got, err := File(source, in)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if fault, _ := mergeFaults(source, in); fault != "" {
			t.Errorf("%s: %s", c.name, fault)
		}
		file := "testdata/" + c.name + ".out.yml"
		if *updateMerge {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
		// The same in a file with CR LF, and in one with a byte order mark.
		for _, as := range []func(string) string{
			func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
			func(s string) string { return yamledit.ByteOrderMark + s },
		} {
			if other, err := File(as(source), in); err != nil || other != as(got) {
				t.Errorf("%s: in another encoding: %v\n%s", c.name, err, cmp.Diff(as(got), other))
			}
		}
	}
}

// goldenSource is the file that a case begins with: that of its own name, or of
// the longest beginning of it.
func goldenSource(t *testing.T, name string) string {
	t.Helper()
	for {
		source, err := os.ReadFile("testdata/" + name + ".in.yml")
		if err == nil {
			return string(source)
		}
		cut := strings.LastIndexByte(name, '-')
		if cut < 0 {
			t.Fatal(err)
		}
		name = name[:cut]
	}
}

// changed is the input whose values are those of a file with some changed.
func changed(t *testing.T, source string, in configschema.Input) configschema.Input {
	t.Helper()
	r, err := configschema.Evaluate(configschema.Input{Authelia: in.Authelia, YAML: source})
	if err != nil {
		t.Fatal(err)
	}
	values := r.Values
	for key, value := range in.Values {
		values[key] = value
		if value == "" {
			delete(values, key)
		}
	}
	in.Values = values
	return in
}

// Small files, byte for byte.
func TestMergeShapes(t *testing.T) {
	const added = "  redis:\n    host: 'h'\n"
	cases := []struct{ name, source, want string }{
		{"an empty file", "", "session:\n" + added},
		{"comments only", "# one\n\n# two", "# one\n\n# two\nsession:\n" + added},
		{"a byte order mark", yamledit.ByteOrderMark, yamledit.ByteOrderMark + "session:\n" + added},
		{"a marker only", "---\n", "---\nsession:\n" + added},
		{"an empty first document", "---\n---\nsession:\n  redis:\n    host: x\n", "---\nsession:\n" + added + "---\nsession:\n  redis:\n    host: x\n"},
		{"no session", "log:\n  level: info\n", "log:\n  level: info\nsession:\n" + added},
		{"no session, no line break", "log:\n  level: info", "log:\n  level: info\nsession:\n" + added},
		{"no session, and an end", "log:\n  level: info\n# c\n...\n", "log:\n  level: info\nsession:\n" + added + "# c\n...\n"},
		{"no session, and a block that grows", "text: |\n  a", "session:\n" + added + "text: |\n  a"},
		{"session: alone", "session:", "session:\n" + added},
		{"session: with a comment", "session: # later\r\nlog: {}\r\n", "session: # later\r\n  redis:\r\n    host: 'h'\r\nlog: {}\r\n"},
		{"session: null", "session: null\n", "session:\n" + added},
		{"session: {}", "session: {}\n", "session: {redis: {host: 'h'}}\n"},
		{"session in braces", "{session: {secret: x}}", "{session: {secret: x, redis: {host: 'h'}}}"},
		{"redis: alone", "session:\n  redis:\n  name: x\n", "session:\n" + added + "  name: x\n"},
		{"redis: ~", "session:\n  redis: ~ # none\n", "session:\n  redis: # none\n    host: 'h'\n"},
		{"redis: {}", "session:\n  redis: {}\n", "session:\n" + added},
		{"mixed breaks", "a: 1\r\nsession:\n  name: x\nb: 1\r\n", "a: 1\r\nsession:\n  name: x\n" + added + "b: 1\r\n"},
		{"no break before it", "session:\r\n  name: x", "session:\r\n  name: x\r\n  redis:\r\n    host: 'h'\r\n"},
		{"another host", "session:\n  redis:\n    host: \"a\"\t# tab\there", "session:\n  redis:\n    host: \"h\"\t# tab\there"},
		{"a host on the next line", "redis:\n  host:\n    a\n  # c\n", "redis:\n  host:\n    h\n  # c\n"},
		{"a folded host", "redis:\n  host: >- # c\n    a\n    b\n", "redis:\n  host: 'h' # c\n"},
		{"a tag", "redis: {host: !!str 5}\n", "redis: {host: 'h'}\n"},
		{"four spaces", "session:\n    name: x\n", "session:\n    name: x\n    redis:\n        host: 'h'\n"},
		{"an empty host", "redis:\n  host: '' # to do\n", "redis:\n  host: 'h' # to do\n"},
	}
	in := configschema.Input{Values: authelia.Values{authelia.KeyHost: "h"}}
	for _, c := range cases {
		got, err := File(c.source, in)
		if err != nil || got != c.want {
			t.Errorf("%s: %v\n got %q\nwant %q", c.name, err, got, c.want)
		}
	}
}

// What cannot be merged says why, where, and what to do.
func TestMergeRefusals(t *testing.T) {
	cases := []struct {
		name, authelia, source string
		line                   int
		reason                 string
	}{
		{"no YAML", "", "session:\n  redis:\n    host: 'x\n", 3, "unexpected end of stream"},
		{"a list", "", "\n- a\n", 2, "cannot unmarshal !!seq"},
		{"not UTF-8", "", "a: 1\nb: \xff\n", 2, "not valid UTF-8"},
		{"UTF-16", "", "\xff\xfea\x00:\x00", 0, "UTF-16"},
		{"duplicates", "4.39", "redis:\n  host: a\n  host: b\n", 3, "already defined"},
		{"session is a text", "", "log: {}\nsession: x\n", 2, "session must be a section"},
		{"session is an alias", "", "a: &a {name: x}\nsession: *a\n", 2, "session is the alias *a"},
		{"an anchor that others use", "", "session:\n  redis:\n    host: &h redis\nntp:\n  address: *h\n", 5, "The value of 'address' comes from session.redis through the alias *h"},
	}
	for _, c := range cases {
		_, err := File(c.source, configschema.Input{Authelia: c.authelia, Values: authelia.Values{authelia.KeyHost: "other"}})
		var refused *Error
		if !errors.As(err, &refused) {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if refused.Line != c.line || !strings.Contains(refused.reason.String(), c.reason) || refused.hint.Text == "" {
			t.Errorf("%s: line %d: %v", c.name, refused.Line, err)
		}
	}
	if _, err := File("", configschema.Input{Authelia: "3.0"}); !errors.As(err, new(*authelia.UnknownVersionError)) {
		t.Errorf("unknown version: %v", err)
	}
	if _, err := File(strings.Repeat("# long\n", configschema.MaxInput/6), configschema.Input{}); err != configschema.ErrTooLarge {
		t.Errorf("too large: %v", err)
	}
}

// A row in braces stays in braces, with its comment, when only a text changes.
func TestMergeRowInBraces(t *testing.T) {
	source := "redis:\n  high_availability:\n    sentinel_name: m\n    nodes:\n      - {host: a, port: 5000} # one\n      - {host: b}\n"
	got, err := File(source, changed(t, source, configschema.Input{Values: authelia.Values{authelia.KeyNodes + ".0.port": "5001", authelia.KeyNodes + ".1.port": "7"}}))
	want := strings.NewReplacer("5000", "5001", "{host: b}", "host: 'b'\n        port: 7").Replace(source)
	if err != nil || got != want {
		t.Errorf("%v\n%s", err, cmp.Diff(want, got))
	}
}

// An alias within the section is written out when what it stands for changes.
func TestMergeWritesOutAliases(t *testing.T) {
	source := "redis:\n  host: r\n  password: &pw old\n  high_availability:\n    sentinel_name: m\n    sentinel_password: *pw # the same\n    nodes: [{host: a}]\n"
	got, err := File(source, changed(t, source, configschema.Input{Values: authelia.Values{authelia.KeyPassword: "new"}}))
	want := strings.NewReplacer("&pw old", "&pw new", "*pw", "'old'").Replace(source)
	if err != nil || got != want {
		t.Errorf("%v\n%s", err, cmp.Diff(want, got))
	}
}

// File merges into one file.
func File(source string, in configschema.Input) (string, error) {
	files, err := Files(context.Background(), []configschema.File{{Text: source}}, in)
	if err != nil {
		return "", err
	}
	return files[0].Text, nil
}

// sectionIn is where one version finds session.redis in a text.
func sectionIn(source string, v authelia.Version) (start, end int, scattered, found bool) {
	s, err := readForMerge(nil, configschema.File{Text: source}, v.String(), v)
	if err != nil {
		return 0, 0, false, false
	}
	p := s.section()
	return p.start, p.end, p.scattered, p.found
}

func TestSectionIn(t *testing.T) {
	anywhere := func(source string) (start, end int, found bool) { // as usual; keys with dots; keys in capitals
		for _, version := range []authelia.Version{authelia.Newest(), {Minor: 38, Patch: 0}, {Minor: 29, Patch: 4}} {
			if start, end, _, found = sectionIn(source, version); found {
				break
			}
		}
		return start, end, found
	}
	cases := []struct{ name, source, want string }{
		{"in a file", "session:\n  name: x\n  # c\n  redis: # d\n    host: a # e\n    # f\n  # g\n  x: 1\n", "  redis: # d\n    host: a # e\n"},
		{"a fragment", yamledit.ByteOrderMark + "redis:\n  host: a", "redis:\n  host: a"},
		{"in braces", "session: {redis: {host: '}'}, a: b}", "redis: {host: '}'}"},
		{"with dots", "session.redis.host: a\nx: 1\nsession.redis.port: 5\ny: 1\n", "session.redis.host: a\nx: 1\nsession.redis.port: 5\n"},
		{"in capitals", "SESSION:\r\n  Redis:\r\n    host: ä\r\nx: 1\r\n", "  Redis:\r\n    host: ä\r\n"},
		{"a block at the end", "session:\n  redis:\n    tls:\n      private_key: |+\n        a\n\n\n  x: 1\n", "  redis:\n    tls:\n      private_key: |+\n        a\n\n\n"},
		{"null", "session:\n  redis:\n  # c\n", "  redis:\n"},
	}
	for _, c := range cases {
		start, end, found := anywhere(c.source)
		if !found || c.source[start:end] != c.want {
			t.Errorf("%s: %v %q", c.name, found, c.source[start:end])
		}
	}
	for _, source := range []string{"", "a: 1\n", "session:\n  name: x\n", "session: [", "- redis\n", "server: {}\nredis: {}\n"} {
		if start, end, found := anywhere(source); found {
			t.Errorf("%q: found %q", source, source[start:end])
		}
	}
}
