package redistest

import (
	"errors"
	"math/rand/v2"
	"os"
	"syscall"
	"testing"
)

// Ports are taken from below those that the kernel gives to connections, and so
// is the bus of a cluster's node, which listens 10000 ports higher.
const (
	lowestPort  = 12000
	highestPort = 22767
)

// Port is a loopback port that is nobody else's while the test process runs, for
// a server that is told its port by somebody else's file. Nothing listens on it
// until then, so that a connection to it is refused.
func Port(t testing.TB) int {
	t.Helper()
	return must(reservePort())
}

// reservePort finds a port and keeps it until the process ends. A port that is
// only looked at and given back can be given twice: a server that then finds it
// in use ends, while whoever has it answers in its place.
func reservePort() (int, error) {
	last := errors.New("not tried")
	for range 1000 {
		port := lowestPort + rand.IntN(highestPort-lowestPort+1)
		if last = holdPort(port); last == nil {
			return port, nil
		}
		if !errors.Is(last, syscall.EADDRINUSE) {
			break
		}
	}
	return 0, os.NewSyscallError("reserve a port", last)
}

// holdPort binds a socket to the port, and leaves it open. It fails when any
// other socket is there. Linux lets a further one bind, and listen, only when
// both have SO_REUSEADDR; Redis sets it on its own, and this one gets it once it
// has the port.
func holdPort(port int) error {
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	err = syscall.Bind(socket, &syscall.SockaddrInet4{Port: port, Addr: [4]byte{127, 0, 0, 1}})
	if err == nil {
		err = syscall.SetsockoptInt(socket, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1)
	}
	if err != nil {
		_ = syscall.Close(socket)
	}
	return err
}
