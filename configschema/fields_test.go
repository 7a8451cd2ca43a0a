package configschema

import (
	"flag"
	"os"
	"strings"
	"testing"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/internal/keys"
)

var update = flag.Bool("update", false, "rewrite golden files")

func TestFieldsTable(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range authelia.Options() {
		if seen[f.Key] {
			t.Errorf("%s is listed twice", f.Key)
		}
		seen[f.Key] = true
		if f.Label == "" || f.Help == "" || f.Section == "" || f.Type == "" {
			t.Errorf("%s lacks a label, a help text, a section or a type", f.Key)
		}
		if !keys.Expected(f.Key, authelia.Newest()) {
			t.Errorf("%s is not among Authelia's keys", f.Key)
		}
		if got, ok := authelia.OptionOf(strings.ReplaceAll(f.Key, "[]", ".7")); !ok || got.Key != f.Key {
			t.Errorf("FieldOf does not find %s", f.Key)
		}
		if node := strings.Contains(f.Key, "[]"); (f.Env() == "") != node {
			t.Errorf("%s: environment variable %q", f.Key, f.Env())
		}
	}
	if got := authelia.Options()[0].Env(); got != "AUTHELIA_SESSION_REDIS_HOST" {
		t.Errorf("Env() = %q", got)
	}
	if f, _ := authelia.OptionOf(authelia.KeySentinelPassword); f.EnvFile() != "AUTHELIA_SESSION_REDIS_HIGH_AVAILABILITY_SENTINEL_PASSWORD_FILE" {
		t.Errorf("EnvFile() = %q", f.EnvFile())
	}
	if f, _ := authelia.OptionOf(authelia.KeyHost); f.EnvFile() != "" {
		t.Errorf("host has a file variable: %q", f.EnvFile())
	}
}

// A default, written down, is accepted without a word and not written again.
func TestDefaultsPassTheirChecks(t *testing.T) {
	for _, kind := range []authelia.Kind{authelia.Single, authelia.Sentinel} {
		for _, version := range authelia.VersionChoices() {
			v, _ := authelia.ParseVersion(version)
			in := Input{Authelia: version, Kind: kind, Values: authelia.Values{authelia.KeyHost: "redis", authelia.KeySentinelName: "mymaster", authelia.KeyPort: "6380"}}
			for _, f := range authelia.Options() {
				value := f.DefaultIn(v, kind)
				if value == "" || !f.In(v) || !f.For(kind) || f.Section == authelia.Nodes {
					continue
				}
				in.Values[f.Key] = value
			}
			r, err := Evaluate(in)
			if err != nil || !r.OK {
				t.Fatalf("%s %s: %v %+v", kind, version, err, r.Problems)
			}
			for _, p := range r.Problems {
				if p.Severity == causes.Warning {
					t.Errorf("%s %s: default is warned of: %+v", kind, version, p)
				}
			}
			if strings.Contains(r.YAML, "database_index") || strings.Contains(r.YAML, "skip_verify") {
				t.Errorf("%s %s: defaults are written:\n%s", kind, version, r.YAML)
			}
		}
	}
}

func TestParseVersion(t *testing.T) {
	good := map[string]string{"": "4.39.20", "4.39": "4.39.20", "4.38.10": "4.38.10", "v4.29.4": "4.29.4", "4.31": "4.31.0", "4.30.0": "4.30.0",
		"4.39.21": "4.39.20", "4.38.20": "4.38.19", "4.31.1": "4.31.0", "4.40": "4.39.20", "v4.40.0": "4.39.20", "4.99.3": "4.39.20"}
	for text, want := range good {
		if v, err := authelia.ParseVersion(text); err != nil || v.String() != want {
			t.Errorf("ParseVersion(%q) = %s, %v", text, v, err)
		}
	}
	for _, text := range []string{"4", "4.28", "4.38.010", "5.38", "4.38.-1", "4.38.1.2", "latest", "4.038", "4.39."} {
		_, err := authelia.ParseVersion(text)
		if err == nil || !strings.Contains(err.Error(), "4.29 (up to 4.29.4)") || !strings.Contains(err.Error(), "4.39 (up to 4.39.20)") {
			t.Errorf("ParseVersion(%q): %v", text, err)
		}
	}
}

//go:generate go test -run TestFieldsDocument -update

// FIELDS.md is the table for people. It is generated, so it cannot go stale.
func TestFieldsDocument(t *testing.T) {
	want := fieldsDocument()
	if *update {
		if err := os.WriteFile("FIELDS.md", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("FIELDS.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("FIELDS.md is out of date: run go generate ./configschema")
	}
}

func fieldsDocument() string {
	var b strings.Builder
	b.WriteString("# The options of session.redis\n\nGenerated from `fields.go`; do not edit. Defaults are those of Authelia " + authelia.Newest().String() + ".\n")
	section := authelia.Section("")
	for _, f := range authelia.Options() {
		if f.Section != section {
			section = f.Section
			b.WriteString("\n## " + string(section) + "\n\n| Option | Type | Default | With Sentinel | Since | Environment variable | What it is for |\n|---|---|---|---|---|---|---|\n")
		}
		since := "4.29 or before"
		if f.FirstVersion != (authelia.Version{}) {
			since = f.FirstVersion.String()
		}
		env := f.Env()
		if f.Secret {
			env += "`, `" + f.EnvFile()
		}
		single := f.DefaultIn(authelia.Newest(), authelia.Single)
		if !f.For(authelia.Single) {
			single = ""
		}
		b.WriteString("| `" + strings.TrimPrefix(f.Key, authelia.Prefix) + "` | " + string(f.Type) + " | " + code(single) + " | " + code(f.DefaultIn(authelia.Newest(), authelia.Sentinel)) + " | " + since + " | " + code(env) + " | " + strings.ReplaceAll(string(f.Help), "|", `\|`) + " |\n")
	}
	return b.String()
}

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}
