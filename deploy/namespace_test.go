package deploy

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// namespace is a network and a set of mounts of its own, as a container has them: a
// loopback that is nobody else's, and its own /etc/hosts.
type namespace struct {
	enter []string // what a command is put behind to run in there
}

// newNamespace makes one in which each of the names leads to its address. Without
// root it is made in a user namespace.
func newNamespace(t *testing.T, hosts map[string]string) *namespace {
	t.Helper()
	table := "127.0.0.1 localhost\n"
	for name, address := range hosts {
		table += address + " " + name + "\n"
	}
	path := filepath.Join(t.TempDir(), "hosts")
	if err := os.WriteFile(path, []byte(table), 0o644); err != nil {
		t.Fatal(err)
	}
	flags, enter := []string{"--net", "--mount"}, []string{"--net", "--mount"}
	if os.Geteuid() != 0 {
		flags, enter = append(flags, "--map-root-user"), append(enter, "--user", "--preserve-credentials")
	}
	// The name comes at the end, so that there is always something to enter.
	holder := exec.Command("unshare", append(flags, "sh", "-euc",
		`PATH=$PATH:/usr/sbin:/sbin; ip link set lo up; mount --bind "$1" /etc/hosts; echo ready; exec cat`, "-", path)...)
	holder.Stderr = os.Stderr
	output, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdin, err := holder.StdinPipe() // cat holds the namespace until this is closed
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stdin.Close()
		holder.Wait()
	})
	if _, err := io.ReadFull(output, make([]byte, len("ready\n"))); err != nil {
		t.Fatalf("make a network namespace: %v", err)
	}
	return &namespace{append([]string{"nsenter", fmt.Sprintf("--target=%d", holder.Process.Pid), "--wd=."}, enter...)}
}

// command is a command that runs in the namespace, or in the test's own for nil.
func (n *namespace) command(name string, args ...string) *exec.Cmd {
	words := append([]string{name}, args...)
	if n != nil {
		words = append(append([]string{}, n.enter...), words...)
	}
	return exec.Command(words[0], words[1:]...)
}

// start starts a server in the namespace, working in dir. It ends with the test, or
// when stop is called.
func (n *namespace) start(t *testing.T, dir string, environment []string, name string, args ...string) (stop func()) {
	t.Helper()
	command := n.command(name, args...)
	command.Dir = dir
	command.Env = append(os.Environ(), environment...)
	var log bytes.Buffer
	command.Stdout, command.Stderr = &log, &log
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	stop = sync.OnceFunc(func() {
		command.Process.Signal(syscall.SIGTERM)
		kill := time.AfterFunc(10*time.Second, func() { command.Process.Kill() })
		defer kill.Stop()
		command.Wait()
	})
	t.Cleanup(func() {
		stop()
		if t.Failed() {
			t.Logf("%s %s:\n%s", name, strings.Join(args, " "), log.String())
		}
	})
	return stop
}

// answer is what a command ended with.
type answer struct {
	stdout, stderr string
	status         int
}

// run runs a command in the namespace with some standard input.
func (n *namespace) run(t *testing.T, stdin string, environment []string, name string, args ...string) answer {
	t.Helper()
	command := n.command(name, args...)
	command.Stdin = strings.NewReader(stdin)
	command.Env = append(os.Environ(), environment...)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil && command.ProcessState == nil {
		t.Fatal(err)
	}
	return answer{stdout.String(), stderr.String(), command.ProcessState.ExitCode()}
}

// eventually repeats a check until it holds. The limit is for what never comes; a
// busy machine may take long.
func eventually(t *testing.T, what string, check func() (ok bool, seen string)) {
	t.Helper()
	const limit = 2 * time.Minute
	deadline := time.Now().Add(limit)
	for {
		ok, seen := check()
		if ok {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("did not come within %s: %s; last seen: %s", limit, what, seen)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// wizard is the program, built once for all tests.
var wizard = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "redis-wizard-deploy-")
	if err != nil {
		return "", err
	}
	build := exec.Command("go", "build", "-o", filepath.Join(dir, "redis-wizard"), "./cmd/redis-wizard")
	build.Dir = ".." // the wizard's own module
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the wizard: %w: %s", err, output)
	}
	return filepath.Join(dir, "redis-wizard"), nil
})

func TestMain(m *testing.M) {
	status := m.Run()
	if path, err := wizard(); err == nil {
		os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(status)
}
