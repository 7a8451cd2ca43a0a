package render

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

func secretsScript(t *testing.T, values configschema.Values) string {
	t.Helper()
	values[authelia.KeyHost] = "redis"
	r, err := Render(Secrets, configschema.Input{Values: values})
	if err != nil {
		t.Fatal(err)
	}
	text, ok := file(r, "write-secrets.sh")
	if !ok {
		t.Fatalf("no script among %+v", r.Files)
	}
	return text
}

// startsPrograms marks a test that cannot run as WebAssembly.
func startsPrograms(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "js" {
		t.Skip("WebAssembly starts no programs")
	}
}

// TestScript runs the script and compares the files with what was typed.
func TestScript(t *testing.T) {
	startsPrograms(t)
	for _, shell := range []string{"sh", "dash", "bash"} {
		path, err := exec.LookPath(shell)
		if err != nil {
			t.Fatalf("there is no %s on this machine", shell)
		}
		for _, password := range []string{"simple", ` it's "$x" \n `, "-n", `ends\`, "%s", "ü 🔑"} {
			dir := filepath.Join(t.TempDir(), "a directory")
			script := secretsScript(t, configschema.Values{authelia.Prefix + "password": password, authelia.TLSPrefix + "private_key": key, authelia.TLSPrefix + "minimum_version": "TLS1.2"})
			if strings.Contains(script, key) || len(password) > 6 && strings.Contains(script, password) {
				t.Fatal("the script holds a secret")
			}
			cmd := exec.Command(path, "-c", script, "write-secrets.sh", dir)
			cmd.Stdin = strings.NewReader(password + "\n" + key)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%s: %v: %s", shell, err, out)
			}
			for name, want := range map[string]string{"session_redis_password": password, "session_redis_tls_private_key": key} {
				path := filepath.Join(dir, name)
				got, err := os.ReadFile(path)
				if err != nil || string(got) != want {
					t.Errorf("%s: %s holds %q, %v, want %q", shell, name, got, err, want)
				}
				if info, err := os.Stat(path); err == nil && info.Mode().Perm() != 0o600 {
					t.Errorf("%s has mode %o", name, info.Mode().Perm())
				}
			}
			if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
				t.Errorf("the directory: %v, %v", info.Mode(), err)
			}
		}
	}
}

// TestScriptNothingEntered: an empty answer leaves no empty password behind.
func TestScriptNothingEntered(t *testing.T) {
	startsPrograms(t)
	path, err := exec.LookPath("sh")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cmd := exec.Command(path, "-c", secretsScript(t, configschema.Values{authelia.Prefix + "password": "x"}), "write-secrets.sh", dir)
	cmd.Stdin = strings.NewReader("\n")
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "Nothing was entered") {
		t.Errorf("%v: %s", err, out)
	}
	if _, err := os.Stat(filepath.Join(dir, "session_redis_password")); !os.IsNotExist(err) {
		t.Errorf("the file is there: %v", err)
	}
}

// TestOnlySecrets: nothing is left for a configuration.yml, and that is said.
func TestOnlySecrets(t *testing.T) {
	r, err := Render(Secrets, configschema.Input{Values: configschema.Values{authelia.Prefix + "password": "alone"}})
	if err != nil {
		t.Fatal(err)
	}
	if text, ok := file(r, "session.redis.yml"); ok {
		t.Errorf("a configuration.yml with %q", text)
	}
	if !noted(r, "", "mind", "Every option that is set is a secret") {
		t.Errorf("no note among %+v", r.Notes)
	}
}

// TestLineBreakAtTheEnd: Authelia takes it off a secret file.
func TestLineBreakAtTheEnd(t *testing.T) {
	for _, format := range []Format{Secrets, Environment, Compose, Kubernetes, Helm, Systemd} {
		r, err := Render(format, configschema.Input{Values: configschema.Values{authelia.KeyHost: "redis", authelia.Prefix + "password": "ends\n"}})
		if err != nil {
			t.Fatal(err)
		}
		if !noted(r, authelia.Prefix+"password", "inexpressible", "line break") {
			t.Errorf("%s: no note among %+v", format, r.Notes)
		}
	}
}

// noted tells whether there is a note of a kind about an option, with a text.
func noted(r Rendering, key, kind, text string) bool {
	for _, n := range r.Notes {
		if n.Key == key && n.Kind == kind && strings.Contains(n.Text, text) {
			return true
		}
	}
	return false
}
