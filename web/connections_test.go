package web

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"redis-wizard/connectivity/redistest"
)

// link is a connection from an address of loopback, any of which is a client of its
// own, and what is read from it.
type link struct {
	net.Conn
	reader *bufio.Reader
}

func dialFrom(t *testing.T, from, address string) link {
	t.Helper()
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	connection, err := dialer.DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { connection.Close() })
	if err := connection.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	return link{connection, bufio.NewReader(connection)}
}

// get asks for a path, and keeps the connection if the server does.
func (l link) get(t *testing.T, path string) answer {
	t.Helper()
	write(t, l, "GET "+path+" HTTP/1.1\r\nHost: localhost\r\n\r\n")
	return l.read(t)
}

func (l link) read(t *testing.T) answer {
	t.Helper()
	response, err := http.ReadResponse(l.reader, nil)
	if err != nil {
		t.Fatalf("there is no answer: %v", err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{response, string(body)}
}

// occupy leaves a connection in the middle of a request. The server has read its
// head: it asks for the body, which does not come.
func occupy(t *testing.T, from, address string) link {
	t.Helper()
	return occupyWith(t, from, address, 1000)
}

func occupyWith(t *testing.T, from, address string, length int) link {
	t.Helper()
	l := dialFrom(t, from, address)
	write(t, l, fmt.Sprintf("POST /api/v1/evaluate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", length))
	if line, err := l.reader.ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatalf("%q, %v", line, err)
	}
	if _, err := l.reader.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	return l
}

// Connections that do nothing keep nobody out, however many there are and from
// wherever they come: what is idle makes room.
func TestConnections(t *testing.T) {
	pair := newPair(t, redistest.NewAuthority("Test CA").Issue(redistest.Certificate{Names: []string{"localhost"}}))
	for name, options := range map[string]Options{
		"plain": {},
		"TLS":   {TLSCert: pair.cert, TLSKey: pair.key},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := newServer(t, options)
			address := serveOn(t, s)
			for i := range 1000 {
				dialFrom(t, fmt.Sprintf("127.0.1.%d", 1+i%20), address)
			}
			for range 300 {
				dialFrom(t, "127.0.0.1", address)
			}
			for from, path := range map[string]string{"127.0.0.1": "/healthz", "127.0.1.1": "/readyz", "127.0.2.1": "/healthz", "127.0.2.2": "/"} {
				l := dialFrom(t, from, address)
				if name == "TLS" {
					secure := tls.Client(l.Conn, &tls.Config{InsecureSkipVerify: true})
					l = link{secure, bufio.NewReader(secure)}
				}
				if got := l.get(t, path); got.StatusCode != 200 {
					t.Errorf("%s for %s: status %d: %.200s", path, from, got.StatusCode, got.body)
				}
			}
			if n := readMetrics(t, get(t, s, "/metrics").body)["redis_wizard_refusals_total|connections"]; n < 200 {
				t.Errorf("%v connections were closed for others, want at least the 200 that one client has too many", n)
			}
		})
	}
}

// A trusted proxy stands for many, and has as many connections as there are.
func TestConnectionsOfAProxy(t *testing.T) {
	s, _ := newServer(t, Options{MaxConnections: 5, ConnectionsPerClient: 2, TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.9.9/32")}})
	address := serveOn(t, s)
	var busy []link
	for range 5 {
		busy = append(busy, occupy(t, "127.0.9.9", address))
	}
	wantStatus(t, dialFrom(t, "127.0.9.9", address).get(t, "/"), 503)
	for _, l := range busy {
		write(t, l, "{}"+strings.Repeat(" ", 998))
		wantStatus(t, l.read(t), 200)
	}
}

// While all connections are at work, and none of them idle, a new one is told
// whether the server is well, and to come back for anything else.
func TestSpareConnections(t *testing.T) {
	s, _ := newServer(t, Options{MaxConnections: 4, ConnectionsPerClient: 2})
	address := serveOn(t, s)
	var busy []link
	for i := range 4 {
		busy = append(busy, occupy(t, fmt.Sprintf("127.0.1.%d", 1+i/2), address))
	}
	for range 3 * spareConnections { // those that do nothing do not take these, either
		dialFrom(t, "127.0.3.1", address)
	}
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/": 503, "/metrics": 503, "/nowhere": 503} {
		for _, from := range []string{"127.0.0.1", "127.0.1.1", "127.0.3.1"} {
			got := dialFrom(t, from, address).get(t, path)
			if got.StatusCode != want || !got.Close {
				t.Errorf("%s for %s: status %d, want %d; closed %t", path, from, got.StatusCode, want, got.Close)
			}
			if want == 503 && (got.Header.Get("Retry-After") == "" || !strings.Contains(got.body, "as many connections as it may")) {
				t.Errorf("%s is answered with %v: %s", path, got.Header, got.body)
			}
		}
	}
	write(t, busy[0], "{}"+strings.Repeat(" ", 998))
	if got := busy[0].read(t); got.StatusCode != 200 {
		t.Errorf("what was under way: status %d: %s", got.StatusCode, got.body)
	}
	redistest.Eventually(t, "a connection in place of the one that is idle now", func(context.Context) bool {
		return dialFrom(t, "127.0.4.1", address).get(t, "/").StatusCode == 200
	})
}

// One client that is at work on as many connections as it may has a spare one, too,
// and others are served.
func TestConnectionsPerClient(t *testing.T) {
	s, _ := newServer(t, Options{ConnectionsPerClient: 2})
	address := serveOn(t, s)
	for range 2 {
		occupy(t, "127.0.1.1", address)
	}
	wantStatus(t, dialFrom(t, "127.0.1.1", address).get(t, "/"), 503)
	wantStatus(t, dialFrom(t, "127.0.1.1", address).get(t, "/healthz"), 200)
	wantStatus(t, dialFrom(t, "127.0.1.2", address).get(t, "/"), 200)
}
