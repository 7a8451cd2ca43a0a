package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// oldFile starts with 4.33 and is refused by 4.39.
const oldFile = `theme: dark # ours
session:
  secret: insecure
  redis:
    host: redis
    port: 6379
    password: yes
    tls:
      skip_verify: no
      minimum_version: 1.2
storage: {}
`

func TestUpgradeText(t *testing.T) {
	path := file(t, "configuration.yml", oldFile)
	got := invoke(t, "", emptyEnvironment, "upgrade", "--from", "4.33", "--to", "4.39", path)
	if got.code != 1 || got.stderr != "" {
		t.Errorf("exit status %d, want 1: %s", got.code, got.stderr)
	}
	for _, want := range []string{
		"4.36.0 breaks: yes, no, on and off are words [session.redis.tls.skip_verify]\n  From 4.36.0 on only true and false",
		"4.37.0 breaks: TLS versions are checked [session.redis.tls.minimum_version]\n",
		"4.36.0 rewrite: password reads differently [session.redis.password]\n",
		"4.38.18 available: Timeout [session.redis.timeout]\n",
		"\n" + path + ": from Authelia 4.33 to 4.39: it does not start as it is; --output FILE writes one that does\n",
	} {
		if !strings.Contains(got.stdout, want) {
			t.Errorf("no %q in:\n%s", want, got.stdout)
		}
	}
}

func TestUpgradeStatus(t *testing.T) {
	const good = "redis:\n  host: redis\n  port: 6379\n"
	for _, c := range []struct {
		name, input string
		args        []string
		code        int
		want        string // on either output
	}{
		{"nothing to do", good, []string{"--from", "4.38", "--to", "4.39"}, 0, "standard input: from Authelia 4.38 to 4.39: nothing has to be written differently\n"},
		{"to the newest", good, []string{"--from", "4.38"}, 0, "from Authelia 4.38 to 4.39: nothing"},
		{"ignored", good + "  high_availability:\n    sentinel_name: a\n    route_randomly: true\n", []string{"--from", "4.36"}, 0, "it starts as it is"},
		{"down", "redis:\n  host: redis\n", []string{"--from", "4.39", "--to", "4.36"}, 1, "4.38.0 breaks: There is no default port"},
		{"beyond repair", "redis: [\n", []string{"--from", "4.36"}, 1, "to fix in line"},
		{"wrong before and after", "redis:\n  host: redis\n  port: 70000\n", []string{"--from", "4.38"}, 1, "to fix in line 3: session: redis: option 'port' must be"},
		{"to one that is not known yet", good, []string{"--from", "4.39", "--to", "4.40.1"}, 0, "Authelia 4.40.1 is newer than the releases that this program knows, so it is judged as 4.39.20."},
		{"no version", good, nil, 2, "say with --from"},
		{"unknown version", good, []string{"--from", "3.1"}, 2, `Authelia version "3.1" is not known; choose one of 4.29`},
		{"unknown version to go to", good, []string{"--from", "4.30", "--to", "5.0"}, 2, `Authelia version "5.0" is not known`},
		{"no such directory", good, []string{"--from", "4.38", "--output", "/nonexistent/new.yml"}, 2, "write /nonexistent/new.yml: no such file or directory"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := invoke(t, c.input, emptyEnvironment, append(append([]string{"upgrade"}, c.args...), "-")...)
			if got.code != c.code || !strings.Contains(got.stdout+got.stderr, c.want) {
				t.Errorf("status %d, want %d with %q\n%s\n%s", got.code, c.code, c.want, got.stdout, got.stderr)
			}
		})
	}
}

func TestUpgradeJSON(t *testing.T) {
	env := environment("REDIS_WIZARD_FROM", "4.33", "REDIS_WIZARD_TO", "4.37", "REDIS_WIZARD_FORMAT", "json")
	got := invoke(t, oldFile, env, "upgrade", "-")
	var plan struct {
		From, To           string
		Needed, Breaks, OK bool
		Steps              []struct{ Kind, Since, Key, Title, Text string }
		Values             map[string]string
		YAML               string
	}
	if err := json.Unmarshal([]byte(got.stdout), &plan); err != nil {
		t.Fatalf("%v: %s", err, got.stdout)
	}
	if got.code != 1 || plan.From != "4.33" || plan.To != "4.37" || !plan.Needed || !plan.Breaks || !plan.OK || len(plan.Steps) < 3 {
		t.Errorf("status %d: %+v", got.code, plan)
	}
	if plan.Values["session.redis.password"] != "1" || !strings.Contains(plan.YAML, "password: '1'") {
		t.Errorf("%q in %s", plan.Values, plan.YAML)
	}
	if got := invoke(t, "", emptyEnvironment, "upgrade", "--from", "4.39", "--format", "json", "-"); !strings.Contains(got.stdout, `"steps":[]`) {
		t.Errorf("an empty plan: %s", got.stdout)
	}
	if got := invoke(t, "", emptyEnvironment, "upgrade", "--from", "9", "--format", "json", "-"); got.code != 2 || !strings.HasPrefix(got.stdout, `{"error":"Authelia version`) {
		t.Errorf("status %d: %s", got.code, got.stdout)
	}
}

// A file that needs nothing is written as it is, byte for byte.
func TestUpgradeOutputUnchanged(t *testing.T) {
	const source = "# mine\nsession: {redis: {host: redis, port: 6379}} \n"
	to := filepath.Join(t.TempDir(), "new.yml")
	got := invoke(t, source, emptyEnvironment, "upgrade", "--from", "4.38", "--output", to, "-")
	written, err := os.ReadFile(to)
	if got.code != 0 || err != nil || string(written) != source {
		t.Errorf("status %d, %v: %q", got.code, err, written)
	}
	got = invoke(t, source, emptyEnvironment, "upgrade", "--from", "4.38", "--output", "-", "-")
	if got.code != 0 || got.stdout != source || !strings.Contains(got.stderr, "nothing has to be written differently") {
		t.Errorf("%+v", got)
	}
}

// The file that is written starts with the new version, and has the rest of the
// old one in it.
func TestUpgradeOutput(t *testing.T) {
	path := file(t, "configuration.yml", strings.Replace(oldFile, "redis\n", "redis # the host\n    username: 2024-01-01\n", 1))
	got := invoke(t, "", emptyEnvironment, "upgrade", "--from", "4.33", "--to", "4.39", "--output", path, path)
	if got.code != 0 || !strings.Contains(got.stdout, "rewritten into "+path) {
		t.Errorf("status %d: %s%s", got.code, got.stdout, got.stderr)
	}
	written, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"theme: dark # ours\n", "  secret: insecure\n", "host: redis # the host\n", "username: '2024-01-01'\n", "password: '1'\n", "storage: {}\n"} {
		if !strings.Contains(string(written), want) {
			t.Errorf("no %q in:\n%s", want, written)
		}
	}
	if got := invoke(t, "", emptyEnvironment, "check", path); got.code != 0 {
		t.Errorf("check of the new file: %s\n%s", got.stdout, written)
	}
}

// What both versions refuse does not keep the rest from being rewritten. It is named, and
// the status is that of a file with errors.
func TestUpgradeRewritesBesideAnError(t *testing.T) {
	to := filepath.Join(t.TempDir(), "new.yml")
	source := "session:\n  redis:\n    host: redis\n    port: 6379\n    tls:\n      skip_verify: yes # at home\n    timeouts:\n      dial: 5s\n"
	got := invoke(t, source, emptyEnvironment, "upgrade", "--from", "4.34", "--output", to, "-")
	written, err := os.ReadFile(to)
	if got.code != 1 || err != nil || string(written) != strings.Replace(source, "yes", "true", 1) || !strings.Contains(got.stdout, "timeouts") {
		t.Errorf("status %d, %v: %s\n%s", got.code, err, got.stdout, written)
	}
}

// Nothing is written when Authelia could not read any of it.
func TestUpgradeWritesNothingBroken(t *testing.T) {
	to := filepath.Join(t.TempDir(), "new.yml")
	got := invoke(t, "redis:\n  host: \"redis\n  port: 6379\n", emptyEnvironment, "upgrade", "--from", "4.38", "--output", to, "-")
	if _, err := os.Stat(to); got.code != 1 || err == nil || !strings.Contains(got.stdout, "nothing was written") {
		t.Errorf("status %d, %v: %s", got.code, err, got.stdout)
	}
}
