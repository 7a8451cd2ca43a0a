package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"redis-wizard/connectivity/redistest"
)

// TestServe starts the real thing on a free port, asks for its health as the
// image does, and stops it as a signal does.
func TestServe(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	logs, writer := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"serve", "--listen", "127.0.0.1:0"}, emptyEnvironment, strings.NewReader(""), io.Discard, writer)
		writer.Close()
	}()
	lines := bufio.NewScanner(logs)
	address := ""
	for address == "" && lines.Scan() {
		_, rest, _ := strings.Cut(lines.Text(), "address=")
		address, _, _ = strings.Cut(rest, " ")
	}
	if address == "" {
		t.Fatalf("the server did not say where it listens; it ended with status %d", <-ended)
	}
	go io.Copy(io.Discard, logs)

	if got := invoke(t, "", emptyEnvironment, "health", "--listen", address); got.code != 0 {
		t.Errorf("health: status %d: %s%s", got.code, got.stdout, got.stderr)
	}
	response, err := http.Get("http://" + address + "/")
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	response.Body.Close()
	if err != nil || response.StatusCode != http.StatusOK || !strings.Contains(string(body), "session.redis.host") {
		t.Errorf("the page: status %d, %v\n%.500s", response.StatusCode, err, body)
	}

	stop()
	if code := <-ended; code != 0 {
		t.Errorf("exit status %d after a signal, want 0", code)
	}
	if got := invoke(t, "", emptyEnvironment, "health", "--listen", address); got.code != 2 {
		t.Errorf("health of a server that is gone: status %d: %s", got.code, got.stdout)
	}
}

func TestServePortTaken(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	got := invoke(t, "", emptyEnvironment, "serve", "--listen", listener.Addr().String())
	if got.code != 2 || !strings.Contains(got.stderr, "address already in use") {
		t.Errorf("status %d: %s", got.code, got.stderr)
	}
}

// TestReach holds that the flags become the policy that they promise.
func TestReach(t *testing.T) {
	for _, c := range []struct {
		name    string
		listen  string
		reach   reachFlags
		address string
		allowed bool
		proxied bool
	}{
		{"private by default", ":8080", reachFlags{}, "10.1.2.3:6379", true, false},
		{"loopback from afar", ":8080", reachFlags{}, "127.0.0.1:6379", false, false},
		{"loopback at home", "127.0.0.1:8080", reachFlags{}, "127.0.0.1:6379", true, false},
		{"loopback at home, for a proxy", "127.0.0.1:8080", reachFlags{}, "127.0.0.1:6379", false, true},
		{"loopback for a proxy, when told", "127.0.0.1:8080", reachFlags{loopback: true}, "127.0.0.1:6379", true, true},
		{"loopback by name", "localhost:8080", reachFlags{}, "[::1]:6379", true, false},
		{"loopback when told", ":8080", reachFlags{loopback: true}, "127.0.0.1:6379", true, false},
		{"metadata when told", ":8080", reachFlags{allow: []string{"169.254.169.254"}}, "169.254.169.254:6379", false, false},
		{"low port", ":8080", reachFlags{}, "10.1.2.3:80", false, false},
		{"other ports", ":8080", reachFlags{ports: "6379,26379"}, "10.1.2.3:6380", false, false},
		{"inside allow", ":8080", reachFlags{allow: []string{"10.1.0.0/16", "10.2.0.0/16"}}, "10.2.2.3:6379", true, false},
		{"outside allow", ":8080", reachFlags{allow: []string{"10.1.0.0/16"}}, "10.3.2.3:6379", false, false},
		{"deny wins", ":8080", reachFlags{allow: []string{"10.0.0.0/8"}, deny: []string{"10.1.2.3"}}, "10.1.2.3:6379", false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.reach.ports == "" {
				c.reach.ports = "1024-65535"
			}
			policy, err := c.reach.policy(c.listen, c.proxied)
			if err != nil {
				t.Fatal(err)
			}
			err = policy.CheckAddress("", netip.MustParseAddrPort(c.address))
			if (err == nil) != c.allowed {
				t.Errorf("%s: %v, want allowed %t", c.address, err, c.allowed)
			}
		})
	}
}

func TestHealthURL(t *testing.T) {
	for listen, want := range map[string]string{
		":8080":          "http://127.0.0.1:8080/readyz",
		"0.0.0.0:8080":   "http://127.0.0.1:8080/readyz",
		"[::]:8080":      "http://[::1]:8080/readyz",
		"10.0.0.5:80":    "http://10.0.0.5:80/readyz",
		"localhost:8080": "http://localhost:8080/readyz",
	} {
		if got, err := healthURL(listen, "/redis-wizard", false); err != nil || got != strings.Replace(want, "/readyz", "/redis-wizard/readyz", 1) {
			t.Errorf("below a base path, healthURL(%q) = %q, %v", listen, got, err)
		}
		if got, err := healthURL(listen, "", false); err != nil || got != want {
			t.Errorf("healthURL(%q) = %q, %v; want %q", listen, got, err, want)
		}
	}
}

// TestServeReachesSockets holds that --socket-dir opens its directory.
func TestServeReachesSockets(t *testing.T) {
	server := redistest.Start(t, redistest.Options{Socket: true, NoTCP: true})
	policy, err := (&reachFlags{ports: "1024-65535", socketDirs: []string{server.Dir}}).policy(":8080", false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := policy.CheckSocket(server.Socket); err != nil {
		t.Errorf("below --socket-dir: %v", err)
	}
	if _, err := policy.CheckSocket("/run/elsewhere.sock"); err == nil {
		t.Error("a socket outside --socket-dir may be opened")
	}
}
