package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func emptyEnvironment(string) (string, bool) { return "", false }

func environment(pairs ...string) lookup {
	return func(name string) (string, bool) {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1], true
			}
		}
		return "", false
	}
}

// outcome is what a run left behind.
type outcome struct {
	code           int
	stdout, stderr string
}

func invoke(t *testing.T, stdin string, env lookup, args ...string) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := run(t.Context(), args, env, strings.NewReader(stdin), &stdout, &stderr)
	return outcome{code, stdout.String(), stderr.String()}
}

func file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestMisuse holds that what cannot be done ends with status 2 and a sentence
// that says why, and never with half an answer.
func TestMisuse(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
		want string // part of standard error
	}{
		{"unknown command", []string{"chekc"}, `there is no command "chekc"`},
		{"help on an unknown command", []string{"help", "nope"}, `there is no command "nope"`},
		{"help on too much", []string{"help", "check", "it"}, `there is no command "check it"`},
		{"unknown flag", []string{"check", "--strict", "-"}, "unknown flag: --strict"},
		{"no file", []string{"check"}, "name a FILE, or - for standard input"},
		{"two files", []string{"upgrade", "a.yml", "b.yml"}, "one FILE at a time"},
		{"missing file", []string{"check", "/nowhere/configuration.yml"}, "open /nowhere/configuration.yml: no such file"},
		{"directory", []string{"check", "/"}, "read /: is a directory"},
		{"format", []string{"check", "--format", "xml", "-"}, "must be text, json, sarif, github or junit"},
		{"page of codes", []string{"check", "--codes-url", "docs/codes.md", "-"}, "--codes-url must be the address of a page"},
		{"colour", []string{"check", "--color", "red", "-"}, "must be auto, always or never"},
		{"version", []string{"check", "--authelia", "5.0", "-"}, `Authelia version "5.0" is not known; choose one of 4.29`},
		{"version of probe", []string{"probe", "--authelia", "5.0", "-"}, `Authelia version "5.0" is not known`},
		{"timeout", []string{"probe", "--timeout", "0s", "-"}, "--timeout must be longer than 0"},
		{"missing CA", []string{"probe", "--ca", "/nowhere/ca.pem", "-"}, "open /nowhere/ca.pem"},
		{"missing certificates", []string{"probe", "--certificates-directory", "/nowhere", "-"}, "--certificates-directory: open /nowhere: no such file"},
		{"missing certificates of serve", []string{"serve", "--certificates-directory", "/nowhere"}, "--certificates-directory: open /nowhere: no such file"},
		{"hosts with a scheme", []string{"serve", "--hosts", "https://wizard.example.com"}, "--hosts must be a name as in the address bar"},
		{"rule", []string{"serve", "--allow", "10.0.0.0/99"}, `--allow: rule "10.0.0.0/99"`},
		{"ports", []string{"serve", "--ports", "70000"}, "--ports: "},
		{"socket directory", []string{"serve", "--socket-dir", "run/redis"}, "--socket-dir must be an absolute path"},
		{"probe timeout", []string{"serve", "--probe-timeout", "-1s"}, "--probe-timeout must be longer than 0"},
		{"proxies", []string{"serve", "--trusted-proxies", "0.0.0.0/0"}, "--trusted-proxies: \"0.0.0.0/0\" would trust everybody"},
		{"sign-in", []string{"serve", "--sign-in-header", "Remote-User"}, "--sign-in-header needs --trusted-proxies"},
		{"half a key pair", []string{"serve", "--tls-cert", "/nowhere/tls.crt"}, "--tls-cert and --tls-key belong together"},
		{"no key pair", []string{"serve", "--tls-cert", "/nowhere/tls.crt", "--tls-key", "/nowhere/tls.key"}, "--tls-cert and --tls-key: stat /nowhere/tls.crt"},
		{"base path", []string{"serve", "--base-path", "wizard/"}, "--base-path must be a path"},
		{"listen", []string{"serve", "--listen", "nonsense"}, "nonsense"},
		{"arguments", []string{"version", "please"}, `version takes no arguments`},
		{"health", []string{"health", "--listen", "nonsense"}, "nonsense"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := invoke(t, "", emptyEnvironment, c.args...)
			if got.code != 2 {
				t.Errorf("exit status %d, want 2", got.code)
			}
			if !strings.Contains(got.stderr, c.want) {
				t.Errorf("standard error does not say %q:\n%s", c.want, got.stderr)
			}
			if got.stdout != "" {
				t.Errorf("standard output should be empty:\n%s", got.stdout)
			}
		})
	}
}

// TestHelp holds that every command explains itself with an example, and names
// the environment variable of each of its flags.
func TestHelp(t *testing.T) {
	for _, command := range rootCommand(emptyEnvironment).Commands() {
		if command.Hidden {
			continue
		}
		t.Run(command.Name(), func(t *testing.T) {
			got := invoke(t, "", emptyEnvironment, command.Name(), "--help")
			if got.code != 0 {
				t.Fatalf("exit status %d: %s", got.code, got.stderr)
			}
			if !strings.Contains(got.stdout, "Examples:\n  redis-wizard "+command.Name()) {
				t.Errorf("the help has no example:\n%s", got.stdout)
			}
			_, flags, _ := strings.Cut(got.stdout, "\nFlags:\n")
			for _, line := range strings.Split(flags, "\n") {
				flag, isFlag := strings.CutPrefix(strings.TrimSpace(line), "--")
				if !isFlag {
					continue
				}
				name := flag[:strings.IndexAny(flag, " [")]
				if !strings.Contains(line, "["+variable(name)+"]") {
					t.Errorf("the help does not name the variable of --%s: %s", name, line)
				}
			}
		})
	}
}

// TestHelpCommand: help and --help say the same.
func TestHelpCommand(t *testing.T) {
	for _, command := range []string{"", "check", "explain"} {
		words := strings.Fields(command)
		asked := invoke(t, "", emptyEnvironment, append([]string{"help"}, words...)...)
		flag := invoke(t, "", emptyEnvironment, append(words, "--help")...)
		if asked.code != 0 || asked.stdout != flag.stdout || asked.stdout == "" {
			t.Errorf("help %s: status %d:\n%s\nwant\n%s", command, asked.code, asked.stdout, flag.stdout)
		}
	}
}

// TestFullDisk: an answer that did not get out is no success.
func TestFullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	for _, args := range [][]string{
		{"version"}, {"--help"}, {}, {"help"}, {"help", "check"}, {"check", "--help"}, {"schema"}, {"explain", "A03"},
		{"check", "-"}, {"check", "--format", "json", "-"}, {"render", "--to", "env", "-"}, {"upgrade", "--from", "4.38", "-"},
	} {
		var stderr bytes.Buffer
		code := run(t.Context(), args, emptyEnvironment, strings.NewReader("redis: {host: a}\n"), full, &stderr)
		if code != 2 || !strings.Contains(stderr.String(), "no space left") {
			t.Errorf("%v: status %d, %s", args, code, &stderr)
		}
	}
}

func TestEnvironment(t *testing.T) {
	yaml := "session:\n  redis:\n    host: redis\n    timeout: 5 seconds\n" // an option since 4.38.18

	old := environment("REDIS_WIZARD_AUTHELIA", "4.30", "REDIS_WIZARD_FORMAT", "json")
	if got := invoke(t, yaml, old, "check", "-"); got.code != 1 || !strings.Contains(got.stdout, `"authelia":"4.30"`) {
		t.Errorf("the variables were not heard: status %d, %s", got.code, got.stdout)
	}
	if got := invoke(t, yaml, old, "check", "--authelia", "4.39", "-"); got.code != 0 || !strings.Contains(got.stdout, `"authelia":"4.39"`) {
		t.Errorf("the flag did not win: status %d, %s", got.code, got.stdout)
	}
	if got := invoke(t, yaml, environment("REDIS_WIZARD_AUTHELIA", ""), "check", "-"); got.code != 0 {
		t.Errorf("an empty variable counts as set: status %d, %s", got.code, got.stderr)
	}
	got := invoke(t, yaml, environment("REDIS_WIZARD_FORMAT", "xml"), "check", "-")
	if got.code != 2 || !strings.Contains(got.stderr, "REDIS_WIZARD_FORMAT is wrong") {
		t.Errorf("a wrong variable: status %d, %s", got.code, got.stderr)
	}
}

func TestVersion(t *testing.T) {
	got := invoke(t, "", emptyEnvironment, "version")
	if got.code != 0 || !strings.HasPrefix(got.stdout, "redis-wizard "+version+"\ngo1.") {
		t.Errorf("status %d: %s", got.code, got.stdout)
	}
	for _, known := range []string{"  4.29     up to 4.29.4\n", "  4.38.10\n", "  4.39     up to 4.39.20\n"} {
		if !strings.Contains(got.stdout, known) {
			t.Errorf("no %q in:\n%s", known, got.stdout)
		}
	}
}

// TestNoSandbox holds that the production binary carries no Redis of its own.
func TestNoSandbox(t *testing.T) {
	output, err := exec.CommandContext(context.Background(), "go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	dependencies := strings.Fields(string(output))
	if len(dependencies) < 50 {
		t.Fatalf("go list names only %d packages", len(dependencies))
	}
	for _, path := range dependencies {
		if strings.Contains(path, "miniredis") || strings.HasPrefix(path, "testing") || strings.Contains(path, "redistest") {
			t.Errorf("redis-wizard depends on %s, which belongs to the sandbox or to tests", path)
		}
	}
}
