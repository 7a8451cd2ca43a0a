package redistest

import (
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"regexp"
	"slices"
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
		end := 5 + int(binary.BigEndian.Uint16(stream[3:]))
		record := stream[:end]
		stream = stream[end:]
		switch kind, body := record[0], record[5:]; {
		case i == 0 && kind == 22:
			if len(body) < 4 || binary.BigEndian.Uint32(body) != 1<<24|uint32(len(body)-4) {
				return fmt.Errorf("no ClientHello, or one with something behind it")
			}
			plain, name := helloOf(func(conn net.Conn) { _, _ = conn.Write(record) })
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

// hellos are the ClientHellos of every range of versions, as helloOf tells them.
var hellos = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for low := uint16(tls.VersionTLS10); low <= tls.VersionTLS13; low++ {
		for high := low; high <= tls.VersionTLS13; high++ {
			plain, _ := helloOf(func(conn net.Conn) {
				_ = tls.Client(conn, &tls.Config{ServerName: "redis.example", MinVersion: low, MaxVersion: high}).Handshake()
			})
			all[plain] = true
		}
	}
	delete(all, "") // what is no ClientHello
	return all
})

// helloOf is what a ClientHello says but for what is chosen at random, as crypto/tls
// reads it, which takes nothing but a whole one. The name is given beside it.
func helloOf(send func(net.Conn)) (plain, name string) {
	client, server := net.Pipe()
	go func() {
		defer client.Close()
		send(client)
	}()
	defer server.Close()
	_ = tls.Server(server, &tls.Config{GetConfigForClient: func(h *tls.ClientHelloInfo) (*tls.Config, error) {
		const serverName = 0
		h.Extensions = slices.DeleteFunc(h.Extensions, func(kind uint16) bool { return kind == serverName })
		plain = fmt.Sprint(h.CipherSuites, h.SupportedCurves, h.SupportedPoints, h.SignatureSchemes, h.SupportedProtos, h.SupportedVersions, h.Extensions)
		name = h.ServerName
		return nil, errors.New("no more is needed")
	}}).Handshake()
	return plain, name
}
