package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"strings"
	"testing"
)

// TestHealthBesideACrowd: who asks whether the wizard is well, as a container's
// health check does, learns that it is while somebody holds all connections, from
// other addresses or from the same one.
func TestHealthBesideACrowd(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	logs, writer := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"serve", "--listen", "127.0.0.1:0"}, emptyEnvironment, strings.NewReader(""), io.Discard, writer)
		writer.Close()
	}()
	defer func() {
		stop()
		<-ended
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
	for i := range 2000 {
		from := net.IPv4(127, 0, 0, 1)
		if i >= 1000 {
			from = net.IPv4(127, 0, 2, byte(1+i%20))
		}
		dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: from}}
		connection, err := dialer.DialContext(t.Context(), "tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer connection.Close()
	}
	if got := invoke(t, "", emptyEnvironment, "health", "--listen", address); got.code != 0 {
		t.Errorf("health: status %d: %s%s", got.code, got.stdout, got.stderr)
	}
}
