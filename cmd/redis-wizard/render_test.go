package main

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema/render"
)

var severalFiles = []render.File{
	{Name: "deployment.yml", Language: "yaml", Note: "the deployment", Text: "kind: Deployment\n"},
	{Name: "config.yml", Language: "yaml", Text: "kind: ConfigMap"},
	{Name: "more.yml", Language: "yaml", Text: "# more\n---\nkind: Secret\n"},
	{Name: "secrets/redis_password", Mode: "0600", Secret: true, Language: "text", Text: "hunter2"},
	{Name: ".env", Mode: "0640", Language: "env", Text: "A=b\n"},
}

// What standard output gets of several files stays a stream of YAML, and has no
// secret that has a file of its own.
func TestInOneText(t *testing.T) {
	text := inOneText(severalFiles)
	if strings.Contains(text, "hunter2") || strings.Contains(text, "A=b") {
		t.Errorf("files that do not belong there:\n%s", text)
	}
	for _, want := range []string{
		"# deployment.yml: the deployment\nkind: Deployment\n",
		"# secrets/redis_password (mode 0600), is not shown here; --output DIR writes it\n",
		"# .env (mode 0640), is not shown here",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	decoder := yaml.NewDecoder(strings.NewReader(text))
	var kinds []string
	for {
		var document struct{ Kind string }
		err := decoder.Decode(&document)
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("%v:\n%s", err, text)
		}
		kinds = append(kinds, document.Kind)
	}
	if strings.Join(kinds, " ") != "Deployment ConfigMap Secret" {
		t.Errorf("documents %q of\n%s", kinds, text)
	}

	if got := inOneText(severalFiles[1:2]); got != "kind: ConfigMap" {
		t.Errorf("a single file is not printed as it is: %q", got)
	}
	conf := []render.File{{Name: "redis.conf", Language: "conf", Text: "port 0\n"}, {Name: "users.acl", Mode: "0600", Language: "text", Text: "user x\n"}, {Name: "p", Secret: true, Language: "text", Text: "hunter2"}}
	if got := inOneText(conf); got != "# redis.conf\nport 0\n# users.acl (mode 0600)\nuser x\n# p, is not shown here; --output DIR writes it\n" {
		t.Errorf("%q", got)
	}
	if got := inOneText(nil); got != "" {
		t.Errorf("%q", got)
	}
}

func TestWriteFiles(t *testing.T) {
	directory := filepath.Join(t.TempDir(), "a", "b")
	if err := writeFiles(io.Discard, directory, severalFiles, false); err != nil {
		t.Fatal(err)
	}
	for name, mode := range map[string]fs.FileMode{"": 0o700, "deployment.yml": 0o644, "secrets": 0o700, "secrets/redis_password": 0o600, ".env": 0o640} {
		info, err := os.Stat(filepath.Join(directory, name))
		if err != nil || info.Mode().Perm() != mode {
			t.Errorf("%q: %v, %v", name, info.Mode(), err)
		}
	}
	changed := []render.File{{Name: "new.yml", Text: "x"}, {Name: "secrets/redis_password", Secret: true, Mode: "0644", Text: "other"}}
	err := writeFiles(io.Discard, directory, changed, false)
	if err == nil || !strings.Contains(err.Error(), "redis_password is there already") {
		t.Errorf("overwritten: %v", err)
	}
	if _, err := os.Stat(filepath.Join(directory, "new.yml")); err == nil {
		t.Error("the first file was written although the second could not be")
	}
	if err := os.Chmod(filepath.Join(directory, "secrets/redis_password"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := writeFiles(io.Discard, directory, changed, true); err != nil {
		t.Fatal(err)
	}
	info, _ := os.Stat(filepath.Join(directory, "secrets/redis_password"))
	if text, _ := os.ReadFile(filepath.Join(directory, "secrets/redis_password")); string(text) != "other" || info.Mode().Perm() != 0o600 {
		t.Errorf("%q, %v", text, info.Mode())
	}
	if entries, _ := filepath.Glob(filepath.Join(directory, "*.new-*")); len(entries) > 0 {
		t.Errorf("left behind: %v", entries)
	}
}

func TestWriteFilesStaysInside(t *testing.T) {
	outside := t.TempDir()
	directory := t.TempDir()
	if err := os.Symlink(outside, filepath.Join(directory, "link")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", ".", "..", "../x", "a/../../x", "/etc/x", "a//b", "link/x", "x\x00y"} {
		if err := writeFiles(io.Discard, directory, []render.File{{Name: name, Text: "x"}}, true); err == nil {
			t.Errorf("%q was written", name)
		}
	}
	if entries, _ := os.ReadDir(outside); len(entries) > 0 {
		t.Errorf("written outside: %v", entries)
	}
	if err := writeFiles(io.Discard, directory, []render.File{{Name: "x", Mode: "rw", Text: "x"}}, true); err == nil {
		t.Error("permissions that are no digits were accepted")
	}
}

// A format goes by the names that people use for it as well.
func TestRenderByOtherNames(t *testing.T) {
	for _, name := range []string{"k8s", "Docker-Compose", "environment", "redis.conf"} {
		got := invoke(t, "session: {redis: {host: 'redis'}}\n", emptyEnvironment, "render", "--to", name, "-")
		if got.code != 0 || got.stdout == "" {
			t.Errorf("--to %s: status %d, %s", name, got.code, got.stderr)
		}
	}
}

func TestRenderMisuse(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"-"}, "--to is missing; the formats are "},
		{[]string{"--to", "toml", "-"}, `Format "toml" is not known`},
		{[]string{"--to", "env", "--into", "x.yml", "-"}, "does not go with --to env"},
		{[]string{"--into", "x.yml", "--format", "json", "-"}, "does not go with --format json"},
		{[]string{"--into", "-", "-"}, "--into must be a file"},
		{[]string{"--to", "yaml"}, "name a FILE"},
		{[]string{"--into", "/nowhere/x.yml", "-"}, "open /nowhere/x.yml"},
		{[]string{"--to", "yaml", "--authelia", "9", "-"}, "not known"},
	} {
		got := invoke(t, "redis:\n  host: redis\n", emptyEnvironment, append([]string{"render"}, c.args...)...)
		if got.code != 2 || got.stdout != "" || !strings.Contains(got.stderr, c.want) {
			t.Errorf("%v: status %d\n%s%s", c.args, got.code, got.stdout, got.stderr)
		}
	}
}

// A configuration with which Authelia refuses to start says so, and is written.
func TestRenderWithProblems(t *testing.T) {
	into := file(t, "configuration.yml", "theme: dark\n")
	got := invoke(t, wrongPort, emptyEnvironment, "render", "--into", into, "-")
	if got.code != 1 || !strings.Contains(got.stderr, "must be between 1 and 65535") || !strings.HasPrefix(got.stdout, "theme: dark\n") {
		t.Errorf("%+v", got)
	}
	got = invoke(t, "redis:\n host: [\n", emptyEnvironment, "render", "--into", into, "-")
	if got.code != 1 || got.stdout != "" || !strings.Contains(got.stderr, "[yaml-syntax]") {
		t.Errorf("%+v", got)
	}
	got = invoke(t, "theme: light\n", emptyEnvironment, "render", "--into", into, "-")
	if got.code != 2 || got.stdout != "" || !strings.Contains(got.stderr, "there is no session.redis in standard input") {
		t.Errorf("%+v", got)
	}
}

func TestRenderInto(t *testing.T) {
	into := file(t, "configuration.yml", "theme: dark\n")
	good := "redis:\n  host: redis\n"
	if got := invoke(t, good, emptyEnvironment, "render", "--into", into, "-"); got.code != 0 || !strings.HasPrefix(got.stdout, "theme: dark\n") {
		t.Errorf("%+v", got)
	}
	if got := invoke(t, good, emptyEnvironment, "render", "--into", into, "--output", into, "-"); got.code != 2 || !strings.Contains(got.stderr, "would be lost") {
		t.Errorf("%+v", got)
	}
	if got := invoke(t, good, emptyEnvironment, "render", "--into", into, "--output", into, "--force", "-"); got.code != 0 {
		t.Errorf("%+v", got)
	}
	out := filepath.Join(t.TempDir(), "new.yml")
	if got := invoke(t, good, emptyEnvironment, "render", "--into", into, "--output", out, "-"); got.code != 0 || got.stdout != "" {
		t.Errorf("%+v", got)
	}
	if text, err := os.ReadFile(out); err != nil || !strings.HasPrefix(string(text), "theme: dark\n") {
		t.Errorf("%q, %v", text, err)
	}
}

// Every format that there is comes out, in text, as JSON and as files.
func TestRenderFormats(t *testing.T) {
	if len(render.Shapes) == 0 {
		t.Fatal("there is no format")
	}
	good := "redis:\n  host: redis\n  password: hunter2\n"
	help := invoke(t, "", emptyEnvironment, "render", "--help").stdout
	for _, shape := range render.Shapes {
		name := string(shape.Format)
		if !strings.Contains(help, "  "+name+" ") {
			t.Errorf("the help does not list %s", name)
		}
		if got := invoke(t, good, emptyEnvironment, "render", "--to", name, "-"); got.code != 0 || got.stdout == "" {
			t.Errorf("%s: %+v", name, got)
		}
		if got := invoke(t, good, emptyEnvironment, "render", "--to", name, "--format", "json", "-"); got.code != 0 || !strings.HasPrefix(got.stdout, `{"format":"`+name+`","files":[`) {
			t.Errorf("%s: %+v", name, got)
		}
		directory := t.TempDir()
		if got := invoke(t, good, emptyEnvironment, "render", "--to", name, "--output", directory, "-"); got.code != 0 || got.stdout != "" {
			t.Errorf("%s: %+v", name, got)
		}
		if entries, err := os.ReadDir(directory); err != nil || len(entries) == 0 {
			t.Errorf("%s: no files, %v", name, err)
		}
		if got := invoke(t, good, emptyEnvironment, "render", "--to", name, "--output", directory, "-"); got.code != 2 || !strings.Contains(got.stderr, "is there already") {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
