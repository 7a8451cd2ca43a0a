package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"redis-wizard/connectivity/redistest"
)

// A test of what is no configuration.yml: with the secret that was given beside it, without,
// and without an address.
func TestProbeTexts(t *testing.T) {
	server := redistest.Start(t, redistest.Options{Password: "hunter2"})
	compose := fmt.Sprintf("services:\n  authelia:\n    image: authelia/authelia:4.39\n    environment:\n      AUTHELIA_SESSION_REDIS_HOST: %s\n      AUTHELIA_SESSION_REDIS_PORT: %d\n"+
		"      AUTHELIA_SESSION_REDIS_PASSWORD_FILE: /run/secrets/redis\n    secrets: [redis]\nsecrets:\n  redis:\n    file: ./redis.txt\n", server.Host, server.Port)
	dir := t.TempDir()
	for name, text := range map[string]string{
		"compose.yml": compose, "redis.txt": "hunter2\n", "wrong/redis.txt": "other\n",
		"elsewhere.env": "AUTHELIA_SESSION_REDIS_HOST=${REDIS_HOST}\n", "typo.yml": "session:\n  redis:\n    hosst: 'redis'\n", "none.yml": "log: {level: info}\n",
		"deployment.yml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: authelia}\n",
	} {
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		files string
		code  int
		says  string
	}{
		{"compose.yml redis.txt", 0, "\nWorks · "},
		{"compose.yml wrong/redis.txt", 1, "\nConnection failed — 1 thing to fix · "},
		{"compose.yml", 1, "\nCould not be tested from here"},
		{"elsewhere.env", 1, "\nCould not be tested from here"},
		{"typo.yml", 1, "\nNot tested: fix 2 errors first\nAuthelia 4.39 would not start with this configuration.\n"},
		{"none.yml", 1, "\nNot tested: there is no Redis to connect to\nWith this configuration Authelia 4.39 uses no Redis.\n"},
		{"deployment.yml", 2, "This is a Deployment of Kubernetes"},
	} {
		args := []string{"probe"}
		for _, name := range strings.Fields(test.files) {
			args = append(args, filepath.Join(dir, name))
		}
		got := invoke(t, "", emptyEnvironment, args...)
		if said := got.stdout + got.stderr; got.code != test.code || !strings.Contains(said, test.says) || strings.Contains(said, "hunter2") {
			t.Errorf("%s: exit status %d, want %d with %q:\n%s", test.files, got.code, test.code, test.says, said)
		}
	}
}

// Where variables are read beside a configuration, its lines are shown as without them.
func TestCheckShowsLinesBesideVariables(t *testing.T) {
	manifest := "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: authelia}\ndata:\n  configuration.yml: |\n    session:\n      redis:\n        host: 'redis'\n        port: 70000\n"
	got := invoke(t, "", emptyEnvironment, "check", "--env-file", file(t, "a.env", "AUTHELIA_SESSION_REDIS_USERNAME=x\n"), file(t, "cm.yml", manifest))
	if !strings.Contains(got.stdout, "cm.yml:9:") || !strings.Contains(got.stdout, "port: 70000") {
		t.Errorf("the line is not shown:\n%s", got.stdout)
	}
}
