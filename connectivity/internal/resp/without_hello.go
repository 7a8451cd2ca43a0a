package resp

import (
	"bytes"
	"net"
)

// WithoutHello answers go-redis's HELLO in the server's place, as a server that
// does not know it. Up to Authelia 4.37 the client sends none, and some proxies
// hang up at it; go-redis 9 cannot be talked out of it.
type WithoutHello struct {
	net.Conn
	answered bool
	answer   []byte // what is still to be read of the answer
}

func (w *WithoutHello) Write(p []byte) (int, error) {
	if !w.answered && bytes.Contains(bytes.ToLower(p), []byte("\r\nhello\r\n")) {
		w.answered, w.answer = true, []byte("-ERR unknown command 'HELLO'\r\n")
		return len(p), nil
	}
	return w.Conn.Write(p)
}

func (w *WithoutHello) Read(p []byte) (int, error) {
	if len(w.answer) > 0 {
		n := copy(p, w.answer)
		w.answer = w.answer[n:]
		return n, nil
	}
	return w.Conn.Read(p)
}
