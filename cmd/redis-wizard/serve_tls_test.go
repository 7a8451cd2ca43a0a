package main

import (
	"bufio"
	"context"
	"io"
	"strings"
	"testing"

	"redis-wizard/connectivity/redistest"
)

// TestServeTLS serves HTTPS below a path, and asks for its health with the
// variables that a container has for both commands.
func TestServeTLS(t *testing.T) {
	// The certificate is for another name than the address that health dials.
	issued := redistest.NewAuthority("Test CA").Issue(redistest.Certificate{Names: []string{"wizard.example.com"}})
	container := environment("REDIS_WIZARD_BASE_PATH", "/redis-wizard",
		"REDIS_WIZARD_TLS_CERT", file(t, "tls.crt", issued.Certificate), "REDIS_WIZARD_TLS_KEY", file(t, "tls.key", issued.Key))
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	logs, writer := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"serve", "--listen", "127.0.0.1:0"}, container, strings.NewReader(""), io.Discard, writer)
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

	if got := invoke(t, "", container, "health", "--listen", address); got.code != 0 || !strings.Contains(got.stdout, "https://"+address+"/redis-wizard/readyz: 200") {
		t.Errorf("health: status %d: %s%s", got.code, got.stdout, got.stderr)
	}
	if got := invoke(t, "", emptyEnvironment, "health", "--listen", address); got.code != 1 {
		t.Errorf("health by plain HTTP: status %d: %s%s", got.code, got.stdout, got.stderr)
	}
	stop()
	if code := <-ended; code != 0 {
		t.Errorf("exit status %d after a signal, want 0", code)
	}
}
