package connectivity

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"redis-wizard/connectivity/redistest"
)

// breakSaving makes a server's background save fail, and waits until it takes
// no writes any more.
func breakSaving(t *testing.T, server *redistest.Server) {
	t.Helper()
	blockSaving(t, server)
	redistest.Eventually(t, "the save to fail", func(context.Context) bool {
		_, err := server.Try("PING")
		return err != nil && strings.HasPrefix(err.Error(), "MISCONF")
	})
}

// blockSaving begins a save that cannot succeed.
func blockSaving(t *testing.T, server *redistest.Server) {
	t.Helper()
	// A directory in the way of the file is the one obstacle that root cannot
	// overcome either.
	if err := os.MkdirAll(filepath.Join(server.Dir, "dump.rdb", "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	server.Do(t, "SET", "k", "v")
	server.Do(t, "BGSAVE")
}

// hold keeps a connection to a server open until it serves us.
func hold(t *testing.T, server *redistest.Server) net.Conn {
	t.Helper()
	var held net.Conn
	redistest.Eventually(t, "a place at the server", func(context.Context) bool {
		conn, err := net.Dial("tcp", server.Addr)
		if err != nil {
			return false
		}
		if _, err := conn.Write([]byte("PING\r\n")); err == nil {
			var reply [64]byte
			if n, _ := conn.Read(reply[:]); strings.HasPrefix(string(reply[:n]), "-NOAUTH") {
				held = conn
				return true
			}
		}
		conn.Close()
		return false
	})
	t.Cleanup(func() { held.Close() })
	return held
}
