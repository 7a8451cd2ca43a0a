package connectivity

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"redis-wizard/connectivity/policy"
	"redis-wizard/connectivity/redistest"
)

func TestSocket(t *testing.T) {
	server := redistest.Start(t, redistest.Options{Password: password, Socket: true, NoTCP: true})
	socket := func(path string) Target { return Target{Mode: ModeSocket, Host: path, Password: password} }

	t.Run("good", func(t *testing.T) {
		report := try(t, socket(server.Socket))
		wantVerdict(t, report, Pass)
		if got := status(report, StepResolve); got != "not in the plan" {
			t.Errorf("resolve: %s", got)
		}
		if report.Endpoints[0].Address != server.Socket {
			t.Errorf("address = %s, want %s", report.Endpoints[0].Address, server.Socket)
		}
	})
	t.Run("missing", func(t *testing.T) {
		fault := wantFail(t, try(t, socket(filepath.Join(server.Dir, "not", "there.sock"))), StepConnect, "B09")
		if !strings.Contains(fault.Message, filepath.Join(server.Dir, "not")+" does not exist") {
			t.Errorf("message %q does not name the directory that is missing", fault.Message)
		}
	})
	t.Run("behind a file", func(t *testing.T) {
		file := filepath.Join(server.Dir, "file")
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		for path, missing := range map[string]string{"x": "x", filepath.Join("a", "b.sock"): "a"} {
			fault := wantFail(t, try(t, socket(filepath.Join(file, path))), StepConnect, "B09")
			if !strings.Contains(fault.Message, filepath.Join(file, missing)+" does not exist") {
				t.Errorf("%s behind a file: the message is %q", path, fault.Message)
			}
		}
	})
	t.Run("a directory", func(t *testing.T) {
		wantFail(t, try(t, socket(server.Dir)), StepConnect, "socket-not-a-socket")
	})
	t.Run("left behind", func(t *testing.T) {
		path := filepath.Join(server.Dir, "old.sock")
		listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: path})
		if err != nil {
			t.Fatal(err)
		}
		listener.SetUnlinkOnClose(false)
		listener.Close()
		wantFail(t, try(t, socket(path)), StepConnect, "socket-refused")
	})
	t.Run("relative", func(t *testing.T) {
		wantFail(t, try(t, socket("run/redis.sock")), StepPolicy, "socket-relative")
	})
	t.Run("too long", func(t *testing.T) {
		wantFail(t, try(t, socket("/"+strings.Repeat("x", 120))), StepConnect, "socket-too-long")
	})
	t.Run("not permitted", func(t *testing.T) {
		locked := redistest.Start(t, redistest.Options{Socket: true, SocketMode: "700"})
		if err := os.Chmod(locked.Dir, 0o755); err != nil {
			t.Fatal(err)
		}
		prober := &Prober{Policy: policy.ForCommandLine(), Dial: asNobody(t, locked.Socket)}
		fault := wantFail(t, tryWith(t, prober, socket(locked.Socket)), StepConnect, "B10")
		if !strings.Contains(fault.Message, "its mode is rw") && !strings.Contains(fault.Message, "its mode is ---") {
			t.Errorf("message %q does not tell the mode", fault.Message)
		}
	})
	t.Run("in a directory that may not be entered", func(t *testing.T) {
		around := t.TempDir()
		if err := os.Chmod(filepath.Dir(around), 0o755); err != nil {
			t.Fatal(err)
		}
		locked := filepath.Join(around, "locked")
		if err := os.Mkdir(locked, 0o755); err != nil {
			t.Fatal(err)
		}
		listener, err := net.Listen("unix", filepath.Join(locked, "redis.sock"))
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close()
		mode := os.FileMode(0o700)
		if os.Getuid() != 0 {
			mode = 0
		}
		if err := os.Chmod(locked, mode); err != nil {
			t.Fatal(err)
		}
		defer os.Chmod(locked, 0o755) //nolint:errcheck // the directory goes anyway
		var report Report
		withoutRights(t, func() { report = try(t, socket(listener.Addr().String())) })
		fault := wantFail(t, report, StepConnect, "B10")
		if !strings.Contains(fault.Message, locked+" may not be entered") || !strings.Contains(fault.Hint, "directory's group") {
			t.Errorf("%q %q, want the directory to be mended", fault.Message, fault.Hint)
		}
	})
	t.Run("with a port", func(t *testing.T) {
		fault := wantFail(t, try(t, Target{Mode: ModeSingle, Host: server.Socket, Port: 6379}), StepResolve, "B08")
		if fault.Fix == nil || fault.Fix.Set["session.redis.port"] != "" {
			t.Errorf("fix = %+v, want one that takes the port out", fault.Fix)
		}
	})
	t.Run("TLS to a plain socket", func(t *testing.T) {
		target := socket(server.Socket)
		target.TLS = &TLS{}
		target.Timeout = 500e6
		wantFail(t, try(t, target), StepTLS, "C01")
	})
}

// asNobody dials without the rights of root: they open every socket. Anybody
// else is kept out by taking all rights off the socket.
func asNobody(t *testing.T, path string) func(context.Context, string, string) (net.Conn, error) {
	if os.Getuid() != 0 {
		if err := os.Chmod(path, 0); err != nil {
			t.Fatal(err)
		}
		return nil
	}
	return func(ctx context.Context, network, address string) (conn net.Conn, err error) {
		withoutRights(t, func() { conn, err = (&net.Dialer{}).DialContext(ctx, network, address) })
		return conn, err
	}
}

// withoutRights does something with no more rights to files than anybody has.
// They belong to the thread, and what f does runs on ours.
func withoutRights(t *testing.T, f func()) {
	t.Helper()
	if os.Getuid() != 0 {
		f()
		return
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	const nobody = 65534
	if _, _, errno := syscall.RawSyscall(syscall.SYS_SETFSUID, nobody, 0, 0); errno != 0 {
		t.Error(errno)
		return
	}
	defer syscall.RawSyscall(syscall.SYS_SETFSUID, 0, 0, 0)
	f()
}

func TestSocketPolicy(t *testing.T) {
	server := redistest.Start(t, redistest.Options{Socket: true, NoTCP: true})
	allowed := t.TempDir()
	link := filepath.Join(allowed, "link.sock")
	if err := os.Symlink(server.Socket, link); err != nil {
		t.Fatal(err)
	}
	inside := filepath.Join(allowed, "sub", "redis.sock")
	var dialled []string
	prober := func(dirs ...string) *Prober {
		dialled = nil
		return &Prober{Policy: policy.Policy{SocketDirs: dirs}, Dial: func(_ context.Context, network, address string) (net.Conn, error) {
			dialled = append(dialled, network+" "+address)
			return nil, syscall.ECONNREFUSED
		}}
	}
	for _, path := range []string{
		server.Socket, link, filepath.Join(allowed, "..", filepath.Base(server.Dir), "redis.sock"),
		allowed, allowed + "x/redis.sock", "/proc/self/root" + server.Socket,
	} {
		wantFail(t, tryWith(t, prober(allowed), Target{Mode: ModeSocket, Host: path}), StepPolicy, "policy-socket")
		if len(dialled) != 0 {
			t.Errorf("%s was dialled: %v", path, dialled)
		}
	}
	wantFail(t, tryWith(t, prober(), Target{Mode: ModeSocket, Host: server.Socket}), StepPolicy, "policy-socket")
	wantFail(t, tryWith(t, prober(allowed), Target{Mode: ModeSocket, Host: inside}), StepConnect, "B09")
	wantFail(t, tryWith(t, prober(allowed, server.Dir), Target{Mode: ModeSocket, Host: server.Socket}), StepConnect, "socket-refused")
	if len(dialled) != 1 || dialled[0] != "unix "+server.Socket {
		t.Errorf("dialled %v, want the socket once", dialled)
	}
}
