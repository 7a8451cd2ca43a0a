package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// oldConfigMap holds oldFile.
var oldConfigMap = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: authelia\ndata:\n  configuration.yml: |\n    " +
	strings.ReplaceAll(strings.TrimSuffix(oldFile, "\n"), "\n", "\n    ") + "\n  other: x # theirs\n"

// The commands read a text as what it is, and name what they can do nothing with.
func TestFormats(t *testing.T) {
	helm := "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec:\n  values:\n    configMap:\n      session:\n        redis:\n          enabled: true\n          host: redis\n          deploy: true\n"
	other := "services:\n  web:\n    image: nginx\nserver: x\nsession: {redis: {host: y}}\n"
	for _, c := range []struct {
		name, input string
		args        []string
		code        int
		want        string // on either output
		not         string // on none
	}{
		{"values", helm, []string{"check", "-"}, 0, "Authelia 4.39 takes the options in these values of the Helm chart (1 warning)", "starts with"},
		{"a ConfigMap", oldConfigMap, []string{"check", "-"}, 1, "standard input:15:20:", ""},
		{"variables", "AUTHELIA_SESSION_REDIS_HOST=redis\nAUTHELIA_SESSION_REDIS_PORT=0x\n", []string{"check", "-"}, 1, "the options in these variables", "starts with"},
		{"something else", other, []string{"check", "-"}, 2, "This is a file for Docker Compose, and no option of session.redis is in it", "Authelia"},
		{"something else as JSON", other, []string{"check", "--format", "json", "-"}, 2, "This is a file for Docker Compose", `"ok": true`},
		{"nothing that is known", "a: b\nc: [d]\n", []string{"check", "-"}, 0, "no option of Redis to judge for Authelia 4.39 (1 note)", "starts with"},
		{"a Dockerfile", "FROM authelia/authelia:4.38\nENV AUTHELIA_SESSION_REDIS_HOST=redis\n", []string{"check", "-"}, 2, "Variables are not read in the form of Dockerfile", "refuses"},
		{"values of another chart", "architecture: standalone\nauth: {password: pw}\nmetrics: {enabled: true}\n", []string{"check", "-"}, 2, "This is values of a Helm chart", "starts"},
		{"a plan for something else", other, []string{"upgrade", "--from", "4.33", "-"}, 2, "This is a file for Docker Compose", "nothing has to be"},
		{"a test of something else", other, []string{"probe", "-"}, 2, "This is a file for Docker Compose", "verdict"},
		{"something else in another shape", other, []string{"render", "--to", "yaml", "-"}, 2, "'standard input' is a file for Docker Compose", ""},
		{"a plan for values", helm, []string{"upgrade", "--from", "4.38", "-"}, 0, "from Authelia 4.38 to 4.39", ""},
		{"values rewritten", helm, []string{"upgrade", "--from", "4.38", "--output", "-", "-"}, 2, "contains no configuration.yml", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := invoke(t, c.input, emptyEnvironment, c.args...)
			said := got.stdout + got.stderr
			if got.code != c.code || !strings.Contains(said, c.want) || c.not != "" && strings.Contains(said, c.not) {
				t.Errorf("status %d:\n%s%s", got.code, got.stdout, got.stderr)
			}
		})
	}
}

// A configuration.yml inside a manifest is rewritten there.
func TestFormatsRewritten(t *testing.T) {
	path := file(t, "configmap.yaml", oldConfigMap)
	target := filepath.Join(t.TempDir(), "new.yaml")
	got := invoke(t, "", emptyEnvironment, "upgrade", "--from", "4.33", "--output", target, path)
	rewritten, err := os.ReadFile(target)
	if err != nil || got.code != 0 {
		t.Fatalf("%v, status %d: %s", err, got.code, got.stderr)
	}
	text := string(rewritten)
	if !strings.HasPrefix(text, oldConfigMap[:strings.Index(oldConfigMap, "        password")]) || !strings.HasSuffix(text, "\n    storage: {}\n  other: x # theirs\n") || !strings.Contains(text, "          minimum_version: TLS1.2\n") {
		t.Errorf("rewritten as\n%s", text)
	}
	if got := invoke(t, text, emptyEnvironment, "check", "-"); got.code != 0 {
		t.Errorf("status %d: %s", got.code, got.stdout)
	}
	if got := invoke(t, "redis://valkey:6379", emptyEnvironment, "render", "--into", path, "-"); got.code != 0 || !strings.Contains(got.stdout, "        host: valkey\n") || !strings.HasSuffix(got.stdout, "  other: x # theirs\n") {
		t.Errorf("status %d: %s%s", got.code, got.stdout, got.stderr)
	}
	other := file(t, "compose.yml", "services:\n  web:\n    image: nginx\n")
	if got := invoke(t, "redis://valkey:6379", emptyEnvironment, "render", "--into", other, "-"); got.code != 2 || !strings.Contains(got.stderr, "This is a file for Docker Compose") {
		t.Errorf("status %d: %s%s", got.code, got.stdout, got.stderr)
	}
}
