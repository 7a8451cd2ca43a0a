package render

import (
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

// TestFilters: a value that a file filter would execute is named, from the
// version on that has filters, and only where the value stands in a file.
func TestFilters(t *testing.T) {
	for _, test := range []struct {
		version, value, filter string
		format                 Format
		want                   bool
	}{
		{"4.39", "a{{b", "template", YAML, true},
		{"4.39", "a{{b", "template", Kubernetes, true},
		{"4.39", "a{{b", "template", Environment, false},
		{"4.37", "a{{b", "template", YAML, false},
		{"4.39", "a${B}", "expand-env", YAML, true},
		{"4.39", "a$B", "expand-env", YAML, true},
		{"4.39", "a{b", "template", YAML, false},
	} {
		r, err := Render(test.format, configschema.Input{Authelia: test.version, Values: configschema.Values{authelia.KeyHost: "redis", authelia.KeyPort: "6379", authelia.Prefix + "username": test.value}})
		if err != nil {
			t.Fatal(err)
		}
		if got := noted(r, authelia.Prefix+"username", "mind", test.filter+" filter"); got != test.want {
			t.Errorf("%+v: %v", test, got)
		}
	}
}

// TestLeftOut: options that this version does not have are left out by name.
func TestLeftOut(t *testing.T) {
	for _, format := range []Format{Secrets, Environment, Compose, Kubernetes, Helm, Systemd} {
		r, err := Render(format, configschema.Input{Authelia: "4.36", Values: configschema.Values{
			authelia.KeyHost: "redis", authelia.KeyPort: "6379", authelia.Prefix + "timeout": "7", authelia.TLSPrefix + "private_key": key, authelia.Prefix + "pasword": "misspelt",
		}})
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{authelia.Prefix + "timeout", authelia.TLSPrefix + "private_key", authelia.Prefix + "pasword"} {
			if !noted(r, key, "inexpressible", "left out") {
				t.Errorf("%s: no note about %s", format, key)
			}
		}
		for _, f := range r.Files {
			if strings.Contains(f.Text, "misspelt") || strings.Contains(f.Text, "PRIVATE KEY") {
				t.Errorf("%s: what was left out is in %s", format, f.Name)
			}
		}
	}
}

// TestChainFile: a certificate chain is taken from a file since 4.37.3.
func TestChainFile(t *testing.T) {
	for version, want := range map[string]bool{"4.37.2": false, "4.37.3": true} {
		r, err := Render(Secrets, configschema.Input{Authelia: version, Values: configschema.Values{
			authelia.KeyHost: "redis", authelia.KeyPort: "6379", authelia.KeyChain: chain, authelia.TLSPrefix + "private_key": key,
		}})
		if err != nil {
			t.Fatal(err)
		}
		text, _ := file(r, "authelia.env")
		if got := strings.Contains(text, "CERTIFICATE_CHAIN_FILE"); got != want || noted(r, authelia.KeyChain, "inexpressible", "left out") == want {
			t.Errorf("%s: the variable is there: %v; the notes are %+v", version, got, r.Notes)
		}
	}
}

// TestSectionsStay: what is left out takes neither TLS nor Sentinel with it.
func TestSectionsStay(t *testing.T) {
	for format, read := range readers {
		if format == YAML {
			continue
		}
		r, err := Render(format, configschema.Input{Kind: configschema.Sentinel, Values: configschema.Values{authelia.KeyHost: "sentinel-0", authelia.TLSPrefix + "ca": "unknown"}})
		if err != nil {
			t.Fatal(err)
		}
		got := read(t, r).options(t)
		if name, ok := got[authelia.HAPrefix+"sentinel_name"]; !ok || name != "" || got[authelia.TLSPrefix+"minimum_version"] != "TLS1.2" {
			t.Errorf("%s: %v", format, got)
		}
	}
}

// TestWayOfTheSecondFile: each version is told of the second configuration file
// in the way that it understands.
func TestWayOfTheSecondFile(t *testing.T) {
	for version, want := range map[string]string{"4.29": "", "4.30": "--config", "4.37": "--config", "4.38": "X_AUTHELIA_CONFIG", "4.39": "X_AUTHELIA_CONFIG"} {
		for format, name := range map[Format]string{Compose: "compose.override.yml", Kubernetes: "authelia-redis-patch.yaml"} {
			r, err := Render(format, configschema.Input{Authelia: version, Kind: configschema.Sentinel, Values: configschema.Values{
				authelia.Prefix + "password": "p", authelia.HAPrefix + "sentinel_name": "mymaster", nodes + "0.host": "sentinel-0",
			}})
			if err != nil {
				t.Fatal(err)
			}
			text, _ := file(r, name)
			for _, way := range []string{"--config", "X_AUTHELIA_CONFIG"} {
				if got := strings.Contains(text, way); got != (way == want) {
					t.Errorf("%s for %s: %s is there: %v", format, version, way, got)
				}
			}
			if _, own := file(r, "session.redis.yml"); own != (want == "") {
				t.Errorf("%s for %s: a file to merge by hand: %v", format, version, own)
			}
		}
	}
}

// TestNotesAreNeverNull, for the JSON of the command line and the API.
func TestNotesAreNeverNull(t *testing.T) {
	r, err := Render(Helm, configschema.Input{Kind: configschema.Single, TLS: configschema.Off, Values: configschema.Values{authelia.KeyHost: "redis"}})
	if err != nil {
		t.Fatal(err)
	}
	if r.Notes == nil || r.Files == nil {
		t.Errorf("%+v", r)
	}
}
