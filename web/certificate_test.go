package web

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"redis-wizard/connectivity/redistest"
)

// pair is a certificate and its key in two files.
type pair struct{ dir, cert, key string }

func newPair(t *testing.T, issued *redistest.KeyPair) pair {
	t.Helper()
	dir := t.TempDir()
	p := pair{dir, filepath.Join(dir, "tls.crt"), filepath.Join(dir, "tls.key")}
	p.write(t, issued.Certificate, issued.Key)
	return p
}

// write replaces both files. Their time moves on even where a file system
// counts whole seconds.
func (p pair) write(t *testing.T, cert, key string) {
	t.Helper()
	for name, content := range map[string]string{p.cert: cert, p.key: key} {
		later := time.Now()
		if old, err := os.Stat(name); err == nil {
			later = old.ModTime().Add(2 * time.Second)
		}
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(name, later, later); err != nil {
			t.Fatal(err)
		}
	}
}

// serveOn serves a server on a free port until the test ends.
func serveOn(t *testing.T, s *Server) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, listener) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("Serve ended with %v", err)
		}
	})
	return listener.Addr().String()
}

// shown is the name in the certificate that a new connection is shown.
func shown(t *testing.T, address string, config *tls.Config) string {
	t.Helper()
	connection, err := tls.Dial("tcp", address, config)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	return connection.ConnectionState().PeerCertificates[0].DNSNames[0]
}

// A certificate that is replaced is shown by the next handshake; a connection
// that is open goes on, and a broken one changes nothing.
func TestCertificateIsReplaced(t *testing.T) {
	authority := redistest.NewAuthority("Test CA")
	issue := func(name string) *redistest.KeyPair {
		return authority.Issue(redistest.Certificate{Names: []string{name}, Addresses: []string{"127.0.0.1"}})
	}
	files := newPair(t, issue("first.example"))
	s, log := newServer(t, Options{TLSCert: files.cert, TLSKey: files.key})
	address := serveOn(t, s)
	trusting := &tls.Config{InsecureSkipVerify: true} // what is shown is looked at

	open, err := tls.Dial("tcp", address, trusting)
	if err != nil {
		t.Fatal(err)
	}
	defer open.Close()
	ask := func() {
		t.Helper()
		if _, err := fmt.Fprintf(open, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		response, err := http.ReadResponse(bufio.NewReader(open), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, response.Body); err != nil || response.StatusCode != 200 {
			t.Errorf("the open connection: status %d, %v", response.StatusCode, err)
		}
		if response.Header.Get("Strict-Transport-Security") != "max-age=31536000" {
			t.Errorf("Strict-Transport-Security is %q", response.Header.Get("Strict-Transport-Security"))
		}
	}
	ask()
	if name := shown(t, address, trusting); name != "first.example" {
		t.Errorf("it shows %s at first", name)
	}

	second := issue("second.example")
	files.write(t, second.Certificate, second.Key)
	redistest.Eventually(t, "the second certificate", func(context.Context) bool { return shown(t, address, trusting) == "second.example" })
	ask()

	third := issue("third.example")
	files.write(t, third.Certificate, second.Key) // half replaced
	redistest.Eventually(t, "a complaint", func(context.Context) bool {
		if name := shown(t, address, trusting); name != "second.example" {
			t.Errorf("it shows %s while the files do not fit", name)
		}
		return strings.Contains(log.String(), "the old one stays")
	})
	files.write(t, third.Certificate, third.Key)
	redistest.Eventually(t, "the third certificate", func(context.Context) bool { return shown(t, address, trusting) == "third.example" })
	ask()
}

func TestOldTLSIsRefused(t *testing.T) {
	files := newPair(t, redistest.NewAuthority("Test CA").Issue(redistest.Certificate{Names: []string{"first.example"}}))
	s, _ := newServer(t, Options{TLSCert: files.cert, TLSKey: files.key})
	address := serveOn(t, s)
	for version, good := range map[uint16]bool{tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		connection, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true, MinVersion: version, MaxVersion: version})
		if (err == nil) != good {
			t.Errorf("%s: %v", tls.VersionName(version), err)
		}
		if err == nil {
			connection.Close()
		}
	}
}

// HTTPS is remembered when there is some, by the word of the server itself or
// of a trusted proxy.
func TestStrictTransportSecurity(t *testing.T) {
	s, _ := newServer(t, Options{TrustedProxies: proxies(t, "10.0.0.0/8")})
	for _, c := range []struct {
		peer, protocol string
		want           bool
	}{
		{"10.0.0.1:1", "https", true}, {"10.0.0.1:1", "HTTPS", true}, {"10.0.0.1:1", "http", false}, {"10.0.0.1:1", "", false},
		{"10.0.0.1:1", "https, http", false}, {"192.0.2.1:1", "https", false},
	} {
		r := newRequest("GET", "/", "", "")
		r.RemoteAddr = c.peer
		if c.protocol != "" {
			r.Header.Set("X-Forwarded-Proto", c.protocol)
		}
		if got := do(t, s, r).Header.Get("Strict-Transport-Security"); (got != "") != c.want {
			t.Errorf("%s says %q: the header is %q", c.peer, c.protocol, got)
		}
	}
}
