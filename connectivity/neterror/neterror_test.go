package neterror

import (
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"testing"
)

func TestCausedBy(t *testing.T) {
	wrapped := func(number syscall.Errno) error {
		return fmt.Errorf("connect: %w", &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connectex", number)})
	}
	for name, number := range winsock {
		for system, want := range map[string]bool{"windows": true, "linux": false} {
			if is(system, wrapped(number), name) != want {
				t.Errorf("%d on %s is %v: want %t", number, system, name, want)
			}
		}
		for other := range winsock {
			if other != name && is("windows", wrapped(number), other) {
				t.Errorf("%d is taken for %v as well", number, other)
			}
		}
		if !Is(wrapped(name), name) {
			t.Errorf("%v is not itself", name)
		}
	}
	// What has no number of its own is never taken for success, which is 0.
	if is("windows", wrapped(0), syscall.EPERM) || is("windows", errors.New("another"), syscall.ECONNREFUSED) {
		t.Error("an error is taken for what it is not")
	}
}
