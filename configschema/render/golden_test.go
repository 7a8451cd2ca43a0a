package render

import (
	_ "embed"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

var update = flag.Bool("update", false, "write the golden files anew")

// A client certificate and its key, made for these tests and used nowhere else.
var (
	//go:embed testdata/client.crt
	chain string
	//go:embed testdata/client.key
	key string
)

// setups are configurations as people have them.
var setups = []struct {
	name string
	in   configschema.Input
}{
	{"single", configschema.Input{Authelia: "4.39", Kind: configschema.Single, TLS: configschema.Off, Values: configschema.Values{
		authelia.KeyHost: "redis", authelia.KeyPort: "6379", authelia.Prefix + "password": "it's $ecret", authelia.Prefix + "database_index": "2",
	}}},
	{"tls", configschema.Input{Authelia: "4.38", Kind: configschema.Single, TLS: configschema.On, Values: configschema.Values{
		authelia.KeyHost: "redis.example.com", authelia.KeyPort: "6380", authelia.Prefix + "username": "authelia", authelia.Prefix + "password": "correct horse",
		authelia.TLSPrefix + "certificate_chain": chain, authelia.TLSPrefix + "private_key": key, authelia.Prefix + "timeout": "10 seconds",
	}}},
	{"sentinel", configschema.Input{Authelia: "4.39", Kind: configschema.Sentinel, TLS: configschema.Off, Values: configschema.Values{
		authelia.Prefix + "password": "of redis", authelia.HAPrefix + "sentinel_name": "mymaster", authelia.HAPrefix + "sentinel_password": "of the sentinels",
		nodes + "0.host": "sentinel-0", nodes + "1.host": "sentinel-1", nodes + "1.port": "26380", nodes + "2.host": "sentinel-2",
	}}},
	{"socket", configschema.Input{Authelia: "4.39", Kind: configschema.Socket, Values: configschema.Values{
		authelia.KeyHost: "/run/redis/redis.sock", authelia.Prefix + "password": "local",
	}}},
	{"old", configschema.Input{Authelia: "4.29", Kind: configschema.Sentinel, TLS: configschema.On, Values: configschema.Values{
		authelia.Prefix + "password": "of redis", authelia.HAPrefix + "sentinel_name": "mymaster",
		nodes + "0.host": "sentinel-0", nodes + "1.host": "sentinel-1", nodes + "2.host": "sentinel-2",
	}}},
}

// TestGolden holds every format of every set-up against a file that has been
// read by a person. Run with -update to write them anew, and read the diff.
func TestGolden(t *testing.T) {
	for _, setup := range setups {
		for _, shape := range Shapes {
			if _, ok := readers[shape.Format]; !ok {
				continue // it has tests of its own
			}
			t.Run(setup.name+"/"+string(shape.Format), func(t *testing.T) {
				r, err := Render(shape.Format, setup.in)
				if err != nil {
					t.Fatal(err)
				}
				got := printed(r)
				path := filepath.Join("testdata", "golden", setup.name+"."+string(shape.Format)+".txt")
				if *update {
					if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(got, string(want)); diff != "" {
					t.Errorf("(-got +want; -update writes the file anew)\n%s", diff)
				}
			})
		}
	}
}

// printed shows a rendering as a text.
func printed(r Rendering) string {
	var b strings.Builder
	for _, f := range r.Files {
		b.WriteString("=== " + f.Name + " (" + f.Language)
		if f.Mode != "" {
			b.WriteString(", " + f.Mode)
		}
		if f.Secret {
			b.WriteString(", secret")
		}
		b.WriteString(")\n# " + f.Note + "\n" + strings.TrimSuffix(f.Text, "\n") + "\n")
	}
	b.WriteString("=== notes\n")
	for _, n := range r.Notes {
		b.WriteString("- " + n.Kind)
		if n.Key != "" {
			b.WriteString(" " + n.Key)
		}
		b.WriteString(": " + n.Text + "\n")
	}
	return b.String()
}
