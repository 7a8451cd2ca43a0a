package redistest

import (
	"errors"
	"net"
	"strconv"
	"syscall"
	"testing"
)

// A port that has been given to one test is refused to every other, and is still
// the server's to listen on: now, and again after it has ended.
func TestPort(t *testing.T) {
	port := Port(t)
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	if err := holdPort(port); !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("the port is given twice: %v", err)
	}
	for range 2 {
		if connection, err := net.Dial("tcp", address); err == nil {
			connection.Close()
			t.Error("something listens there already")
		}
		server := Start(t, Options{Port: port})
		if got := server.Do(t, "PING"); got != "PONG" {
			t.Errorf("PING = %v, want PONG", got)
		}
		server.Stop()
	}
	if err := holdPort(port); !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("the port is given away after its server has ended: %v", err)
	}
}
