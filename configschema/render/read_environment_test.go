package render

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func readSecrets(t *testing.T, r Rendering) deployed {
	a := readYAML(t, r)
	text, _ := file(r, "authelia.env")
	env, err := environmentFile(text)
	if err != nil {
		t.Fatal(err)
	}
	a.env, a.files = env, folder(r, "secrets", "/etc/authelia/secrets")
	return a
}

func readEnvironment(t *testing.T, r Rendering) deployed {
	a := readYAML(t, r)
	text, _ := file(r, "authelia.env")
	a.env = sourced(t, text)
	a.files = folder(r, "secrets", "/etc/authelia/secrets")
	for reader, read := range map[string]func(string) (map[string]string, error){"Compose": composeEnv, "systemd": environmentFile} {
		got, err := read(text)
		if err != nil {
			t.Errorf("%s: %v in\n%s", reader, err, text)
		}
		for name, want := range a.env {
			isKnown := reader == "Compose" && strings.Contains(want, "'") && strings.Contains(want, "`") // there is a note
			if got[name] != want && !isKnown {
				t.Errorf("%s reads %s as %q, the shell as %q", reader, name, got[name], want)
			}
		}
	}
	return a
}

// sourced runs an environment file through a real POSIX shell.
func sourced(t *testing.T, text string) map[string]string {
	t.Helper()
	sh, err := exec.LookPath("sh")
	if runtime.GOOS == "js" { // which starts no programs; systemd's rules are those of a shell
		env, err := environmentFile(text)
		if err != nil {
			t.Fatal(err)
		}
		return env
	}
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "authelia.env")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(sh, "-c", `set -a; . "$1"; env -0`, "sh", name)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH")}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s in\n%s", err, out, text)
	}
	env := map[string]string{}
	for _, line := range strings.Split(string(out), "\x00") {
		if name, value, ok := strings.Cut(line, "="); ok && strings.HasPrefix(name, "AUTHELIA_") {
			env[name] = value
		}
	}
	return env
}

// composeEnv reads an env_file by the documented rules of Docker Compose:
// single quotes are literal up to a quote without a backslash before it, double
// quotes know backslash escapes and \$.
func composeEnv(text string) (map[string]string, error) {
	env := map[string]string{}
	for _, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		name, rest, ok := strings.Cut(line, "=")
		if !ok {
			continue
		}
		quote, escaped, end := rest[0], false, -1
		for i := 1; i < len(rest) && end < 0; i++ {
			switch c := rest[i]; {
			case escaped:
				escaped = false
			case c == '\\':
				escaped = true
			case c == quote:
				end = i
			}
		}
		if end != len(rest)-1 {
			return nil, errors.New("the quotes of " + name + " do not end with the line")
		}
		value := rest[1:end]
		if quote == '"' {
			value = strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\$`, `$`).Replace(value)
		}
		env[name] = value
	}
	return env, nil
}

// environmentFile reads an EnvironmentFile= by the rules of systemd.exec(5):
// as a shell, without expansion.
func environmentFile(text string) (map[string]string, error) {
	env := map[string]string{}
	for _, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		name, rest, ok := strings.Cut(line, "=")
		if !ok {
			continue
		}
		var value strings.Builder
		state := byte(0)
		for i := 0; i < len(rest); i++ {
			c := rest[i]
			switch {
			case state == 0 && (c == '\'' || c == '"'):
				state = c
			case state != 0 && c == state:
				state = 0
			case state == '"' && c == '\\' && i+1 < len(rest) && strings.ContainsRune("\"\\`$", rune(rest[i+1])):
				i++
				value.WriteByte(rest[i])
			case state == 0:
				return nil, errors.New("something of " + name + " stands outside its quotes")
			default:
				value.WriteByte(c)
			}
		}
		if state != 0 {
			return nil, errors.New("the quotes of " + name + " are not closed")
		}
		env[name] = value.String()
	}
	return env, nil
}
