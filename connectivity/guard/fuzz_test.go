package guard

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// What the guard lets through, go-redis reads without a panic and without
// allocating more than the reply could be worth. Its reader cannot be imported;
// a client on a recorded connection leads to the same code.
func FuzzGuardBeforeGoRedis(f *testing.F) {
	for _, seed := range []string{
		"+OK\r\n", "-ERR x\r\n", ":1\r\n", ":x\r\n", "$3\r\nabc\r\n", "$-1\r\n", "*-1\r\n", "_\r\n", "_x\r\n", "#t\r\n", "#x\r\n", ",inf\r\n", ",x\r\n",
		"(99999999999999999999\r\n", "(x\r\n", "=7\r\ntxt:abc\r\n", "=3\r\nabc\r\n", "=0\r\n\r\n", "!3\r\nERR\r\n", "!0\r\n\r\n", "%1\r\n+a\r\n:1\r\n",
		"%1\r\n*1\r\n+a\r\n+b\r\n", "%1\r\n,nan\r\n+b\r\n", "~2\r\n+a\r\n+a\r\n", ">1\r\n+x\r\n", ">0\r\n", "|1\r\n+a\r\n+b\r\n+OK\r\n", "*2\r\n-ERR\r\n$-1\r\n",
		"$999999999\r\n", "$9223372036854775807\r\n", "*9999\r\n*0\r\n", "%4999\r\n", "$?\r\n", "*?\r\n", "+\r\n", "-\r\n", ":\r\n", "$3\r\nabcd\r\n",
		strings.Repeat("*1\r\n", 10_000), strings.Repeat("*0\r\n", 100), "HTTP/1.1 400 Bad Request\r\n\r\n", "\x15\x03\x01\x00\x02\x02\x28",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, stream []byte) {
		before := allocated()
		readAll(stream)
		if grown := allocated() - before; grown > 16<<20 {
			t.Errorf("%d bytes of reply made go-redis allocate %d", len(stream), grown)
		}
	})
}

// readAll lets go-redis read replies until it has enough of them.
func readAll(stream []byte) {
	hello := "%1\r\n+proto\r\n:3\r\n"
	conn := &recorded{Reader: io.MultiReader(strings.NewReader(hello), bytes.NewReader(stream))}
	client := redis.NewClient(&redis.Options{
		MaxRetries: -1, DialerRetries: 1, PoolSize: 1, PipelinePoolSize: -1, DisableIdentity: true, ReadBufferSize: 4096, WriteBufferSize: 4096,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
		Dialer: func(context.Context, string, string) (net.Conn, error) {
			if conn == nil {
				return nil, errors.New("there is one connection alone")
			}
			guarded := New(conn, time.Now().Add(time.Minute))
			conn = nil
			return guarded, nil
		},
	})
	defer client.Close()
	for range 50 {
		var replied redis.Error
		if err := client.Do(context.Background(), "PING").Err(); err != nil && !errors.As(err, &replied) {
			return
		}
	}
}

// recorded is a connection on which everything has been said already.
type recorded struct {
	io.Reader
	net.Conn
}

func (r *recorded) Read(p []byte) (int, error)     { return r.Reader.Read(p) }
func (*recorded) Write(p []byte) (int, error)      { return len(p), nil }
func (*recorded) Close() error                     { return nil }
func (*recorded) SetDeadline(time.Time) error      { return nil }
func (*recorded) SetReadDeadline(time.Time) error  { return nil }
func (*recorded) SetWriteDeadline(time.Time) error { return nil }
func (*recorded) RemoteAddr() net.Addr             { return &net.TCPAddr{} }
func (*recorded) LocalAddr() net.Addr              { return &net.TCPAddr{} }

// allocated is how much was ever put on the heap.
func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
