package redistest

import (
	"bytes"
	"crypto/tls"
	"net"
	"testing"
)

// sent is what a client's handshake sends to somebody who never answers.
func sent(config *tls.Config) []byte {
	wire := &recorded{}
	_ = tls.Client(wire, config).Handshake()
	return wire.Bytes()
}

// recorded is a connection that keeps what is written, and hangs up.
type recorded struct {
	net.Conn
	bytes.Buffer
}

func (r *recorded) Write(p []byte) (int, error) { return r.Buffer.Write(p) }
func (r *recorded) Read([]byte) (int, error)    { return 0, net.ErrClosed }
func (r *recorded) Close() error                { return nil }

func TestOnlyGreeting(t *testing.T) {
	hello := sent(&tls.Config{ServerName: "redis.example"})
	for name, c := range map[string]struct {
		stream []byte
		good   bool
	}{
		"nothing":                {nil, true},
		"a PING":                 {[]byte(ping), true},
		"a part of one":          {[]byte(ping)[:5], true},
		"a name":                 {hello, true},
		"no name":                {sent(&tls.Config{InsecureSkipVerify: true}), true},
		"TLS 1.2":                {sent(&tls.Config{ServerName: "a", MaxVersion: tls.VersionTLS12}), true},
		"another command":        {[]byte("*1\r\n$4\r\nQUIT\r\n"), false},
		"an improper name":       {sent(&tls.Config{ServerName: "a b"}), false},
		"a protocol":             {sent(&tls.Config{ServerName: "a", NextProtos: []string{"SET a b"}}), false},
		"what breaks off":        {hello[:len(hello)-1], false},
		"something behind it":    {append(bytes.Clone(hello), "GET"...), false},
		"something in its midst": {bytes.Replace(hello, []byte("redis.example"), []byte("redis\r\nxample"), 1), false},
	} {
		if err := onlyGreeting(c.stream); (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
	}
}
