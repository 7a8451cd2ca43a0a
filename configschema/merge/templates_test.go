package merge_test

import (
	"maps"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/merge"
)

// What a template fills in stays as it is written while options beside it change.
func TestTemplatesStay(t *testing.T) {
	const file = "---\ntheme: 'dark'\njwt_secret: {{ secret \"/jwt\" }}\nsession:\n  cookies:\n    {{- range $d := list \"a\" }}\n    - domain: '{{ $d }}'\n    {{- end }}\n  redis:\n    host: redis # the name\n    {{- if eq (env \"X\") \"y\" }}\n    port: 6380\n    {{- end }}\n" +
		"    password: {{ secret \"/run/secrets/redis\" | mindent 0 \"|\" | msquote }} # from a file\nstorage: {}\n"
	r, err := configschema.Evaluate(configschema.Input{Authelia: "4.39", YAML: file})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ host, want string }{{"redis", file}, {"valkey", strings.Replace(file, "host: redis", "host: valkey", 1)}} {
		values := maps.Clone(r.Values)
		values[authelia.KeyHost] = c.host
		got, err := merge.Files(t.Context(), []configschema.File{{Text: file}}, configschema.Input{Authelia: "4.39", Kind: configschema.Single, Values: values})
		if err != nil || got[0].Text != c.want {
			t.Errorf("%v\n%s", err, got[0].Text)
		}
	}
}

// A loop without its end would be no template: such a change is refused, others are made.
func TestTemplatesAreNotTornApart(t *testing.T) {
	const file = "theme: dark\nsession:\n  secret: {{ secret \"/s\" }}\n  redis:\n    high_availability:\n      sentinel_name: mymaster\n      nodes:\n        {{- range $host := list \"a\" \"b\" }}\n        - host: '{{ $host }}'\n          port: 26379\n        {{- end }}\n    maximum_active_connections: 8\n"
	read, err := configschema.Evaluate(configschema.Input{Authelia: "4.39", YAML: file})
	if err != nil {
		t.Fatal(err)
	}
	values := maps.Clone(read.Values)
	values[authelia.KeyMaxActive] = "9"
	got, err := merge.Files(t.Context(), []configschema.File{{Text: file}}, configschema.Input{Authelia: "4.39", Kind: configschema.Sentinel, Values: values})
	if want := strings.Replace(file, ": 8", ": 9", 1); err != nil || got[0].Text != want {
		t.Errorf("%v\n%s", err, got[0].Text)
	}
	got, err = merge.Files(t.Context(), []configschema.File{{Text: file}}, configschema.Input{Authelia: "4.39", Values: authelia.Values{authelia.KeyHost: "redis", authelia.KeyPort: "6379"}})
	if err == nil || !strings.Contains(err.Error(), "line 4") || !strings.Contains(err.Error(), "by hand") {
		t.Errorf("%v\n%v", err, got)
	}
}
