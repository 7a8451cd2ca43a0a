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
