//go:build !js

package render

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gopkg.in/yaml.v3"
)

// written puts the files of a rendering into a new directory.
func written(t *testing.T, r Rendering) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range r.Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(f.Text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// run runs a program in a directory, without input. The minute is for one that hangs.
func run(t *testing.T, dir, name string, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// needs is the path of a program; one that is missing is a failure.
func needs(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("there is no %s on this machine: run make setup", name)
	}
	return path
}

// rendered is a set-up in a format.
func rendered(t *testing.T, setup int, format Format) Rendering {
	t.Helper()
	r, err := Render(format, setups[setup].in)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestKubectl merges the patch into a Deployment with kubectl itself, which
// needs no cluster for that. What the Deployment had before stays.
func TestKubectl(t *testing.T) {
	if testing.Short() {
		t.Skip("kubectl takes seconds to start")
	}
	needs(t, "kubectl")
	const before = `apiVersion: apps/v1
kind: Deployment
metadata: {name: authelia}
spec:
  selector: {matchLabels: {app: authelia}}
  template:
    metadata: {labels: {app: authelia}}
    spec:
      containers:
        - name: authelia
          image: authelia/authelia:4.39.20
          env: [{name: TZ, value: UTC}]
          volumeMounts: [{name: config, mountPath: /config}]
      volumes:
        - name: config
          emptyDir: {}
`
	for i, setup := range setups {
		dir := written(t, rendered(t, i, Kubernetes))
		if err := os.WriteFile(filepath.Join(dir, "deployment.yaml"), []byte(before), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := run(t, dir, "kubectl", "patch", "--local", "-f", "deployment.yaml", "--patch-file", "authelia-redis-patch.yaml", "-o", "yaml")
		if err != nil {
			t.Errorf("%s: %v: %s", setup.name, err, out)
			continue
		}
		var d deployment
		if err := yaml.Unmarshal([]byte(out), &d); err != nil {
			t.Fatal(err)
		}
		pod := d.Spec.Template.Spec
		c := pod.Containers[0]
		if len(pod.Containers) != 1 || c.Env[len(c.Env)-1].Name != "TZ" || len(c.VolumeMounts) < 2 || len(pod.Volumes) != len(c.VolumeMounts) {
			t.Errorf("%s: the merged Deployment is\n%s", setup.name, out)
		}
		for _, name := range []string{"authelia-redis.yaml", "authelia-redis-secret.yaml"} {
			if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
				continue
			}
			if out, err := run(t, dir, "kubectl", "annotate", "--local", "-f", name, "read=yes", "-o", "name"); err != nil {
				t.Errorf("%s: %s: %v: %s", setup.name, name, err, out)
			}
		}
	}
}

// TestSystemdAnalyze lets systemd read the drop-in beside a unit.
func TestSystemdAnalyze(t *testing.T) {
	needs(t, "systemd-analyze")
	program := needs(t, "true")
	for i, setup := range setups {
		r := rendered(t, i, Systemd)
		for j, f := range r.Files { // Authelia itself is not here
			r.Files[j].Text = strings.ReplaceAll(f.Text, "/usr/bin/authelia", program)
		}
		dir := written(t, r)
		unit := filepath.Join(dir, "authelia.service")
		if err := os.WriteFile(unit, []byte("[Service]\nExecStart="+program+" --config /etc/authelia/configuration.yml\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := run(t, dir, "systemd-analyze", "verify", unit)
		if strings.Contains(out, "Failed to initialize manager") || strings.Contains(out, "Operation not permitted") {
			t.Skipf("systemd-analyze may not do its work in here: %s", out)
		}
		for _, line := range strings.Split(out, "\n") {
			if strings.Contains(line, "authelia") {
				t.Errorf("%s: %v: %s", setup.name, err, line)
			}
		}
	}
}
