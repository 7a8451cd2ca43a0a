package render

import (
	"fmt"
	"path"
	"strings"
	"testing"
	"text/template"

	"redis-wizard/configschema/authelia"

	"gopkg.in/yaml.v3"
)

// chartTemplate is the part of the chart's template that renders session.redis, with
// its defaults, in our own words; quote stands for squote, which does not
// escape.
const chartTemplate = `session:
  redis:
    host: {{ quote .host }}
    port: {{ or .port 6379 }}
{{- if .username }}
    username: {{ quote .username }}
{{- end }}
    database_index: {{ or .database_index 0 }}
    maximum_active_connections: {{ or .maximum_active_connections 8 }}
    minimum_idle_connections: {{ or .minimum_idle_connections 0 }}
{{- with .tls }}{{ if .enabled }}
    tls:
      server_name: {{ quote (or .server_name "") }}
      skip_verify: {{ or .skip_verify false }}
      minimum_version: {{ quote (or .minimum_version "TLS1.2") }}
      maximum_version: {{ quote (or .maximum_version "TLS1.3") }}
{{- end }}{{ end }}
{{- with .high_availability }}{{ if .enabled }}
    high_availability:
      sentinel_name: {{ quote .sentinel_name }}
{{- if .nodes }}
      nodes:
{{- range .nodes }}
      - host: {{ quote (or .host "") }}
        port: {{ or .port 26379 }}
{{- end }}{{ end }}
      sentinel_username: {{ quote (or .username "") }}
      route_by_latency: {{ or .route_by_latency false }}
      route_randomly: {{ or .route_randomly false }}
{{- end }}{{ end }}
`

// neutral are the values that the chart writes for options that are not set.
var neutral = map[string][]string{
	authelia.KeyHost: {""}, authelia.KeyPort: {"6379", "26379", "0"}, authelia.Prefix + "database_index": {"0"}, authelia.KeyMaxActive: {"8"}, authelia.Prefix + "minimum_idle_connections": {"0"},
	authelia.TLSPrefix + "server_name": {""}, authelia.TLSPrefix + "skip_verify": {"false"}, authelia.TLSPrefix + "minimum_version": {"TLS1.2"}, authelia.TLSPrefix + "maximum_version": {"TLS1.3"},
	authelia.HAPrefix + "sentinel_name": {""}, authelia.HAPrefix + "sentinel_username": {""}, authelia.HAPrefix + "route_by_latency": {"false"}, authelia.HAPrefix + "route_randomly": {"false"},
	authelia.HAPrefix + "nodes.*.port": {"26379"}, authelia.HAPrefix + "nodes.*.host": {""},
}

func readHelm(t *testing.T, r Rendering) deployed {
	text, ok := file(r, "values.redis.yaml")
	if !ok {
		return deployed{}
	}
	type password struct {
		Disabled   bool
		SecretName string `yaml:"secret_name"`
		Path       string
	}
	var v struct {
		ConfigMap struct {
			Session struct{ Redis map[string]any }
		} `yaml:"configMap"`
		Secret struct {
			AdditionalSecrets map[string]struct {
				Items []struct{ Key, Path string }
			} `yaml:"additionalSecrets"`
		}
		Pod struct{ Env []envVar }
	}
	strictly(t, text, &v)
	redis := v.ConfigMap.Session.Redis
	quote := func(v any) string { return fmt.Sprintf("'%v'", v) }
	rendered := templated(t, chartTemplate, template.FuncMap{"quote": quote}, redis)
	a := deployed{env: map[string]string{}, files: map[string]string{}}
	a.configurations = []string{templated(t, rendered, nil, nil)} // the filter of Authelia

	s := readSecretObject(t, r)
	for name, additional := range v.Secret.AdditionalSecrets {
		for _, item := range additional.Items {
			value, ok := s.StringData[item.Key]
			if name != s.Metadata.Name || !ok {
				t.Errorf("the Secret %s has no %s", name, item.Key)
			}
			a.files[path.Join("/secrets", name, item.Path)] = value
		}
	}
	use := func(section map[string]any, variable string) {
		out, err := yaml.Marshal(section["password"])
		if err != nil {
			t.Fatal(err)
		}
		var p password
		strictly(t, string(out), &p)
		if !p.Disabled { // the chart sets the variable unless it is told not to
			a.env[variable] = path.Join("/secrets", p.SecretName, p.Path)
		}
	}
	use(redis, "AUTHELIA_SESSION_REDIS_PASSWORD_FILE")
	if ha, ok := redis["high_availability"].(map[string]any); ok {
		use(ha, "AUTHELIA_SESSION_REDIS_HIGH_AVAILABILITY_SENTINEL_PASSWORD_FILE")
	}
	for _, e := range v.Pod.Env {
		a.env[e.Name] = expanded(t, e.Value)
	}
	return a
}

func templated(t *testing.T, text string, functions template.FuncMap, data any) string {
	t.Helper()
	tpl, err := template.New("").Funcs(functions).Parse(text)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	var b strings.Builder
	if err := tpl.Execute(&b, data); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
