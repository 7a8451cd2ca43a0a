package api

import (
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

// chartFile is a file of values as people keep it.
const chartFile = `# values of our release
ingress:
  enabled: true # by Traefik
configMap:
  theme: dark
  session:
    cookies:
      - domain: example.com
    redis:
      enabled: true
      deploy: false # ours is elsewhere
      host: redis.databases.svc.cluster.local # the Service
      port: 6379
      username: ''
      password:
        secret_name: redis
        path: password
      databaseIndex: 2
      maximum_active_connections: 8
      tls:
        enabled: false
        server_name: "redis"
      high_availability:
        enabled: true
        sentinel_name: 'mymaster' # not the default
        nodes:
          # the first
          - host: sentinel-0
            port: 26379
          - host: sentinel-1
            port: 26379
  storage:
    local: {enabled: true}
pod:
  env:
    - name: AUTHELIA_SESSION_REDIS_TIMEOUT
      value: 7s
`

// What the form changes is changed under the chart's own keys, and nothing else is.
func TestMergeChart(t *testing.T) {
	further := func(text, indent string) string {
		return indent + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n"+indent) + "\n"
	}
	windows := func(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }
	set := func(pairs ...string) authelia.Values {
		out := authelia.Values{}
		for i := 0; i < len(pairs); i += 2 {
			out[pairs[i]] = pairs[i+1]
		}
		return out
	}
	const node = authelia.KeyNodes
	for _, c := range []struct {
		name    string
		change  authelia.Values
		replace []string
		notes   []string
	}{
		{"nothing", nil, nil, nil},
		{"host, index and user", set(authelia.KeyHost, "valkey", authelia.KeyIndex, "0", authelia.KeyUsername, "it's {{x}}"),
			[]string{"host: redis.databases.svc.cluster.local #", "host: valkey #", "databaseIndex: 2", "databaseIndex: 0", "username: ''", "username: 'it''''s {{ \"{{\" }}x}}'"}, nil},
		{"TLS", set(authelia.KeyServerName, "r", authelia.KeyMinVersion, "TLS1.3"), []string{"tls:\n        enabled: false", "tls:\n        enabled: true", `server_name: "redis"`, "server_name: \"r\"\n        minimum_version: 'TLS1.3'"}, nil},
		{"nodes", set(node+".1.host", "other", node+".2.host", "third", node+".2.port", "26380"), []string{"- host: sentinel-1\n            port: 26379", "- host: 'other'\n            port: 26379\n          - host: 'third'\n            port: 26380"}, nil},
		{"what the chart does not have", set(authelia.KeyRetries, "5", authelia.KeyTimeout, "9s", authelia.KeyMinIdle, "1"), []string{"maximum_active_connections: 8\n", "maximum_active_connections: 8\n      minimum_idle_connections: 1\n"}, []string{"max_retries", "AUTHELIA_SESSION_REDIS_TIMEOUT"}},
		{"password of a Secret", set(authelia.KeyPassword, "x"), nil, []string{"by its name"}},
		{"taken out", set(authelia.KeyIndex, "", authelia.KeySentinelName, "m2"), []string{"      databaseIndex: 2\n", "", "'mymaster' #", "m2 #"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := strings.NewReplacer(append(c.replace, "\x00", "\x00")...).Replace(chartFile)
			want = strings.Replace(want, "sentinel_name: m2", "sentinel_name: 'm2'", 1)
			for _, around := range []struct {
				name string
				in   func(string) string
			}{
				{"values", func(s string) string { return s }},
				{"Windows", windows},
				{"without a break at the end", func(s string) string { return strings.TrimSuffix(s, "\n") }},
				{"HelmRelease", func(s string) string {
					return "kind: HelmRelease\nspec:\n  chart: x\n  values:\n" + further(s, "    ") + "---\nkind: Namespace\n"
				}},
				{"valuesObject", func(s string) string {
					return "kind: Application\nspec:\n  source:\n    helm:\n      valuesObject:\n" + further(s, "        ")
				}},
				{"text of values", func(s string) string {
					return "kind: Application\nspec:\n  source:\n    helm:\n      values: |\n" + further(s, "        ") + "      x: y\n"
				}},
				{"valuesContent", func(s string) string {
					return "kind: HelmChart\nspec:\n  valuesContent: |-\n" + further(s, "    ")
				}},
				{"dependency", func(s string) string { return "authelia:\n" + further(s, "  ") }},
			} {
				text, want := around.in(chartFile), around.in(want)
				in := imported(t, text, "4.39")
				maps.Copy(in.Values, c.change)
				if _, on := c.change[authelia.KeyServerName]; on {
					in.TLS = configschema.On
				}
				got, err := Merge(t.Context(), text, in)
				if err != nil {
					t.Errorf("%s: %v", around.name, err)
					continue
				}
				if diff := cmp.Diff(want, got.Text); diff != "" {
					t.Errorf("%s: %s", around.name, diff)
				}
				for _, note := range c.notes {
					if !strings.Contains(strings.Join(got.Notes, "\n"), note) {
						t.Errorf("%s: nothing of %s: %q", around.name, note, got.Notes)
					}
				}
				if len(got.Notes) != len(c.notes) {
					t.Errorf("%s: %q", around.name, got.Notes)
				}
			}
		})
	}
}
