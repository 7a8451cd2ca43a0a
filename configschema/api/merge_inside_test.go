package api

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

// A configuration.yml inside another text is changed there, and no other byte is.
func TestMergeInside(t *testing.T) {
	manifest, err := os.ReadFile("../intake/testdata/kube/configmap.yaml")
	if err != nil {
		t.Fatal(err)
	}
	values := authelia.Values{authelia.KeyHost: "valkey", authelia.KeyPort: "6379", authelia.KeyIndex: "3", authelia.KeyUsername: "it's"}
	changed := strings.NewReplacer("host: redis-master.auth.svc.cluster.local\n", "host: valkey\n",
		"        database_index: 3\n", "        database_index: 3\n        username: 'it''s'\n")
	windows := func(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }
	for _, c := range []struct{ name, text, want string }{
		{"ConfigMap", string(manifest), changed.Replace(string(manifest))},
		{"Windows", windows(string(manifest)), windows(changed.Replace(string(manifest)))},
		{"blanks on empty lines", strings.Replace(string(manifest), "\n\n    log:", "\n  \n    log:", 1), strings.Replace(changed.Replace(string(manifest)), "\n\n    log:", "\n  \n    log:", 1)},
		{"at the end, without a line break", "kind: ConfigMap\ndata:\n  x.yml: |-\n      redis:\n        host: a\n        database_index: 3", "kind: ConfigMap\ndata:\n  x.yml: |-\n      redis:\n        host: valkey\n        database_index: 3\n        username: 'it''s'\n"},
		{"compose", "services:\n  a:\n    image: authelia/authelia\n    configs: [c]\nconfigs:\n  c:\n    content: |\n      session:\n        redis:\n          host: a\n          database_index: 3\n  d: {file: x}\n",
			"services:\n  a:\n    image: authelia/authelia\n    configs: [c]\nconfigs:\n  c:\n    content: |\n      session:\n        redis:\n          host: valkey\n          database_index: 3\n          username: 'it''s'\n  d: {file: x}\n"},
		{"two of them", "kind: ConfigMap\ndata:\n  a.yml: |\n    session:\n      secret: x\n    storage: {}\n  b.yml: |2\n    session:\n      redis:\n        host: a\n        database_index: 3\n  c: d\n",
			"kind: ConfigMap\ndata:\n  a.yml: |\n    session:\n      secret: x\n    storage: {}\n  b.yml: |2\n    session:\n      redis:\n        host: valkey\n        database_index: 3\n        username: 'it''s'\n  c: d\n"},
		{"double quotes", `kind: ConfigMap
data:
  a.yml: "session:\n\x20 secret: \"\u0041\"\n  redis:\n    host: a # \xe9\n    database_index: 3\nstorage: {}\n" # as kubectl prints it
  b: 'c'
`, `kind: ConfigMap
data:
  a.yml: "session:\n\x20 secret: \"\u0041\"\n  redis:\n    host: valkey # é\n    database_index: 3\n    username: 'it''s'\nstorage: {}\n" # as kubectl prints it
  b: 'c'
`},
		{"JSON", `{"kind": "ConfigMap", "apiVersion": "v1", "data": {"a": "/", "configuration.yml": "session:\n  secret: \"\u20ac\\\\\"\n  redis:\n    host: a\n    database_index: 3\n"}}`,
			`{"kind": "ConfigMap", "apiVersion": "v1", "data": {"a": "/", "configuration.yml": "session:\n  secret: \"\u20ac\\\\\"\n  redis:\n    host: valkey\n    database_index: 3\n    username: 'it''s'\n"}}`},
		{"over several lines", "kind: ConfigMap\ndata:\n  a.yml: \"session:\\n\\\n    \\  secret: x\\n  redis:\\n    host: a\\n\\\n    \\    database_index: 3\\ntheme:\n\n    \\  x # of\n    all\\n\"\n",
			"kind: ConfigMap\ndata:\n  a.yml: \"session:\\n\\\n    \\  secret: x\\n  redis:\\n    host: valkey\\n\\    database_index: 3\\n    username: 'it''s'\\ntheme:\n\n    \\  x # of\n    all\\n\"\n"},
		{"single quotes", "kind: ConfigMap\ndata:\n  a.yml: 'session: {secret: ''x'', redis: {host: a, database_index: 3}}'\n",
			"kind: ConfigMap\ndata:\n  a.yml: 'session: {secret: ''x'', redis: {host: valkey, database_index: 3, username: ''it''''s''}}'\n"},
		{"folded", "kind: ConfigMap\ndata:\n  a.yml: >- # folded\n    theme: dark\n\n    session:\n      redis:\n        host: a\n        database_index: 3\n\n    # behind\n\n    storage: {}\n\n  b: c\n",
			"kind: ConfigMap\ndata:\n  a.yml: >- # folded\n    theme: dark\n\n    session:\n      redis:\n        host: valkey\n        database_index: 3\n        username: 'it''s'\n\n    # behind\n\n    storage: {}\n\n  b: c\n"},
		{"kustomization", "configMapGenerator:\n  - name: a\n    literals:\n      - AUTHELIA_THEME=dark\n      - |-\n        configuration.yml=session:\n          redis:\n            host: a\n            database_index: 3\n      - x=y\n",
			"configMapGenerator:\n  - name: a\n    literals:\n      - AUTHELIA_THEME=dark\n      - |-\n        configuration.yml=session:\n          redis:\n            host: valkey\n            database_index: 3\n            username: 'it''s'\n      - x=y\n"},
		{"kustomization with quotes", `configMapGenerator: [{name: a, literals: ["configuration.yml=\nsession:\n  redis:\n    host: a\n    database_index: 3\n", x=y]}]`,
			`configMapGenerator: [{name: a, literals: ["configuration.yml=\nsession:\n  redis:\n    host: valkey\n    database_index: 3\n    username: 'it''s'\n", x=y]}]`},
		{"dollars of compose", "services:\n  a:\n    image: authelia/authelia\n    configs: [c]\nconfigs:\n  c:\n    content: |\n      theme: ${THEME:-dark}\n      session:\n        redis:\n          host: a\n          database_index: 3\n      x: $$pbkdf2$$y\n",
			"services:\n  a:\n    image: authelia/authelia\n    configs: [c]\nconfigs:\n  c:\n    content: |\n      theme: ${THEME:-dark}\n      session:\n        redis:\n          host: valkey\n          database_index: 3\n          username: 'it''s'\n      x: $$pbkdf2$$y\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Merge(t.Context(), c.text, configschema.Input{Authelia: "4.39", Values: values})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got.Text); diff != "" {
				t.Error(diff)
			}
			if again, err := Merge(t.Context(), got.Text, configschema.Input{Authelia: "4.39", Values: values}); err != nil || again.Text != got.Text {
				t.Errorf("%v %s", err, cmp.Diff(got.Text, again.Text))
			}
		})
	}
}

// A plan for a ConfigMap is one for the configuration.yml in it.
func TestUpgradeInside(t *testing.T) {
	manifest := "kind: ConfigMap\ndata:\n  configuration.yml: |\n    session:\n      redis:\n        host: redis\n        port: 6379\n        tls:\n          minimum_version: TLS1.2\n        high_availability:\n          sentinel_name: m\n          nodes:\n            - host: a\n              port: 26379\n              bogus: x\n"
	values := authelia.Values{authelia.KeyHost: "redis", authelia.KeyPort: "6379"}
	got, err := Upgrade(t.Context(), "4.34", "4.39", manifest, configschema.Input{Values: values})
	if err != nil || got.Merged == nil || !strings.HasPrefix(got.Merged.Text, "kind: ConfigMap\ndata:\n  configuration.yml: |\n    session:\n") {
		t.Errorf("%v %+v", err, got)
	}
}
