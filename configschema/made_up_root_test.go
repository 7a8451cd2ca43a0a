package configschema_test

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	schema "github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/jsonschema"
	"redis-wizard/configschema/merge"
	"redis-wizard/configschema/share"
)

const madeUp authelia.Kind = "made-up"

// addRoot adds a root that no release has, as data alone: two sections, a list of
// rows, a list of values, and a kind of set-up of its own.
func addRoot(t *testing.T) {
	t.Helper()
	known := authelia.Known
	t.Cleanup(func() { authelia.Known = known })
	authelia.Known = append(slices.Clone(known), &authelia.Root{
		Path: "cache.made_up_twin", First: authelia.Version{Minor: 38}, Kinds: []authelia.Kind{"made-up-twin"}, Alone: true,
		Options: []authelia.Option{{Key: "cache.made_up_twin.address", Label: "Address", Type: authelia.Text}},
	}, &authelia.Root{
		Path: "cache.made_up", First: authelia.Version{Minor: 38}, Kinds: []authelia.Kind{madeUp}, Alone: true,
		Options: []authelia.Option{
			{Key: "cache.made_up.address", Label: "Address", Type: authelia.Text, Required: true},
			{Key: "cache.made_up.database", Label: "Database", Type: authelia.Number, Max: 15, Default: "0"},
			{Key: "cache.made_up.mode", Label: "Mode", Type: authelia.Text, Choices: []string{"failover", "cluster"}},
			{Key: "cache.made_up.password", Label: "Password", Type: authelia.Text, Secret: true},
			{Key: "cache.made_up.addresses[]", Label: "Addresses", Type: authelia.Text},
			{Key: "cache.made_up.encryption.verify", Label: "Verify", Type: authelia.Boolean},
			{Key: "cache.made_up.pool.size", Label: "Pool size", Type: authelia.Number, Default: "8"},
			{Key: "cache.made_up.pool.nodes[].host", Label: "Host", Type: authelia.Text, Required: true},
			{Key: "cache.made_up.pool.nodes[].port", Label: "Port", Type: authelia.Number, Default: "6379"},
		},
	})
}

var madeUpValues = authelia.Values{
	"cache.made_up.address": "tcp://redis:6379", "cache.made_up.database": "3", "cache.made_up.mode": "cluster", "cache.made_up.password": "secret",
	"cache.made_up.addresses.0": "tcp://a:1", "cache.made_up.addresses.1": "tcp://b:2", "cache.made_up.encryption.verify": "true",
	"cache.made_up.pool.size": "20", "cache.made_up.pool.nodes.0.host": "n0", "cache.made_up.pool.nodes.1.host": "n1", "cache.made_up.pool.nodes.1.port": "6380",
}

const madeUpYAML = `cache:
  made_up:
    address: 'tcp://redis:6379'
    database: 3
    mode: 'cluster'
    password: 'secret'
    addresses:
      - 'tcp://a:1'
      - 'tcp://b:2'
    encryption:
      verify: true
    pool:
      size: 20
      nodes:
        - host: 'n0'
        - host: 'n1'
          port: 6380
`

func evaluated(t *testing.T, in configschema.Input) configschema.Result {
	t.Helper()
	r, err := configschema.Evaluate(in)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestMadeUpRoot: a section of Authelia's is data. What is made up here is judged,
// shown, written, read back, merged, and set by variables like session.redis.
func TestMadeUpRoot(t *testing.T) {
	addRoot(t)
	t.Run("form", func(t *testing.T) {
		r := evaluated(t, configschema.Input{Kind: madeUp, Values: madeUpValues})
		if !r.OK || r.Kind != madeUp || len(r.Problems) > 0 {
			t.Errorf("%s: %+v", r.Kind, r.Problems)
		}
		if want := []string{"cache.made_up.address", "cache.made_up.database", "cache.made_up.mode", "cache.made_up.password", "cache.made_up.addresses[]",
			"cache.made_up.encryption.verify", "cache.made_up.pool.size", "cache.made_up.pool.nodes[].host", "cache.made_up.pool.nodes[].port"}; !slices.Equal(r.Fields, want) {
			t.Errorf("fields %q", r.Fields)
		}
		if diff := cmp.Diff(madeUpYAML, r.YAML); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
	t.Run("file", func(t *testing.T) {
		r := evaluated(t, configschema.Input{YAML: madeUpYAML})
		if diff := cmp.Diff(madeUpValues, r.Values); diff != "" || !r.OK || r.Kind != madeUp || r.YAML != madeUpYAML {
			t.Errorf("%s %+v\n%s\n%s", r.Kind, r.Problems, diff, r.YAML)
		}
	})
	t.Run("both", func(t *testing.T) {
		both := evaluated(t, configschema.Input{YAML: "session:\n  redis:\n    host: redis\n" + madeUpYAML})
		if !both.OK || both.Values[authelia.KeyHost] != "redis" || both.Values["cache.made_up.mode"] != "cluster" {
			t.Errorf("%+v %+v", both.Problems, both.Values)
		}
	})
	t.Run("other releases", func(t *testing.T) {
		if r := evaluated(t, configschema.Input{Authelia: "4.37", YAML: madeUpYAML}); len(r.Values) > 0 {
			t.Errorf("a release that does not have it reads %v", r.Values)
		}
	})
}

// TestMadeUpRootIsJudged by what its options say of themselves.
func TestMadeUpRootIsJudged(t *testing.T) {
	addRoot(t)
	for _, c := range []struct{ yaml, key, want string }{
		{"{database: 1}", "cache.made_up.address", "cache: made_up: option 'address' is required"},
		{"{address: a, database: 16}", "cache.made_up.database", "cache: made_up: option 'database' must be between 0 and 15 but it's configured as '16'"},
		{"{address: a, database: x}", "cache.made_up.database", "'cache.made_up.database' cannot parse value as 'int'"},
		{"{address: a, mode: both}", "cache.made_up.mode", "cache: made_up: option 'mode' must be one of 'failover', 'cluster' but it's configured as 'both'"},
		{"{address: a, addresses: [[]]}", "cache.made_up.addresses.0", "'cache.made_up.addresses[0]' expected type 'string'"},
		{"{address: a, pool: {nodes: [{host: a}, {port: 1}]}}", "cache.made_up.pool.nodes.1.host", "cache: made_up: pool: nodes[1]: option 'host' is required"},
		{"{address: a, pool: {nodes: [{host: a, weight: 1}]}}", "cache.made_up.pool.nodes.0.weight", "configuration key not expected: cache.made_up.pool.nodes[].weight"},
		{"{address: a, colour: red}", "cache.made_up.colour", "configuration key not expected: cache.made_up.colour"},
		{"{database: 99}, made_up_twin: {address: a}", "cache.made_up_twin", "cache: only one provider can be configured at a time but 'made_up_twin' and 'made_up' are configured"},
		{"{address: a, pool: {}}", "cache.made_up.pool", "configuration key not expected: cache.made_up.pool"},
	} {
		r := evaluated(t, configschema.Input{YAML: "cache: {made_up: " + c.yaml + "}\n"})
		if r.OK || len(r.Problems) != 1 || r.Problems[0].Key != c.key || !strings.Contains(r.Problems[0].Message, c.want) {
			t.Errorf("%s: %+v", c.yaml, r.Problems)
		}
	}
}

// TestMadeUpRootByVariables: an option has its variable, a secret its file.
func TestMadeUpRootByVariables(t *testing.T) {
	addRoot(t)
	r := evaluated(t, configschema.Input{Environment: []configschema.Variable{
		{Name: "AUTHELIA_CACHE_MADE_UP_ADDRESS", Value: "tcp://redis:1"}, {Name: "AUTHELIA_CACHE_MADE_UP_ADDRESSES", Value: "tcp://a:1"},
		{Name: "AUTHELIA_CACHE_MADE_UP_POOL_SIZE", Value: "4"}, {Name: "AUTHELIA_CACHE_MADE_UP_PASSWORD_FILE", Value: "/run/secrets/x"},
	}})
	want := authelia.Values{"cache.made_up.address": "tcp://redis:1", "cache.made_up.addresses.0": "tcp://a:1", "cache.made_up.pool.size": "4",
		"AUTHELIA_CACHE_MADE_UP_PASSWORD_FILE": "/run/secrets/x"}
	if diff := cmp.Diff(want, r.Values); diff != "" || !r.OK || !slices.Equal(r.FromFile, []string{"cache.made_up.password"}) {
		t.Errorf("%v %+v\n%s", r.FromFile, r.Problems, diff)
	}
	r = evaluated(t, configschema.Input{Environment: []configschema.Variable{{Name: "AUTHELIA_CACHE_MADE_UP_ADDRESS_FILE", Value: "/x"}}})
	if !slices.ContainsFunc(r.Problems, func(p configschema.Problem) bool {
		return strings.HasSuffix(p.Message, "not expected: AUTHELIA_CACHE_MADE_UP_ADDRESS_FILE")
	}) {
		t.Errorf("%+v", r.Problems)
	}
}

// TestMadeUpRootIsMerged into a file without touching anything else.
func TestMadeUpRootIsMerged(t *testing.T) {
	addRoot(t)
	source := "log: {level: info} # as it is\n" + strings.NewReplacer("database: 3", "database: 3 # why", "- 'tcp://a:1'", "- tcp://a:1").Replace(madeUpYAML) + "server: {}\n"
	change := func(changes authelia.Values) string {
		values := maps.Clone(madeUpValues)
		maps.Copy(values, changes)
		out, err := merged(t, source, configschema.Input{Kind: madeUp, Values: values})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	if same := change(nil); same != source {
		t.Errorf("nothing was to change: %s", cmp.Diff(source, same))
	}
	want := strings.NewReplacer("database: 3 # why", "database: 4 # why", "host: 'n0'", "host: 'other'").Replace(source)
	if got := change(authelia.Values{"cache.made_up.database": "4", "cache.made_up.pool.nodes.0.host": "other"}); got != want {
		t.Errorf("%s", cmp.Diff(want, got))
	}
	got := change(authelia.Values{"cache.made_up.addresses.2": "tcp://c:3"})
	if r := evaluated(t, configschema.Input{YAML: got}); r.Values["cache.made_up.addresses.2"] != "tcp://c:3" || !strings.HasPrefix(got, "log: {level: info} # as it is\n") || !strings.HasSuffix(got, "server: {}\n") {
		t.Errorf("%v\n%s", r.Values, got)
	}
	into, err := merged(t, "log: {}\n", configschema.Input{Kind: madeUp, Values: madeUpValues})
	if err != nil || into != "log: {}\n"+madeUpYAML {
		t.Errorf("%v\n%s", err, into)
	}
}

// TestMadeUpRootAsSchema: editors know it, and refuse what Authelia refuses.
func TestMadeUpRootAsSchema(t *testing.T) {
	addRoot(t)
	text, err := schema.UnmarshalJSON(bytes.NewReader(jsonschema.Generate(authelia.Newest())))
	if err != nil {
		t.Fatal(err)
	}
	compiler := schema.NewCompiler()
	if err := compiler.AddResource("made-up.json", text); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile("made-up.json")
	if err != nil {
		t.Fatal(err)
	}
	for source, valid := range map[string]bool{
		madeUpYAML:                                                      true,
		"cache: {made_up: {address: a}}":                                true,
		"cache: {made_up: {database: 1}}":                               false,
		"cache: {made_up: {address: a, mode: both}}":                    false,
		"cache: {made_up: {address: a, database: 16}}":                  false,
		"cache: {made_up: {address: a, colour: red}}":                   false,
		"cache: {made_up: {address: a, pool: {nodes: [{port: 1}]}}}":    false,
		"cache: {made_up: {address: a, addresses: [[a]]}}":              false,
		"cache: {made_up: {address: a, pool: {}}}":                      false,
		"session: {redis: {host: redis}}\ncache: {other: {address: 1}}": true,
	} {
		var document any
		if err := yaml.Unmarshal([]byte(source), &document); err != nil {
			t.Fatal(err)
		}
		if err := compiled.Validate(document); (err == nil) != valid {
			t.Errorf("%s: %v", source, err)
		}
	}
}

// TestMadeUpRootInALink: a link carries it, but for its secrets.
func TestMadeUpRootInALink(t *testing.T) {
	addRoot(t)
	link := share.Encode(configschema.Input{Kind: madeUp, Values: madeUpValues})
	got, err := share.Decode(link.Fragment)
	if err != nil {
		t.Fatal(err)
	}
	want := maps.Clone(madeUpValues)
	without := []string{"cache.made_up.address", "cache.made_up.addresses.0", "cache.made_up.addresses.1", "cache.made_up.password"} // URLs may hold passwords
	for _, key := range without {
		delete(want, key)
	}
	if diff := cmp.Diff(want, got.Input.Values); diff != "" || got.Input.Kind != madeUp || !slices.Equal(got.Missing, without) {
		t.Errorf("%v\n%s", got.Missing, diff)
	}
}

// merged is one file with the options in it.
func merged(t *testing.T, source string, in configschema.Input) (string, error) {
	files, err := merge.Files(t.Context(), []configschema.File{{Text: source}}, in)
	if err != nil {
		return "", err
	}
	return files[0].Text, nil
}
