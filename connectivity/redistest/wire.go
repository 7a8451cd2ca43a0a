package redistest

import (
	"bytes"
	"crypto/tls"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/netip"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// Wire is a service that is no Redis, and writes down whatever reaches it. A test
// that dials it says so with Dialled, so that Check can wait for the last byte.
type Wire struct {
	Address netip.AddrPort

	open    sync.WaitGroup
	mutex   sync.Mutex
	streams [][]byte
}

// StartWire listens on a free port. To whatever it reads, it answers what answer
// makes of it; nil hangs up.
func StartWire(t testing.TB, answer func(read []byte) []byte) *Wire {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &Wire{Address: netip.MustParseAddrPort(listener.Addr().String())}
	ended := make(chan struct{})
	t.Cleanup(func() { listener.Close(); <-ended })
	go func() {
		defer close(ended)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go w.serve(conn.(*net.TCPConn), answer)
		}
	}()
	return w
}

func (w *Wire) serve(conn *net.TCPConn, answer func([]byte) []byte) {
	defer w.open.Done()
	defer conn.Close()
	var stream []byte
	buffer := make([]byte, 64<<10)
	for {
		n, err := conn.Read(buffer)
		stream = append(stream, buffer[:n]...)
		if err != nil {
			break
		}
		if said := answer(buffer[:n]); said == nil {
			_ = conn.CloseWrite() // and reads on: the rest counts, too
		} else if _, err := conn.Write(said); err != nil {
			_, _ = io.Copy(io.Discard, conn)
		}
	}
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.streams = append(w.streams, stream)
}

// Dialled is to be called for each connection that was opened.
func (w *Wire) Dialled() { w.open.Add(1) }

// Check waits until every connection is closed, and fails the test when anything
// else than a client's fixed greeting has come. It gives how many connections there
// were, and forgets them.
func (w *Wire) Check(t testing.TB) int {
	t.Helper()
	w.open.Wait()
	w.mutex.Lock()
	defer w.mutex.Unlock()
	for _, stream := range w.streams {
		if err := onlyGreeting(stream); err != nil {
			t.Errorf("%v: %q", err, stream)
		}
	}
	count := len(w.streams)
	w.streams = nil
	return count
}

// ping is the one command that is sent before an answer in Redis's protocol.
const ping = "*1\r\n$4\r\nPING\r\n"

// onlyGreeting holds that a stream is a PING, or crypto/tls's ClientHello, of which
// nothing can be chosen but a proper name, and an alert behind it.
func onlyGreeting(stream []byte) error {
	if strings.HasPrefix(ping, string(stream)) {
		return nil
	}
	for i := 0; len(stream) > 0; i++ {
		if len(stream) < 5 || stream[1] != 3 || len(stream) < 5+int(binary.BigEndian.Uint16(stream[3:])) {
			return fmt.Errorf("neither a PING nor whole records of TLS")
		}
		kind, body := stream[0], stream[5:5+int(binary.BigEndian.Uint16(stream[3:]))]
		stream = stream[5+len(body):]
		switch {
		case i == 0 && kind == 22:
			plain, name, err := masked(body)
			if err != nil {
				return err
			}
			if !hellos()[plain] {
				return fmt.Errorf("a ClientHello unlike those of crypto/tls")
			}
			if name != "" && !properName.MatchString(name) {
				return fmt.Errorf("a ClientHello for the name %q", name)
			}
		case i > 0 && kind == 21 && len(body) == 2:
		default:
			return fmt.Errorf("record %d is of type %d with %d bytes", i, kind, len(body))
		}
	}
	return nil
}

// properName is a host name of letters, digits, hyphens and underscores.
var properName = regexp.MustCompile(`^(\*\.)?[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*$`)

// hellos are the ClientHellos of every range of versions, as masked leaves them.
var hellos = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for low := uint16(tls.VersionTLS10); low <= tls.VersionTLS13; low++ {
		for high := low; high <= tls.VersionTLS13; high++ {
			to := &written{}
			_ = tls.Client(to, &tls.Config{ServerName: "redis.example", MinVersion: low, MaxVersion: high}).Handshake()
			if plain, _, err := masked(to.Bytes()[5:]); err == nil {
				all[plain] = true
			}
		}
	}
	return all
})

// written is a connection on which nobody answers.
type written struct {
	net.Conn
	bytes.Buffer
}

func (w *written) Write(p []byte) (int, error) { return w.Buffer.Write(p) }
func (w *written) Read([]byte) (int, error)    { return 0, io.EOF }
func (w *written) Close() error                { return nil }

// masked is a ClientHello (RFC 8446, section 4.1.2) without what is chosen at random,
// and without the server's name, which is given beside it.
func masked(hello []byte) (plain, name string, err error) {
	defer func() {
		if recover() != nil {
			err = fmt.Errorf("a ClientHello that breaks off")
		}
	}()
	rest := hello
	take := func(n int) []byte {
		part := rest[:n]
		rest = rest[n:]
		return part
	}
	number := func(bytes int) int {
		n := 0
		for _, b := range take(bytes) {
			n = n<<8 | int(b)
		}
		return n
	}
	var out bytes.Buffer
	if take(1)[0] != 1 || number(3) != len(rest) {
		return "", "", fmt.Errorf("no ClientHello")
	}
	out.Write(take(2)) // version
	take(32)           // random
	take(number(1))    // session id
	fmt.Fprintf(&out, "%x|", take(number(2)))
	fmt.Fprintf(&out, "%x|", take(number(1)))
	if number(2) != len(rest) {
		return "", "", fmt.Errorf("a ClientHello with something behind it")
	}
	const serverName, keyShare = 0, 51
	for len(rest) > 0 {
		kind := number(2)
		content := take(number(2))
		switch kind {
		case serverName:
			name = string(content[5:])
			if int(binary.BigEndian.Uint16(content)) != len(content)-2 || int(binary.BigEndian.Uint16(content[3:])) != len(name) {
				return "", "", fmt.Errorf("more than one server name")
			}
		case keyShare:
			fmt.Fprintf(&out, "%d(%d)|", kind, len(content))
		default:
			fmt.Fprintf(&out, "%d:%x|", kind, content)
		}
	}
	return out.String(), name, nil
}
