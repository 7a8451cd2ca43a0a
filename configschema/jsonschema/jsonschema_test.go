package jsonschema

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	validator "github.com/santhosh-tekuri/jsonschema/v6"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

var update = flag.Bool("update", false, "rewrite docs/schemas")

//go:generate go test -run TestFiles -update

const directory = "../../docs/schemas"

func generate(t testing.TB, choice string) []byte {
	t.Helper()
	v, err := authelia.ParseVersion(choice)
	if err != nil {
		t.Fatal(err)
	}
	return Generate(v)
}

// docs/schemas has one current file for each version that the form offers, and
// no other.
func TestFiles(t *testing.T) {
	want := []string{"README.md"}
	for _, choice := range authelia.VersionChoices() {
		name, content := FileName(choice), generate(t, choice)
		want = append(want, name)
		if *update {
			if err := os.WriteFile(filepath.Join(directory, name), content, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(filepath.Join(directory, name)); err != nil || !bytes.Equal(got, content) {
			t.Errorf("%s is out of date (%v): run go generate ./configschema/jsonschema", name, err)
		}
	}
	entries, err := os.ReadDir(directory)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !slices.Contains(want, entry.Name()) {
			t.Errorf("%s is no schema of a version that the form offers", entry.Name())
		}
	}
}

// Every schema is one, by the draft's own schema, and the same each time.
func TestSchemasAreSchemas(t *testing.T) {
	draft, err := validator.NewCompiler().Compile(Draft)
	if err != nil {
		t.Fatal(err)
	}
	for _, choice := range authelia.VersionChoices() {
		source := generate(t, choice)
		document, err := validator.UnmarshalJSON(bytes.NewReader(source))
		if err != nil {
			t.Fatalf("%s: %v", choice, err)
		}
		if err := draft.Validate(document); err != nil {
			t.Errorf("%s: %v", choice, err)
		}
		compile(t, source)
		if !bytes.Equal(source, generate(t, choice)) || !bytes.HasSuffix(source, []byte("}\n")) {
			t.Errorf("%s is not the same twice, or has no end", choice)
		}
	}
}

// Every option that a version knows is described, with its variable, and no
// other is there.
func TestEveryFieldIsDescribed(t *testing.T) {
	type section struct {
		Properties map[string]struct{ Title, Description string }
	}
	for _, choice := range authelia.VersionChoices() {
		v, _ := authelia.ParseVersion(choice)
		var document struct {
			Defs map[string]section `json:"$defs"`
		}
		if err := json.Unmarshal(Generate(v), &document); err != nil {
			t.Fatal(err)
		}
		for _, f := range authelia.Options() {
			path := strings.Split(strings.TrimPrefix(f.Key, "session.redis."), ".")
			in := "redis"
			switch {
			case strings.Contains(f.Key, "[]"):
				in = "node"
			case len(path) > 1:
				in = path[0]
			}
			option, there := document.Defs[in].Properties[f.Name()]
			if there != f.In(v) {
				t.Errorf("%s: %s is there: %v", choice, f.Key, there)
			}
			if there && (option.Title != string(f.Label) || !strings.HasPrefix(option.Description, string(f.Help))) {
				t.Errorf("%s: %s is described as %+v", choice, f.Key, option)
			}
			if variable := f.Env(); there && variable != "" && v.Minor > 29 && !strings.Contains(option.Description, variable) {
				t.Errorf("%s: %s does not name its variable: %s", choice, f.Key, option.Description)
			}
		}
	}
}

// What the corpus does not hold: the sides of each milestone, and the corners of
// the patterns.
func TestVerdicts(t *testing.T) {
	const tcp = `"host": "redis", "port": 6379`
	const behind = `"host": "s0", "high_availability": {"sentinel_name": "m"}`
	for _, c := range []struct {
		redis     string
		good, bad string // versions, by blanks
	}{
		{tcp, "4.29 4.34.4 4.39", ""},
		{`"host": "redis"`, "4.38 4.39", "4.29 4.33 4.36 4.37"},
		{`"host": "/run/redis.sock"`, "4.29 4.36 4.37 4.39", ""},
		{`"host": "/run/redis.sock", "port": 70000`, "4.37 4.38 4.39", "4.29 4.36"},
		{`"host": ""`, "", "4.33 4.39"},
		{`"port": 6379`, "", "4.33 4.39"},
		{`"host": "a", "port": 0`, "4.38 4.39", "4.33 4.37"},
		{`"host": "a", "port": "0xffff"`, "4.33 4.39", ""},
		{`"host": "a", "port": "0x10000"`, "", "4.33 4.39"},
		{`"host": "a", "port": "65_535"`, "4.33 4.39", ""},
		{`"host": "a", "port": "65536"`, "", "4.33 4.39"},
		{`"host": "a", "port": "0177777"`, "4.33 4.39", ""},
		{`"host": "a", "port": "0o200000"`, "", "4.33 4.39"},
		{`"host": "a", "port": "0b1"`, "4.33 4.39", ""},
		{`"host": "a", "port": "06379"`, "", "4.33 4.39"},
		{tcp + `, "database_index": "-3"`, "4.33 4.39", ""},
		{tcp + `, "database_index": "x"`, "", "4.33 4.39"},
		{tcp + `, "timeouts": {"dial": "5s"}`, "4.33 4.34.4", "4.34.5 4.39"},
		{tcp + `, "timeouts": {"wait": "5s"}`, "", "4.33 4.39"},
		{tcp + `, "timeout": "1 minute and 30 seconds"`, "4.38.18 4.39", "4.38.17 4.33"},
		{tcp + `, "timeout": "0s"`, "", "4.38.18"},
		{tcp + `, "timeout": "1.5s"`, "", "4.38.18"},
		{tcp + `, "timeout": "5S"`, "", "4.38.18"},
		{tcp + `, "timeout": "05s"`, "4.38.18", ""},
		{tcp + `, "timeout": "1h30m"`, "4.38.18", ""},
		{tcp + `, "max_retries": -1`, "4.38.18 4.39", "4.38.17"},
		{tcp + `, "tls": {}`, "4.29", "4.30 4.39"},
		{tcp + `, "tls": null`, "", "4.30 4.39"},
		{tcp + `, "tls": {"minimum_version": "nonsense"}`, "4.36", "4.37"},
		{tcp + `, "tls": {"minimum_version": 1.2}`, "4.36", "4.37"},
		{tcp + `, "tls": {"minimum_version": "t l s 1 . 3"}`, "4.36 4.37 4.39", ""},
		{tcp + `, "tls": {"minimum_version": "SSL3.0"}`, "4.36", "4.37 4.39"},
		{tcp + `, "tls": {"minimum_version": "TLS1.3", "maximum_version": "1.2"}`, "", "4.36 4.37 4.39"},
		{tcp + `, "tls": {"maximum_version": "TLS1.1"}`, "", "4.37 4.39"},
		{tcp + `, "tls": {"maximum_version": "TLS1.2"}`, "4.37 4.39", ""},
		{tcp + `, "tls": {"minimum_version": "TLS1.0", "maximum_version": "TLS1.1"}`, "4.37 4.39", ""},
		{tcp + `, "tls": {"private_key": ""}`, "", "4.37 4.39"},
		{tcp + `, "tls": {"private_key": "-----BEGIN PRIVATE KEY-----\n"}`, "4.38 4.39", "4.36 4.37"},
		{tcp + `, "tls": {"certificate_chain": "-----BEGIN CERTIFICATE-----\n"}`, "4.38", "4.37"},
		{tcp + `, "tls.skip_verify": true`, "4.29 4.35 4.36 4.38 4.39", ""},
		{tcp + `, "tls.skip_verify": "maybe"`, "4.35 4.39", "4.36 4.38"},
		{tcp + `, "high_availability": {}`, "4.29", "4.30 4.39"},
		{behind, "4.29 4.39", ""},
		{`"high_availability": {"sentinel_name": "m"}`, "", "4.33 4.39"},
		{`"high_availability": {"sentinel_name": "m", "nodes": []}`, "", "4.33 4.39"},
		{`"high_availability": {"sentinel_name": "m", "nodes": [{"host": "a"}]}`, "4.29 4.39", ""},
		{`"high_availability": {"sentinel_name": "m", "nodes": [{"port": 1}]}`, "", "4.29 4.39"},
		{`"high_availability": {"sentinel_name": "m", "nodes": [{"host": "a", "weight": 1}]}`, "4.35", "4.36 4.39"},
		{`"host": "a", "high_availability": {"sentinel_name": "m", "nodes": ""}`, "4.37", "4.38"},
		{`"host": "a", "high_availability": {"sentinel_name": ""}`, "", "4.33 4.39"},
		{`"host": "a", "high_availability": {"sentinel_name": "m", "sentinel_username": "u"}`, "4.34.5 4.39", "4.32 4.34.4"},
		{`"host": "a", "high_availability.sentinel_name": "m"`, "4.36 4.38 4.39", "4.33"},
		{`"host": "a", "port": 1, "high_availability.sentinel_password": "m"`, "4.33 4.39", "4.36 4.38"},
		{`"foo": 1, ` + tcp, "", "4.29 4.39"},
	} {
		var redis any
		if err := json.Unmarshal([]byte("{"+c.redis+"}"), &redis); err != nil {
			t.Fatalf("%s: %v", c.redis, err)
		}
		check := func(versions string, good bool) {
			for _, choice := range strings.Fields(versions) {
				err := compile(t, generate(t, choice)).Validate(map[string]any{"session": map[string]any{"redis": redis}})
				if (err == nil) != good {
					t.Errorf("%s, %s: %v", choice, c.redis, err)
				}
				// The evaluation, of the same text as YAML, is of one mind.
				r, err := configschema.Evaluate(configschema.Input{Authelia: choice, YAML: "redis: {" + c.redis + "}"})
				if err != nil {
					t.Fatal(err)
				}
				if r.OK != good && !strings.Contains(c.redis, "-----BEGIN") {
					t.Errorf("%s, %s: the evaluation says %s", choice, c.redis, r.JSON())
				}
			}
		}
		check(c.good, true)
		check(c.bad, false)
	}
}

// Everything outside session.redis is left alone.
func TestTheRestIsOpen(t *testing.T) {
	s := compile(t, generate(t, "4.39"))
	for _, source := range []string{`{}`, `{"theme": 1}`, `{"session": null}`, `{"session": {"secret": 1, "cookies": []}}`} {
		document, err := validator.UnmarshalJSON(strings.NewReader(source))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(document); err != nil {
			t.Errorf("%s: %v", source, err)
		}
	}
}
