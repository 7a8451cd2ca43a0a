package main

import (
	"context"
	"io"
	"strings"
	"testing"
)

const wrongPort = `session:
  redis:
    host: redis
    port: 70000
`

func TestCheckText(t *testing.T) {
	path := file(t, "configuration.yml", wrongPort)
	got := invoke(t, "", emptyEnvironment, "check", path)
	if got.code != 1 {
		t.Errorf("exit status %d, want 1: %s", got.code, got.stderr)
	}
	for _, want := range []string{
		path + ":4:11: error: session: redis: option 'port' must be between 1 and 65535 but it's configured as '70000' [",
		"\n  Fix: ",
		"\n" + path + ": Authelia 4.39 refuses to start with this (1 error)\n",
	} {
		if !strings.Contains(got.stdout, want) {
			t.Errorf("no %q in:\n%s", want, got.stdout)
		}
	}
}

func TestCheckGood(t *testing.T) {
	got := invoke(t, "redis:\n  host: redis\n", emptyEnvironment, "check", "-")
	if got.code != 0 || got.stdout != "standard input: good for Authelia 4.39\n" || got.stderr != "" {
		t.Errorf("%+v", got)
	}
}

// TestCheckHostileInput holds that whatever is not a configuration.yml is turned
// down in a sentence, at once.
func TestCheckHostileInput(t *testing.T) {
	bomb := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c < 'k'; c++ {
		previous := string(c - 1)
		bomb += string(c) + ": &" + string(c) + " [" + strings.Repeat("*"+previous+",", 8) + "*" + previous + "]\n"
	}
	for _, c := range []struct {
		name, input string
		code        int
		want        string
	}{
		{"10 MB", strings.Repeat("# much ado about nothing\n", 400_000), 2, "standard input is larger than 1 MiB"},
		{"binary", "\x7fELF\x02\x01\x01\x00\xff\xfe\x00\x1b[2J", 1, "error"},
		{"deep nesting", strings.Repeat("[", 9000), 1, "error"},
		{"deep mappings", "session: " + strings.Repeat("{redis: ", 4000), 1, "error"},
		{"more values than are read", strings.Repeat("[", 100_000), 2, "At most 10000 values are read at a time"},
		{"a bomb", bomb + "session:\n  redis: *j\n", 1, "error"},
		{"half a file", "session:\n  redis:\n    host: 'red", 1, "error"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := invoke(t, c.input, emptyEnvironment, "check", "-")
			if got.code != c.code || !strings.Contains(got.stdout+got.stderr, c.want) {
				t.Errorf("status %d, want %d with %q\n%.300s\n%.300s", got.code, c.code, c.want, got.stdout, got.stderr)
			}
			if strings.ContainsAny(got.stdout+got.stderr, "\x1b\x00\x7f") {
				t.Errorf("control characters reach the terminal: %q", got.stdout+got.stderr)
			}
		})
	}
}

// TestInterruptedInput holds that Ctrl-C ends a command that waits for input.
func TestInterruptedInput(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	never, writer := io.Pipe()
	t.Cleanup(func() { writer.Close() })
	cancel()
	var stdout, stderr strings.Builder
	code := run(ctx, []string{"check", "-"}, emptyEnvironment, never, &stdout, &stderr)
	if code != 2 || !strings.Contains(stderr.String(), "interrupted") {
		t.Errorf("status %d: %s", code, stderr.String())
	}
}

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"plain 'text'\nnext": "plain 'text'\nnext",
		"\x1b[31mred\x07":    `\x1b[31mred\a`,
		"a\rb\tc":            `a\rb\tc`,
		"pässwörd 🔑":         "pässwörd 🔑",
		"\u202etrick\u2028":  `\u202etrick\u2028`,
	} {
		if got := printable(in); got != want {
			t.Errorf("printable(%q) = %q, want %q", in, got, want)
		}
	}
}

// Variables count as those of Authelia's process, wherever they come from.
func TestCheckWithVariables(t *testing.T) {
	whole := file(t, "configuration.yml", "theme: dark\nsession:\n  redis:\n    host: redis\nstorage: {}\n")
	env := file(t, "authelia.env", "TZ=UTC\nAUTHELIA_SESSION_SECRET_FILE=/run/secrets/session\n")
	for _, c := range []struct {
		args []string
		code int
	}{
		{[]string{"check", whole}, 1},
		{[]string{"check", whole, env}, 0},
		{[]string{"check", "--env-file", env, whole}, 0},
		{[]string{"check", "--env", "AUTHELIA_SESSION_SECRET=x", whole}, 0},
		{[]string{"check", "--env", "AUTHELIA_SESSION_SECRET=x", "--format", "json", whole}, 0},
		{[]string{"check", "--env-file", env, "--env", "AUTHELIA_SESSION_REDIS_PORT=70000", whole}, 1},
		{[]string{"check", "--env", "AUTHELIA_SESSION_SECRET", whole}, 2},
		{[]string{"check", "--filters", "jinja", whole}, 2},
		{[]string{"upgrade", "--from", "4.36", "--env-file", env, whole}, 0},
	} {
		if got := invoke(t, "", emptyEnvironment, c.args...); got.code != c.code {
			t.Errorf("%v: %d\n%s%s", c.args, got.code, got.stdout, got.stderr)
		}
	}
}

// A log is no configuration with which Authelia starts: alone it is named, and beside a
// configuration it is explained.
func TestCheckLog(t *testing.T) {
	log := file(t, "authelia.log", `time="2024-05-02T10:11:12+02:00" level=info msg="Authelia v4.38.8 is starting"
time="2024-05-02T10:11:13+02:00" level=fatal msg="Error occurred during startup" error="redis connection error: NOAUTH Authentication required." provider=session
`)
	for _, command := range [][]string{{"check"}, {"upgrade", "--from", "4.38"}, {"probe"}} {
		got := invoke(t, "", emptyEnvironment, append(command, log)...)
		if got.code != 2 || got.stdout != "" || !strings.Contains(got.stderr, "is a log") || !strings.Contains(got.stderr, "redis-wizard explain") {
			t.Errorf("%s: %+v", command, got)
		}
	}
	got := invoke(t, "", emptyEnvironment, "check", file(t, "configuration.yml", "redis:\n  host: redis\n"), log)
	if got.code != 0 || !strings.Contains(got.stdout, "good for Authelia") || !strings.Contains(got.stdout, "[A01]") {
		t.Errorf("%+v", got)
	}
}
