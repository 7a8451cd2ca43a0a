package intake

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

// Whole texts as people keep them for Kubernetes, with everything around.
func TestKubernetes(t *testing.T) {
	node := func(v values, hosts ...string) values {
		for i, host := range hosts {
			v[string(authelia.At(authelia.KeyNodeHost, i))] = host
		}
		return v
	}
	samples := []sample{
		{"configmap.yaml", "", Manifest, values{authelia.KeyHost: "redis-master.auth.svc.cluster.local", authelia.KeyPort: "6379", authelia.KeyIndex: "3"}, []string{authelia.KeyPassword}, nil, []string{"configuration.yml was read", "4.39"}},
		{"helmrelease.yaml", "", Helm, node(values{authelia.KeyHost: "redis-sentinel.database.svc.cluster.local", authelia.KeyPort: "6379", authelia.KeyIndex: "5", authelia.KeyTimeout: "7s", authelia.KeySentinelName: "mymaster",
			keyNodes + "0.port": "26379", keyNodes + "1.port": "26379", keyNodes + "2.port": "26379"},
			"redis-node-0.redis-headless.database.svc.cluster.local", "redis-node-1.redis-headless.database.svc.cluster.local", "redis-node-2.redis-headless.database.svc.cluster.local"),
			[]string{authelia.KeyPassword}, []string{"D16", "D05"}, []string{"valuesFrom"}},
		{"apptemplate.yaml", "", Manifest, values{authelia.KeyHost: "dragonfly.database.svc.cluster.local", authelia.KeyPort: "6379", authelia.KeyIndex: "14"}, nil, nil, []string{"envFrom", "configuration.yaml was read", "X_AUTHELIA_CONFIG names", "4.39.4"}},
		{"argo.yaml", "", Helm, values{authelia.KeyHost: "valkey.auth.svc.cluster.local", authelia.KeyPort: "70000", authelia.KeyIndex: "3", authelia.KeyPassword: "p w'1"}, nil, []string{"port-range"}, []string{"Secret"}},
		{"argo-sources.yaml", "", Helm, node(values{authelia.KeyHost: "redis", authelia.KeyPort: "6379", authelia.KeyServerName: "redis.example.com", authelia.KeySentinelName: "mymaster", keyNodes + "0.port": "26379"}, "sentinel-0", "sentinel-1"), nil, []string{"D16", "D05"}, []string{"valueFiles"}},
		{"oldchart.yaml", "", Helm, values{authelia.KeyHost: "authelia-redis-master", authelia.KeyPort: "6379", authelia.KeyPassword: "hunter22", authelia.KeyMaxActive: "8", authelia.KeyMinIdle: "0"}, nil, []string{"F14"}, []string{"tls.enabled", "high_availability.enabled"}},
		{"umbrella.yaml", "", Helm, values{authelia.KeyHost: "platform-redis-master", authelia.KeyPort: "6379"}, []string{authelia.KeyPassword}, nil, []string{"sso:"}},
		{"excerpt.yaml", "", Helm, values{authelia.KeyHost: "redis-master", authelia.KeyPort: "6379"}, []string{authelia.KeyPassword}, []string{"chart-keys"}, nil},
		{"kustomization.yaml", "", Manifest, values{authelia.KeyHost: "redis", authelia.KeyPort: "70000", authelia.KeyPassword: "pa$$word"}, nil, []string{"port-range"}, []string{"session.yml was read", "config/authelia.yml", "users_database.yml", "redis.env", "4.39"}},
		{"templated.yaml", "", Manifest, values{authelia.KeyHost: "redis.databases.svc.cluster.local", authelia.KeyPort: "6379", authelia.KeyMaxActive: "8", authelia.KeyMinIdle: "0"}, []string{authelia.KeyPassword}, nil, []string{"configuration.yaml was read", "X_AUTHELIA_CONFIG names", "4.39.4"}},
	}
	files, _ := filepath.Glob("testdata/kube/*.yaml")
	if len(files) != len(samples) {
		t.Errorf("%d files, %d samples", len(files), len(samples))
	}
	for i, s := range samples {
		text, err := os.ReadFile("testdata/kube/" + s.name)
		if err != nil {
			t.Fatal(err)
		}
		samples[i].text = string(text)
		allNamed(t, s.name, string(text))
	}
	check(t, samples)
}

var ofAuthelia = regexp.MustCompile(`AUTHELIA_[A-Z0-9_]+`)

// allNamed fails for a variable of a text that is neither read nor in a note.
func allNamed(t *testing.T, name, text string) {
	t.Helper()
	found, err := Read(t.Context(), oneText(text), "4.39", nil)
	if err != nil {
		t.Fatal(err)
	}
	known := strings.Join(found.Notes, "\n")
	for _, v := range found.Input.Environment {
		known += "\n" + v.Name
	}
	for _, variable := range ofAuthelia.FindAllString(text, -1) {
		if !strings.Contains(known, variable) {
			t.Errorf("%s: %s is neither read nor named", name, variable)
		}
	}
}

// What is for other programs is named, and neither judged nor merged.
func TestOtherKinds(t *testing.T) {
	for kind, text := range map[string]string{
		"a HelmRelease of Kubernetes": "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: traefik}\nspec:\n  values:\n    log: {level: INFO}\n    session: {redis: {host: x}}\n",
		"a Deployment of Kubernetes":  "apiVersion: apps/v1\nkind: Deployment\nserver: x\nsession:\n  redis:\n    host: {{ x }}\n",
		"a file for Docker Compose":   "services:\n  immich:\n    image: ghcr.io/immich-app/immich-server\n    labels:\n      - traefik.enable=true\nserver: x\nstorage: y\n",
		"a list of tasks":             "- name: Configure Authelia\n  ansible.builtin.template:\n    src: configuration.yml.j2\n    dest: {{ authelia_dir }}/configuration.yml\n  vars:\n    session:\n      redis: {{ x }}\n",
		"values of a Helm chart":      "replicaCount: 2\nlog: {level: info}\nserver: {port: 80}\nredis:\n  architecture: standalone\n",
		"a configuration of Traefik":  "log:\n  level: INFO\nentryPoints:\n  web: {address: ':80'}\n",
	} {
		found, err := Read(t.Context(), oneText(text), "4.39", nil)
		if err != nil || found.Form != Unknown || len(found.Files) != 0 || len(found.Notes) == 0 || !strings.Contains(found.Notes[0], kind) {
			t.Errorf("%s: %v %q %q", kind, err, found.Form, found.Notes)
		}
		if _, err := Judge(t.Context(), judged(text)); err == nil || !strings.Contains(err.Error(), kind) {
			t.Errorf("%s: %v", kind, err)
		}
	}
	for _, text := range []string{"", "# nothing\n", "hello", "a: b\n", "session:\n  redis:\n\thost: x\n# see redis://x, AUTHELIA_SESSION_REDIS_HOST=y\n"} {
		if found, err := Judge(t.Context(), judged(text)); err != nil || found.Form != Configuration {
			t.Errorf("%q: %v %q", text, err, found.Form)
		}
	}
}

func judged(text string) configschema.Input { return configschema.Input{Authelia: "4.39", YAML: text} }
