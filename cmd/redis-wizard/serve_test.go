package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"redis-wizard/connectivity/policy"
	"redis-wizard/connectivity/redistest"
	"redis-wizard/web"
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
		flags   string
		address string
		allowed bool
	}{
		{"private by default", "--listen :8080", "10.1.2.3:6379", true},
		{"loopback from afar", "--listen :8080", "127.0.0.1:6379", false},
		{"loopback at home", "", "127.0.0.1:6379", true},
		{"loopback at home, under its names", "--hosts localhost:8080,my.localhost,127.0.0.1", "127.0.0.1:6379", true},
		{"loopback at home, for a proxy", "--trusted-proxies 127.0.0.1", "127.0.0.1:6379", false},
		{"loopback at home, under a name", "--hosts wizard.example.com", "127.0.0.1:6379", false},
		{"loopback at home, under an address", "--hosts 192.168.1.5:8080", "127.0.0.1:6379", false},
		{"loopback at home, below a path", "--base-path /wizard", "[::1]:6379", false},
		{"loopback for a proxy, when told", "--trusted-proxies 127.0.0.1 --allow-loopback", "127.0.0.1:6379", true},
		{"loopback under a name, when told", "--hosts wizard.example.com --base-path /wizard --allow-loopback", "127.0.0.1:6379", true},
		{"loopback by a rule", "--hosts wizard.example.com --allow 127.0.0.1", "127.0.0.1:6379", true},
		{"loopback by name", "--listen localhost:8080", "[::1]:6379", true},
		{"loopback when told", "--listen :8080 --allow-loopback", "127.0.0.1:6379", true},
		{"metadata when told", "--allow 169.254.169.254", "169.254.169.254:6379", false},
		{"low port", "", "10.1.2.3:80", false},
		{"other ports", "--ports 6379,26379", "10.1.2.3:6380", false},
		{"inside allow", "--allow 10.1.0.0/16,10.2.0.0/16", "10.2.2.3:6379", true},
		{"outside allow", "--allow 10.1.0.0/16", "10.3.2.3:6379", false},
		{"deny wins", "--allow 10.0.0.0/8 --deny 10.1.2.3", "10.1.2.3:6379", false},
		{"the Redis of the limits", "--limits-redis redis://10.1.2.3:6379", "10.1.2.3:6379", false},
		{"beside the Redis of the limits", "--limits-redis redis://10.1.2.3:6379", "10.1.2.3:6380", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			policy := policyOf(t, strings.Fields(c.flags)...)
			err := policy.CheckAddress("", netip.MustParseAddrPort(c.address))
			if (err == nil) != c.allowed {
				t.Errorf("%s: %v, want allowed %t", c.address, err, c.allowed)
			}
		})
	}
	if got := invoke(t, "", emptyEnvironment, "serve", "--deny", "*.internal"); got.code != 2 || !strings.Contains(got.stderr, "stop those names alone") {
		t.Errorf("a domain to deny: status %d: %s", got.code, got.stderr)
	}
}

// policyOf is what tests may reach with these flags of serve.
func policyOf(t *testing.T, flags ...string) policy.Policy {
	t.Helper()
	var (
		options web.Options
		reach   reachFlags
		shared  sharedLimits
	)
	command := &cobra.Command{}
	listenFlag(command, &options.Listen)
	command.Flags().StringSliceVar(&options.Hosts, "hosts", nil, "")
	reach.add(command, &options)
	shared.add(command)
	err := command.ParseFlags(flags)
	if err == nil {
		err = errors.Join(reach.apply(&options), shared.apply(&options))
	}
	if err != nil {
		t.Fatal(err)
	}
	if options.LimitsRedis != nil {
		t.Cleanup(func() { options.LimitsRedis.Close() })
	}
	policy, _ := options.Reach(options.Listen)
	return policy
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
	policy := policyOf(t, "--socket-dir", server.Dir)
	if _, err := policy.CheckSocket(server.Socket); err != nil {
		t.Errorf("below --socket-dir: %v", err)
	}
	if _, err := policy.CheckSocket("/run/elsewhere.sock"); err == nil {
		t.Error("a socket outside --socket-dir may be opened")
	}
}
