package configschema

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/conformance"
	"redis-wizard/configschema/internal/form"
)

// What the form holds, written as YAML and read again, is what the form held,
// and Authelia says the same of both.
func FuzzValues(f *testing.F) {
	f.Add("4.39", "redis", "p:a#s 's\"", "6380", "5 seconds", "true", "a", "x\n y")
	f.Add("4.37", "/run/redis.sock", "'quoted'", "0x18EB", "-5", "false", "%", "*anchor")
	f.Add("4.29", "[::1]", "\u2028\u0085\ufeff\x00\x7f\U0001F511", "", "1.5", "yes", "", "{{ x }}")
	f.Add("4.34.4", "h", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "06379", "", "1", "b", " lead\n\n")
	f.Fuzz(func(t *testing.T, version, host, password, port, timeout, flag, node, extra string) {
		in := Input{Authelia: version, Values: authelia.Values{
			authelia.KeyHost: host, authelia.KeyPassword: password, authelia.KeyPort: port, authelia.KeyTimeout: timeout, authelia.KeyIndex: port, authelia.KeyRetries: timeout,
			authelia.KeySkipVerify: flag, authelia.KeyServerName: extra, authelia.KeyMinVersion: flag, authelia.KeyPrivateKey: password, authelia.KeyChain: extra,
			authelia.KeySentinelName: node, authelia.KeyNodes + ".0.host": node, authelia.KeyNodes + ".0.port": port, authelia.KeyNodes + ".1.host": extra,
			authelia.KeyRouteLatency: flag, authelia.KeyUsername: extra, authelia.Prefix + "foo": extra,
		}}
		first, err := Evaluate(in)
		if err != nil {
			return
		}
		again, err := Evaluate(Input{Authelia: version, YAML: first.YAML})
		if err != nil {
			t.Fatal(err)
		}
		v, _ := authelia.ParseVersion(version)
		want := form.Differing(in.Counted(first.Values), v, first.Kind)
		if diff := cmp.Diff(want, closed(want, again.Values)); diff != "" {
			t.Errorf("values (-typed +read back):\n%s\n%s", diff, first.YAML)
		}
		if diff := cmp.Diff(errorsOf(first), errorsOf(again)); diff != "" {
			t.Errorf("errors (-typed +read back):\n%s\n%s", diff, first.YAML)
		}
	})
}

// closed gives the node rows that were read back the numbers that they had
// before the gaps between them closed.
func closed(want, got authelia.Values) authelia.Values {
	out := authelia.Values{}
	rows, _ := form.RowsOf(want, authelia.KeyNodes)
	for key, value := range got {
		if rest, ok := strings.CutPrefix(key, authelia.KeyNodes+"."); ok {
			number, name, _ := strings.Cut(rest, ".")
			if i := slices.Index([]string{"0", "1"}, number); i >= 0 && i < len(rows) {
				key = authelia.KeyNodes + "." + []string{"0", "1"}[rows[i]] + "." + name
			}
		}
		out[key] = value
	}
	return out
}

func errorsOf(r Result) []string {
	out := []string{}
	for _, p := range r.Problems {
		if p.Severity == causes.Error {
			out = append(out, p.Message)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// No text makes Evaluate panic; and what is judged without an error is read
// from the form, and from the YAML that we write, without an error as well.
func FuzzYAML(f *testing.F) {
	for _, b := range conformance.Read(f, "testdata/conformance")[:240] {
		f.Add("4.39", b.YAML)
		f.Add("4.33", b.YAML)
	}
	f.Fuzz(func(t *testing.T, version, source string) {
		first, err := Evaluate(Input{Authelia: version, YAML: source})
		if err != nil || !first.OK || first.YAML == "" {
			return
		}
		mustPass(t, "form", Input{Authelia: version, Values: first.Values}, source)
		mustPass(t, "output", Input{Authelia: version, YAML: first.YAML}, source)
	})
}

func mustPass(t *testing.T, what string, in Input, source string) {
	t.Helper()
	r, err := Evaluate(in)
	if err != nil || !r.OK {
		t.Errorf("%s: %v %q\nvalues: %q\noutput: %s\nsource: %s", what, err, errorsOf(r), in.Values, in.YAML, source)
	}
}

// The blocks with verdicts are a corpus for both properties, for all versions.
func TestCorpusRoundTrip(t *testing.T) {
	for _, b := range conformance.Read(t, "testdata/conformance") {
		for _, version := range authelia.VersionChoices() {
			first, err := Evaluate(Input{Authelia: version, YAML: b.YAML})
			if err != nil {
				t.Fatal(err)
			}
			again, _ := Evaluate(Input{Authelia: version, YAML: first.YAML})
			if first.OK && first.YAML != "" {
				mustPass(t, b.ID+" "+version+" form", Input{Authelia: version, Values: first.Values}, b.YAML)
				if !again.OK {
					t.Errorf("%s %s: output is refused: %q\n%s", b.ID, version, errorsOf(again), first.YAML)
				}
			}
			v, _ := authelia.ParseVersion(version)
			want := form.Differing(Input{}.Counted(first.Values), v, first.Kind)
			if first.YAML != "" && !maps.Equal(want, again.Values) && first.OK {
				t.Errorf("%s %s: %s\n%s", b.ID, version, cmp.Diff(want, again.Values), first.YAML)
			}
		}
	}
}

// With a port, even the usual one, the path of a socket is the name of a host
// to Authelia: it must not get lost on the way.
func TestSocketWithPort(t *testing.T) {
	for _, version := range []string{"4.36", "4.37", "4.39"} {
		for _, port := range []string{"6379", "6380"} {
			first := evaluate(t, Input{Authelia: version, YAML: "redis:\n  host: /run/redis.sock\n  port: " + port + "\n"})
			again := evaluate(t, Input{Authelia: version, YAML: first.YAML})
			if diff := cmp.Diff(first.Values, again.Values); diff != "" || again.Config().Port != first.Config().Port {
				t.Errorf("%s: %s\n%s", version, diff, first.YAML)
			}
		}
	}
}
