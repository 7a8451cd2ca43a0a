// Package neterror tells apart why a connection failed, on whichever system.
package neterror

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"runtime"
	"syscall"
)

// winsock holds the numbers that Windows gives to failures of sockets. Package
// syscall has the names of POSIX there too, but under numbers of its own that no
// call ever returns, so comparing with those alone would find no cause.
// Source: https://learn.microsoft.com/windows/win32/winsock/windows-sockets-error-codes-2
var winsock = map[syscall.Errno]syscall.Errno{
	syscall.EACCES:        10013,
	syscall.EINVAL:        10022,
	syscall.EADDRNOTAVAIL: 10049,
	syscall.ENETUNREACH:   10051,
	syscall.EPIPE:         10053, // WSAECONNABORTED: written to what the other side had closed
	syscall.ECONNRESET:    10054,
	syscall.ECONNREFUSED:  10061,
	syscall.EHOSTUNREACH:  10065,
}

// Is tells whether a failure of a socket is the one of that name, on
// whichever system.
func Is(err error, name syscall.Errno) bool { return is(runtime.GOOS, err, name) }

func is(system string, err error, name syscall.Errno) bool {
	if errors.Is(err, name) {
		return true
	}
	number, known := winsock[name]
	return system == "windows" && known && errors.Is(err, number)
}

// IsTimeout tells whether the time of a dial, a look-up or a read was up.
func IsTimeout(err error) bool {
	var timeout interface{ Timeout() bool }
	return errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded) ||
		errors.As(err, &timeout) && timeout.Timeout()
}

// IsClosed tells whether the other side, or we, closed the connection.
func IsClosed(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || Is(err, syscall.ECONNRESET) ||
		Is(err, syscall.EPIPE) || errors.Is(err, net.ErrClosed)
}
