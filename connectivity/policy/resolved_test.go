package policy

import (
	"net"
	"os"
	"testing"
)

// Between the look at a socket's path and the dial, nobody can put a link there
// that leads elsewhere.
func TestResolvedSocket(t *testing.T) {
	dir := t.TempDir()
	policy := Policy{SocketDirs: []string{dir}}
	real := dir + "/redis.sock"
	listener, err := net.Listen("unix", real)
	if err != nil {
		t.Fatal(err)
	}
	path, err := policy.CheckSocket(real)
	if err != nil {
		t.Fatal(err)
	}
	if err := policy.CheckResolvedSocket(path); err != nil {
		t.Errorf("%s: %v", path, err)
	}
	listener.Close() // which takes the socket away
	if err := policy.CheckResolvedSocket(path); err == nil {
		t.Error("what is not there any more would be dialled")
	}
	link(t, t.TempDir(), path)
	if got := reasonOf(policy.CheckResolvedSocket(path)); got != ReasonSocket {
		t.Errorf("a link in its place: %q, want %q", got, ReasonSocket)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	link(t, dir+"/nowhere", path)
	if err := policy.CheckResolvedSocket(path); err == nil {
		t.Error("a link that leads nowhere yet would be dialled")
	}
	if got := reasonOf(policy.CheckResolvedSocket("/run/other.sock")); got != ReasonSocket {
		t.Errorf("another directory: %q, want %q", got, ReasonSocket)
	}
}
