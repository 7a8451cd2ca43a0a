package render

import (
	"math/rand"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/form"
)

var readers = map[Format]func(*testing.T, Rendering) deployed{
	YAML: readYAML, Secrets: readSecrets, Environment: readEnvironment, Compose: readCompose,
	Kubernetes: readKubernetes, Helm: readHelm, Systemd: readSystemd,
}

// odd are texts that one format or another has a meaning for.
var odd = []string{
	"redis", "it's", "a b", " lead", "trail ", "$HOME", "${HOME}", "$$", "$(id)", "{{ env \"HOME\" }}", "{{", "}}", "{{{", "{{-", "`id`", "it's `id`",
	`back\slash`, `ends\`, `\n`, `\$`, `"`, `"quoted"`, "'quoted'", "''", `'"`, "100%", "%d", "%%", "# no comment", "a #b", "a: b", "- a", "yes", "no", "on", "null", "~",
	"0123", "0x10", "1e3", "123", "1.2", "true", "2024-01-01", "*x", "&x", "!x", "@x", "|", ">", "[::1]", "{a}", "ü ñ 日本", "🔑", "a,b", "a;b", "!history", "a=b", "=", "\\", "'\\'", "\tT", "a\u00a0b", "a\u2028b", "\ufeffx",
}

func TestRoundTrip(t *testing.T) {
	rounds := 100
	if testing.Short() {
		rounds = 20
	}
	for _, shape := range Shapes {
		read, ok := readers[shape.Format]
		if !ok {
			continue // what the other side needs is no configuration of Authelia
		}
		t.Run(string(shape.Format), func(t *testing.T) {
			random := rand.New(rand.NewSource(1))
			for round := 0; round < rounds && !t.Failed(); round++ {
				in := madeUp(random)
				r, want := roundTrip(t, shape.Format, read, in)
				noLeak(t, r, want)
				if t.Failed() {
					t.Logf("round %d: %#v", round, in)
				}
			}
		})
	}
}

// TestEveryOddText carries each of the texts through each of the text options.
func TestEveryOddText(t *testing.T) {
	for _, shape := range Shapes {
		read, ok := readers[shape.Format]
		if !ok {
			continue
		}
		t.Run(string(shape.Format), func(t *testing.T) {
			for _, text := range odd {
				in := configschema.Input{Kind: configschema.Sentinel, TLS: configschema.On, Values: configschema.Values{
					authelia.KeyHost: text, authelia.Prefix + "username": text, authelia.Prefix + "password": text, authelia.TLSPrefix + "server_name": text,
					authelia.HAPrefix + "sentinel_name": text, authelia.HAPrefix + "sentinel_username": text, authelia.HAPrefix + "sentinel_password": text, nodes + "0.host": text,
				}}
				roundTrip(t, shape.Format, read, in)
				if t.Failed() {
					t.Fatalf("the text was %q", text)
				}
			}
		})
	}
}

// roundTrip renders, reads back and compares: each value is what it was, or a
// note says that it is lost. It returns the rendering and what went in.
func roundTrip(t *testing.T, format Format, read func(*testing.T, Rendering) deployed, in configschema.Input) (Rendering, map[string]string) {
	t.Helper()
	r, err := Render(format, in)
	if err != nil {
		t.Fatal(err)
	}
	result, err := configschema.Evaluate(in)
	if err != nil {
		t.Fatal(err)
	}
	want := flattened(t, result.YAML)
	got := read(t, r).options(t)
	lost := map[string]bool{}
	for _, n := range r.Notes {
		lost[n.Key] = lost[n.Key] || n.Kind == "inexpressible"
		if n.Text == "" || strings.Contains(n.Text, "!") || !strings.HasSuffix(n.Text, ".") {
			t.Errorf("not a sentence: %q", n.Text)
		}
	}
	for key, value := range want {
		f, _ := authelia.OptionOf(key)
		g, ok := got[key]
		if f.Type == authelia.PEM {
			g, value = strings.TrimRight(g, "\n"), strings.TrimRight(value, "\n")
		}
		if lost[key] {
			continue
		}
		_, isNode := authelia.Key(key).Row()
		if (!ok || g != value) && !(format == Helm && isNode && value == "0" && g == "26379") { // the same to Authelia
			t.Errorf("%s went in as %q and came out as %q (%v), and no note says so", key, value, g, ok)
		}
	}
	for key, value := range got {
		_, expected := want[key]
		isKept := key == authelia.TLSPrefix+"minimum_version" && value == "TLS1.2" && form.HasPrefix(want, authelia.TLSPrefix) ||
			key == authelia.HAPrefix+"sentinel_name" && value == "" && form.HasPrefix(want, authelia.HAPrefix) // of a section of which nothing else is left
		if !expected && !isKept && !(format == Helm && isNeutral(key, value)) {
			t.Errorf("%s came out as %q, and did not go in", key, value)
		}
	}
	return r, want
}

func isNeutral(key, value string) bool {
	if _, ok := authelia.Key(key).Row(); ok {
		key = nodes + "*" + path.Ext(key)
	}
	return slices.Contains(neutral[key], value)
}

// noLeak looks for secrets in the files and notes that should hold none.
func noLeak(t *testing.T, r Rendering, values map[string]string) {
	t.Helper()
	if r.Format == YAML {
		return
	}
	for key, value := range values {
		if f, _ := authelia.OptionOf(key); !f.Secret || len(value) < 12 {
			continue // shorter texts occur by chance
		}
		for _, f := range r.Files {
			if !f.Secret && strings.Contains(f.Text, value) {
				t.Errorf("%s is in %s", key, f.Name)
			}
			if f.Secret && f.Mode != "0600" {
				t.Errorf("%s has mode %q", f.Name, f.Mode)
			}
		}
		for _, n := range r.Notes {
			if strings.Contains(n.Text, value) {
				t.Errorf("%s is in the note %q", key, n.Text)
			}
		}
	}
}

// madeUp makes up a configuration: mostly sensible, with odd texts.
func madeUp(random *rand.Rand) configschema.Input {
	pick := func(from ...string) string { return from[random.Intn(len(from))] }
	text := func() string {
		if random.Intn(2) == 0 {
			return pick(odd...)
		}
		return pick(odd...) + pick(odd...)
	}
	in := configschema.Input{
		Authelia: pick(authelia.VersionChoices()...),
		Kind:     []configschema.Kind{configschema.Single, configschema.Socket, configschema.Sentinel, ""}[random.Intn(4)],
		TLS:      []configschema.Switch{configschema.On, configschema.Off, ""}[random.Intn(3)],
		Values:   configschema.Values{},
	}
	for _, f := range authelia.Options() {
		if random.Intn(3) == 0 {
			continue
		}
		value := text()
		switch f.Type {
		case authelia.Number:
			value = pick("0", "1", "6379", "70000", "-1", "1000000", "0x10", "abc", "06379", " 1")
		case authelia.Duration:
			value = pick("5", "10 seconds", "1h30m", "5s", "0")
		case authelia.Boolean:
			value = pick("true", "false", "yes", "1")
		case authelia.TLSVersion:
			value = pick("TLS1.2", "TLS1.3", "TLS 1.2", "1.3", "ssl")
		case authelia.PEM:
			value = pick(chain, key, chain+chain, "no PEM", strings.ReplaceAll(key, "\n", "\r\n"), key+"\n\n")
		}
		if f.Secret && f.Type == authelia.Text {
			value = "secret-" + strconv.Itoa(random.Intn(1e9)) + value
		}
		switch random.Intn(20) {
		case 0:
			value = ""
		case 1:
			value += "\n"
		case 2:
			value = "a\nb\n\n c" + value
		case 3:
			value = "\x07\x1b" + value
		}
		if !strings.Contains(f.Key, "[]") {
			in.Values[f.Key] = value
			continue
		}
		for row := range random.Intn(4) {
			in.Values[strings.Replace(f.Key, "[]", "."+strconv.Itoa(row*2), 1)] = value
		}
	}
	if random.Intn(3) == 0 {
		in.Values[authelia.KeyHost] = "/run/redis/redis.sock"
	}
	if random.Intn(10) == 0 {
		in.Values[authelia.Prefix+pick("pass", "tls.ca", "yes", "high_availability.nodes.0.name")] = "secret-unknown-option"
	}
	return in
}
