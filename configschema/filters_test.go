package configschema_test

import (
	"slices"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

func codesOf(r configschema.Result) (codes []string) {
	for _, p := range r.Problems {
		codes = append(codes, p.Code)
	}
	return codes
}

// A template is judged as what it is: what is plain to see counts, what is filled in is not
// known, and which filter or program it needs is said.
func TestTemplates(t *testing.T) {
	file := "theme: dark\nsession:\n  secret: {{ secret \"/s\" }}\n  cookies:\n    {{- range $d := list \"a\" }}\n    - domain: '{{ $d }}'\n    {{- end }}\n  redis:\n    host: redis\n    port: 70000\n    password: {{ fileContent \"/p\" | nindent 8 }}\n"
	jinja := "session:\n  secret: x\n  redis:\n    host: redis\n    pasword: x\n    password: \"{{ vault_redis_password }}\"\n"
	for _, c := range []struct {
		name, authelia, text string
		filters              []string
		codes                []string
		fromFile             []string
	}{
		{"no filter named", "4.39", file, nil, []string{"template", "port-range"}, []string{authelia.KeyPassword}},
		{"its filter", "4.39", file, []string{"template"}, []string{"port-range"}, []string{authelia.KeyPassword}},
		{"another filter", "4.39", file, []string{"expand-env"}, []string{"yaml-syntax"}, nil},
		{"before there were filters", "4.37", file, nil, []string{"yaml-syntax"}, nil},
		{"another program", "4.39", jinja, nil, []string{"template", "F01"}, []string{authelia.KeyPassword}},
		{"another program, in an older release", "4.36", jinja, nil, []string{"template", "port-required", "F01"}, []string{authelia.KeyPassword}},
		{"all of it", "4.39", "session:\n  redis: {{ fileContent \"./redis.yml\" | nindent 4 }}\n", nil, []string{"template"}, nil},
		{"braces that are text", "4.39", "session:\n  redis:\n    host: redis\n    password: '{{ x }}'\n", nil, nil, nil},
		{"good YAML without the filter", "4.39", "session:\n  redis:\n    host: redis\n    password: '{{ env \"X\" }}'\n", nil, nil, nil},
		{"the same with it", "4.39", "session:\n  redis:\n    host: redis\n    password: '{{ env \"X\" }}'\n", []string{"template"}, nil, []string{authelia.KeyPassword}},
		{"expand-env", "4.39", "session:\n  redis:\n    host: ${HOST}\n    port: $PORT\n", []string{"expand-env"}, nil, []string{authelia.KeyHost, authelia.KeyPort}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := configschema.Evaluate(configschema.Input{Authelia: c.authelia, YAML: c.text, Filters: c.filters})
			if err != nil {
				t.Fatal(err)
			}
			codes := codesOf(r)
			slices.Sort(codes)
			want := slices.Sorted(slices.Values(c.codes))
			if !slices.Equal(codes, want) || !slices.Equal(r.FromFile, c.fromFile) {
				t.Errorf("%v %v\n%+v", codes, r.FromFile, r.Problems)
			}
		})
	}
}

// A reference in a file is what Authelia takes literally; the same in a variable is meant.
func TestReferences(t *testing.T) {
	r, err := configschema.Evaluate(configschema.Input{Authelia: "4.39", YAML: "redis:\n  host: ${REDIS_HOST}\n  password: $REDIS_PASSWORD\n"})
	if err != nil || !slices.Equal(codesOf(r), []string{"unfilled-reference", "unfilled-reference"}) || !r.OK || !strings.Contains(r.Problems[1].Hint, "AUTHELIA_SESSION_REDIS_PASSWORD_FILE") {
		t.Errorf("%v %+v", err, r.Problems)
	}
	r, err = configschema.Evaluate(configschema.Input{Authelia: "4.39", YAML: "redis:\n  host: redis\n  port: ${REDIS_PORT}\n"})
	if err != nil || !slices.Equal(codesOf(r), []string{"not-a-number"}) || !strings.Contains(r.Problems[0].Hint, "AUTHELIA_SESSION_REDIS_PORT") {
		t.Errorf("%v %+v", err, r.Problems)
	}
	r, err = configschema.Evaluate(configschema.Input{Authelia: "4.39", Environment: []configschema.Variable{{Name: "AUTHELIA_SESSION_REDIS_HOST", Value: "${REDIS_HOST}"}}})
	if err != nil || len(r.Problems) > 0 {
		t.Errorf("%v %+v", err, r.Problems)
	}
}

// Places among the rows of a list, and in the place of a section, are not known here: how
// many rows there are nobody can say, and nothing is missing.
func TestTemplateRows(t *testing.T) {
	head := "theme: dark\nsession:\n  secret: {{ secret \"/s\" }}\n  redis:\n    high_availability:\n      sentinel_name: mymaster\n"
	for _, c := range []struct {
		name, text string
		values     authelia.Values
		fromFile   []string
	}{
		{"rows in a loop", head + "      nodes:\n        {{- range $i, $host := list \"a\" \"b\" }}\n        - host: '{{ $host }}'\n          port: 26379\n        {{- end }}\n    maximum_active_connections: 8\n",
			authelia.Values{authelia.KeyNodes + ".0.host": "{{ $host }}", authelia.KeyNodes + ".0.port": "26379"}, []string{authelia.KeyNodes + ".0.host"}},
		{"a row with places", head + "      nodes:\n        - host: sentinel-a\n        - host: {{ env \"B\" }}\n          port: {{ env \"PORT\" }}\n    maximum_active_connections: 8\n",
			authelia.Values{authelia.KeyNodes + ".0.host": "sentinel-a", authelia.KeyNodes + ".1.host": "{{ env \"B\" }}", authelia.KeyNodes + ".1.port": "{{ env \"PORT\" }}"},
			[]string{authelia.KeyNodes + ".1.host", authelia.KeyNodes + ".1.port"}},
		{"all rows", head + "      nodes: {{ env \"NODES\" }}\n    maximum_active_connections: 8\n", authelia.Values{authelia.KeyNodes: "{{ env \"NODES\" }}"}, []string{authelia.KeyNodes}},
		{"a section", head + "      nodes:\n        - host: a\n        - host: b\n        - host: c\n    tls: {{ fileContent \"/tls.yml\" | nindent 6 }}\n    maximum_active_connections: 8\n",
			authelia.Values{authelia.TLSPath: "{{ fileContent \"/tls.yml\" | nindent 6 }}"}, []string{authelia.TLSPath}},
		{"the section of the sentinels", "theme: dark\nsession:\n  secret: {{ secret \"/s\" }}\n  redis:\n    username: a\n    password: b\n    high_availability: {{ fileContent \"/ha.yml\" }}\n", nil, []string{authelia.HAPath}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := configschema.Evaluate(configschema.Input{Authelia: "4.39", YAML: c.text})
			if err != nil {
				t.Fatal(err)
			}
			if !r.OK || !slices.Equal(codesOf(r), []string{"template"}) || !slices.Equal(r.FromFile, c.fromFile) {
				t.Errorf("%v %+v", r.FromFile, r.Problems)
			}
			for key, want := range c.values {
				if r.Values[key] != want {
					t.Errorf("%s: %q", key, r.Values[key])
				}
			}
			if key := r.UnknownAddress(); key == "" && c.fromFile[0] != authelia.TLSPath {
				t.Error("the address is known")
			}
		})
	}
}
