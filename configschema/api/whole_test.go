package api

import (
	"encoding/json"
	"maps"
	"math/rand"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

// What stands around a section in files as people keep them, and the section itself.
const (
	wholeHead = "# Authelia of the house\n#\tindented with a tab, in a comment\n---\ntheme: 'dark' # \"quotes\" in a comment: yes\nx-default: &timeout 5m\njwt_secret: |\n  a block\n\n    further in\nserver:\n  address: 'tcp://:9091/'\n  buffers: {read: 4096, write: *timeout}\n" +
		"session:\n  secret: \"unsecure\\tsecret\" # é ü 漢\n  cookies:\n    - domain: 'example.com'\n      authelia_url: \"https://auth.example.com\"\n\n  # the sessions\n"
	wholeSection = "  redis:\n    # which one\n    host: redis  # a name\n    port: 6379\n    pasword: # mistyped, and empty\n    database_index: 0\n    retry: [1, 2]\n"
	wholeTail    = "  inactivity: *timeout\n\n# the users\nauthentication_backend:\n  file: {path: /config/users.yml}\naccess_control:\n  default_policy: one_factor\n  rules: &rules\n    - {domain: \"*.example.com\", policy: bypass}\nstorage:\n  local:\n    path: >\n      /config/db\n      .sqlite3\n"
)

// wholeShapes are texts in which such a file stands.
var wholeShapes = []struct {
	name        string
	wrap        func(text string) string
	isOneScalar bool // what is inside is written in another way than by itself
}{
	{"a file", func(s string) string { return s }, false},
	{"documents", func(s string) string { return s + "...\n---\nanother: document\n" }, false},
	{"ConfigMap", func(s string) string {
		return "kind: ConfigMap\ndata:\n  configuration.yml: |\n" + deeper(s) + "  other: |\n    x\n"
	}, false},
	{"quoted", func(s string) string {
		quoted, _ := json.Marshal(s)
		return "kind: ConfigMap\ndata:\n  configuration.yml: " + string(quoted) + " # one line\n  other: 'x'\n"
	}, true},
	{"JSON", func(s string) string {
		quoted, _ := json.Marshal(s)
		return `{"kind":"ConfigMap","data":{"configuration.yml":` + string(quoted) + `,"other":"x"}}`
	}, true},
	{"kustomization", func(s string) string {
		quoted, _ := json.Marshal("configuration.yml=" + s)
		return "configMapGenerator:\n  - name: a\n    literals:\n      - " + string(quoted) + "\n      - a=b\n"
	}, true},
	{"compose", func(s string) string {
		return "services:\n  authelia:\n    image: authelia/authelia:4.39\n    configs: [c]\nconfigs:\n  c:\n    content: |\n" + deeper(deeper(s)) + "volumes: {}\n"
	}, false},
}

func deeper(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) != "" {
			line = "    " + line
		}
		b.WriteString(line)
	}
	return b.String()
}

// wholeChange is a change of the form.
func wholeChange(r *rand.Rand) authelia.Values {
	some := func(words ...string) string { return words[r.Intn(len(words))] }
	out := authelia.Values{}
	for key, values := range map[string][]string{
		authelia.KeyHost: {"valkey", "/run/redis.sock", "it's: a # host", "fe80::1"}, authelia.KeyPort: {"6380", "", "70000"}, authelia.KeyUsername: {"", "u", "ü\"q\""},
		authelia.KeyPassword: {"", "p'w", "with $dollar and {{ brace }}", "\ttab"}, authelia.KeyIndex: {"", "3"}, authelia.KeyServerName: {"", "r.example.com"},
		authelia.KeyTimeout: {"", "7 seconds"}, authelia.KeyPrivateKey: {"", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"},
	} {
		if r.Intn(3) == 0 {
			out[key] = some(values...)
		}
	}
	return out
}

// mergeWhole merges a change into a text, and tells what is wrong with the outcome.
func mergeWhole(t *testing.T, text, head, tail string, change authelia.Values) {
	t.Helper()
	in := imported(t, text, "4.39")
	maps.Copy(in.Values, change)
	for key := range in.Values {
		if strings.HasPrefix(key, authelia.TLSPrefix) && in.Values[key] != "" {
			in.TLS = configschema.On
		}
	}
	in.Kind = ""
	merged, err := Merge(t.Context(), text, in)
	if err != nil {
		return // it says so, and nothing is written
	}
	if !strings.HasPrefix(merged.Text, head) || !strings.HasSuffix(merged.Text, tail) {
		t.Errorf("%q: what is around the section changed:\n%s", change, merged.Text)
	}
	again, err := Import(t.Context(), nil, merged.Text, "4.39", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range authelia.Options() {
		key := o.Key
		if got, want := again.Result.Values[key], in.Counted(in.Values)[key]; strings.TrimRight(got, "\n") != strings.TrimRight(want, "\n") && got+want != o.Default {
			t.Errorf("%q: %s reads back as %q, want %q:\n%s", change, key, got, want, merged.Text)
		}
		if _, sourced := again.Sources[key]; again.Result.Values[key] != "" && !sourced {
			t.Errorf("%q: %s has no source", change, key)
		}
	}
	if twice, err := Merge(t.Context(), merged.Text, in); err != nil || twice.Text != merged.Text {
		t.Errorf("%q: a second merge changes it: %v\n%s", change, err, twice.Text)
	}
}

// Whatever stands around a section, and in whichever text the file stands: no byte
// outside the section changes, and what was written is read back.
func TestMergeWholeFiles(t *testing.T) {
	endings := map[string]func(string) string{
		"as it is":     func(s string) string { return s },
		"Windows":      func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"with a mark":  func(s string) string { return "\uFEFF" + s },
		"without tail": func(s string) string { return s }, // see below
	}
	for _, shape := range wholeShapes {
		for name, ending := range endings {
			t.Run(shape.name+", "+name, func(t *testing.T) {
				r := rand.New(rand.NewSource(int64(len(shape.name + name))))
				tail := wholeTail
				if name == "without tail" {
					tail = strings.TrimSuffix(wholeTail, "\n")
				}
				text := shape.wrap(wholeHead + wholeSection + tail)
				start, end := "redis:\n", "retry: [1, 2]\n"
				if shape.isOneScalar {
					start, end = "redis:", `retry: [1, 2]\n`
				}
				head, _, _ := strings.Cut(text, start)
				_, behind, _ := strings.Cut(text, end)
				if name == "without tail" && shape.name != "a file" {
					return // something is behind it there
				}
				for range 4 {
					change := wholeChange(r)
					mergeWhole(t, ending(text), ending(head), strings.TrimPrefix(ending(behind), "\uFEFF"), change)
				}
				merged, err := Merge(t.Context(), ending(text), configschema.Input{Authelia: "4.39", Values: authelia.Values{authelia.KeyHost: "valkey", authelia.KeyPort: "6379"}})
				if err != nil || !strings.Contains(merged.Text, "valkey") || !strings.Contains(merged.Text, "pasword: # mistyped, and empty") || !strings.Contains(merged.Text, "retry: [1, 2]") {
					t.Errorf("%v\n%s", err, merged.Text)
				}
			})
		}
	}
}

// FuzzMergeWhole: whatever is around a section, it stays, or the merge is refused.
func FuzzMergeWhole(f *testing.F) {
	for i := range wholeShapes {
		f.Add(wholeHead, wholeTail, int64(i), i)
	}
	f.Add("session:\r\n", "# \tend", int64(7), 2)
	f.Add("a: &a\n  session: {}\nsession:\n  <<: *a\n", "x: *a\n", int64(8), 3)
	f.Fuzz(func(t *testing.T, head, tail string, seed int64, shape int) {
		if len(head)+len(tail) > 4000 || shape < 0 || strings.Contains(head+tail, "redis") {
			return
		}
		s := wholeShapes[shape%len(wholeShapes)]
		text := s.wrap(head + wholeSection + tail)
		in := configschema.Input{Authelia: "4.39", Values: wholeChange(rand.New(rand.NewSource(seed)))}
		in.Values[authelia.KeyHost] = "valkey"
		merged, err := Merge(t.Context(), text, in)
		if err != nil || s.isOneScalar {
			return
		}
		before, _, _ := strings.Cut(text, "redis:\n")
		_, after, _ := strings.Cut(text, "retry: [1, 2]\n")
		if !strings.HasPrefix(merged.Text, before) || !strings.HasSuffix(merged.Text, after) {
			t.Errorf("what is around the section changed:\n%q\n%q", text, merged.Text)
		}
	})
}
