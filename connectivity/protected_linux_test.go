package connectivity

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"unsafe"

	"redis-wizard/connectivity/policy"
	"redis-wizard/connectivity/redistest"
)

// Protected mode lets loopback in, so a real server shows it only to a client
// of another address. A network namespace of our own has one, and nothing in it
// leads anywhere.
const (
	insideNamespace = "REDIS_WIZARD_TEST_NAMESPACE"
	ownAddress      = "10.99.0.1"
)

func TestProtectedMode(t *testing.T) {
	inside := exec.Command(os.Args[0])
	inside.Env = append(os.Environ(), insideNamespace+"=1")
	inside.Stderr = os.Stderr
	inside.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
	if os.Geteuid() != 0 {
		inside.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		inside.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		inside.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	document, err := inside.Output()
	if err != nil {
		t.Fatalf("in a network namespace: %v", err)
	}
	var reports []Report
	if err := json.Unmarshal(document, &reports); err != nil {
		t.Fatalf("%v: %s", err, document)
	}
	wantFail(t, reports[0], StepRESP, "B16")
	// With a password it lets everybody in; over plain text, which is said.
	wantVerdict(t, reports[1], Pass)
	finding(t, reports[1], "plain-text")
}

// probeInside runs in the namespace: a server that listens everywhere, without
// and with a password, as seen from another address than loopback.
func probeInside() error {
	if err := raiseLoopback(); err != nil {
		return err
	}
	var reports []Report
	for _, password := range []string{"", password} {
		server, err := redistest.Run(redistest.Options{Password: password, Args: []string{"--bind", "0.0.0.0"}})
		if err != nil {
			return err
		}
		defer server.Stop()
		target := at(server)
		target.Host = ownAddress
		reports = append(reports, (&Prober{Policy: policy.ForCommandLine()}).Probe(context.Background(), target, nil))
	}
	return json.NewEncoder(os.Stdout).Encode(reports)
}

// raiseLoopback brings the namespace's loopback device up and gives it a second
// address (netdevice(7)).
func raiseLoopback() error {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM, 0)
	if err != nil {
		return err
	}
	defer syscall.Close(fd)
	flags := struct {
		name  [16]byte
		flags uint16
		_     [22]byte
	}{flags: syscall.IFF_UP}
	copy(flags.name[:], "lo")
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, uintptr(fd), syscall.SIOCSIFFLAGS, uintptr(unsafe.Pointer(&flags))); errno != 0 {
		return errno
	}
	address := struct {
		name    [16]byte
		address syscall.RawSockaddrInet4
		_       [8]byte
	}{address: syscall.RawSockaddrInet4{Family: syscall.AF_INET, Addr: [4]byte{10, 99, 0, 1}}}
	copy(address.name[:], "lo:1")
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, uintptr(fd), syscall.SIOCSIFADDR, uintptr(unsafe.Pointer(&address))); errno != 0 {
		return errno
	}
	return nil
}

// Inside the namespace the test binary runs this instead of its tests.
func init() {
	if os.Getenv(insideNamespace) == "" {
		return
	}
	silenceRedis()
	if err := probeInside(); err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
	os.Exit(0)
}
