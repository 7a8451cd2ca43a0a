package resp

import (
	"bufio"
	"net"
	"testing"
	"time"

	"redis-wizard/connectivity/guard"
)

// What the guard lets through, the parser reads without trouble.
func FuzzReceive(f *testing.F) {
	f.Add([]byte("*2\r\n$3\r\nabc\r\n%1\r\n+a\r\n:1\r\n"))
	f.Add([]byte("=3\r\nabc\r\n"))
	f.Fuzz(func(t *testing.T, stream []byte) {
		here, there := net.Pipe()
		defer here.Close()
		go func() {
			_, _ = there.Write(stream)
			there.Close()
		}()
		guarded := guard.New(here, time.Now().Add(time.Minute))
		s := &Session{conn: guarded, Reader: bufio.NewReader(guarded)}
		for {
			if _, err := s.Receive(); err != nil {
				return
			}
		}
	})
}
