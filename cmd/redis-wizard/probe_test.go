package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"testing"

	"redis-wizard/connectivity"
	"redis-wizard/connectivity/policy"
	"redis-wizard/connectivity/redistest"
)

func redisYAML(host string, port int, more ...string) string {
	yaml := fmt.Sprintf("session:\n  redis:\n    host: '%s'\n    port: %d\n", host, port)
	for _, line := range more {
		yaml += "    " + line + "\n"
	}
	return yaml
}

func TestProbeGood(t *testing.T) {
	server := redistest.Start(t, redistest.Options{Password: "corr€ct horse"})
	yaml := redisYAML(server.Host, server.Port, "password: 'corr€ct horse'")

	text := invoke(t, yaml, emptyEnvironment, "probe", "-")
	if text.code != 0 {
		t.Errorf("exit status %d: %s", text.code, text.stderr)
	}
	for _, want := range []string{
		"redis " + server.Addr + " (configured)\n",
		"  ✓ connect ", "  ✓ auth ", "  ✓ commands ",
		"\nWorks · ",
	} {
		if !strings.Contains(text.stdout, want) {
			t.Errorf("no %q in:\n%s", want, text.stdout)
		}
	}

	document := invoke(t, yaml, emptyEnvironment, "probe", "--format", "json", file(t, "configuration.yml", yaml))
	var report connectivity.Report
	if err := json.Unmarshal([]byte(document.stdout), &report); err != nil {
		t.Fatalf("%v: %s", err, document.stdout)
	}
	if document.code != 0 || report.Verdict != connectivity.Pass || len(report.Endpoints) != 1 || report.Latency == nil {
		t.Errorf("status %d, %s", document.code, document.stdout)
	}
	if strings.Contains(text.stdout+document.stdout, "corr€ct horse") {
		t.Error("the password is in the answer")
	}
}

func TestProbeWrongPassword(t *testing.T) {
	server := redistest.Start(t, redistest.Options{Password: "right"})
	got := invoke(t, redisYAML(server.Host, server.Port, "password: 'not-at-all'"), emptyEnvironment, "probe", "-")
	if got.code != 1 {
		t.Errorf("exit status %d, want 1: %s", got.code, got.stderr)
	}
	for _, want := range []string{"  ✗ auth ", "  – commands ", "\nConnection failed — 1 thing to fix · ", "\nAuthelia 4.39 would fail, too.\n"} {
		if !strings.Contains(got.stdout, want) {
			t.Errorf("no %q in:\n%s", want, got.stdout)
		}
	}
	if strings.Contains(got.stdout+got.stderr, "not-at-all") {
		t.Error("the password is in the answer")
	}
}

// TestProbeNeighbours holds that near variants are tried when they are asked
// for, and only then: each may be one more failed log-in.
func TestProbeNeighbours(t *testing.T) {
	server := redistest.Start(t, redistest.Options{Password: "right"})
	yaml := redisYAML(server.Host, server.Port, "username: 'nobody'", "password: 'right'")
	for _, test := range []struct {
		flags []string
		fix   bool
	}{{nil, false}, {[]string{"--neighbours"}, true}} {
		got := invoke(t, yaml, emptyEnvironment, append(append([]string{"probe"}, test.flags...), "-")...)
		if got.code != 1 || strings.Contains(got.stdout, "Fix: Remove the username") != test.fix {
			t.Errorf("%v: status %d\n%s%s", test.flags, got.code, got.stdout, got.stderr)
		}
	}
}

// TestProbeCA holds that a private CA is trusted when it is named, and only then.
func TestProbeCA(t *testing.T) {
	server := redistest.Start(t, redistest.Options{Password: "right", TLS: &redistest.TLS{}})
	yaml := redisYAML(server.Host, server.Port, "password: 'right'", "tls: {minimum_version: 'TLS1.2'}")

	without := invoke(t, yaml, emptyEnvironment, "probe", "-")
	if without.code != 1 || !strings.Contains(without.stdout, "  ✗ tls ") {
		t.Errorf("without the CA: status %d\n%s", without.code, without.stdout)
	}
	// Authelia has no such option, so the report says what is still to do.
	ca := file(t, "ca.pem", server.CA)
	with := invoke(t, yaml, emptyEnvironment, "probe", "--ca", ca, "-")
	if with.code != 0 || !strings.Contains(with.stdout, "  ✓ tls ") || !strings.Contains(with.stdout, "certificates_directory") ||
		!strings.Contains(with.stdout, "\nWorks") {
		t.Errorf("with the CA: status %d\n%s%s", with.code, with.stdout, with.stderr)
	}
	directory := invoke(t, yaml, emptyEnvironment, "probe", "--certificates-directory", filepath.Dir(ca), "-")
	if directory.code != 0 || !strings.Contains(directory.stdout, "  ✓ tls ") || !strings.Contains(directory.stdout, "\nWorks") {
		t.Errorf("with Authelia's own directory: status %d\n%s%s", directory.code, directory.stdout, directory.stderr)
	}
	whole := "certificates_directory: '" + filepath.Dir(ca) + "'\n" + strings.Replace(yaml, "session:\n", "session:\n  secret: 'x'\n", 1)
	if named := invoke(t, whole, emptyEnvironment, "probe", "-"); named.code != 0 || !strings.Contains(named.stdout, "\nWorks") {
		t.Errorf("with the directory that the file names: status %d\n%s%s\n%s", named.code, named.stdout, named.stderr, whole)
	}
	broken := invoke(t, yaml, emptyEnvironment, "probe", "--ca", file(t, "ca.pem", "no certificate"), "-")
	if broken.code != 2 || !strings.Contains(broken.stderr, "contains no readable certificate") {
		t.Errorf("with a broken CA: status %d\n%s", broken.code, broken.stderr)
	}
}

// TestProbeBadConfiguration holds that what Authelia refuses is not tried.
func TestProbeBadConfiguration(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	port := listener.Addr().(*net.TCPAddr).Port
	yaml := redisYAML("127.0.0.1", port, "database_index: 'many'")

	got := invoke(t, yaml, emptyEnvironment, "probe", "-")
	if got.code != 1 || !strings.Contains(got.stdout, "\nNot tested: fix 1 error first\n") ||
		!strings.Contains(got.stdout, "database_index") {
		t.Errorf("status %d\n%s%s", got.code, got.stdout, got.stderr)
	}
}

// TestProbeInterrupted holds that Ctrl-C ends a probe that waits for a silent
// server. The kernel accepts the connection and nobody ever answers.
func TestProbeInterrupted(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	ctx, interrupt := context.WithCancel(t.Context())
	go func() {
		if connection, err := listener.Accept(); err == nil {
			defer connection.Close()
			interrupt() // once the probe is under way
			<-t.Context().Done()
		}
	}()
	yaml := redisYAML("127.0.0.1", listener.Addr().(*net.TCPAddr).Port)
	var stdout, stderr bytes.Buffer
	code := run(ctx, []string{"probe", "--timeout", "10m", "-"}, emptyEnvironment, strings.NewReader(yaml), &stdout, &stderr)
	if code != 2 || !strings.Contains(stderr.String(), "interrupted") || stdout.Len() > 0 {
		t.Errorf("status %d\n%s\n%s", code, &stdout, &stderr)
	}
}

// A panic within a test is told: in the report, as this program's own fault, and
// by an exit status of 2, because it says nothing about Redis.
func TestProbeBreaksDown(t *testing.T) {
	prober := &connectivity.Prober{Policy: policy.ForCommandLine(), Dial: func(context.Context, string, string) (net.Conn, error) {
		panic("hush-hush")
	}}
	report := prober.Probe(context.Background(), connectivity.Target{Mode: connectivity.ModeSingle, Host: "10.0.0.7", Port: 6379, Password: "hush-hush"}, nil)
	for _, output := range []*choice{{value: "text"}, {value: "json"}} {
		var out bytes.Buffer
		err := showReport(&out, report, output)
		if err == nil || errors.Is(err, errBad) || !strings.Contains(err.Error(), "panic at cmd/redis-wizard.TestProbeBreaksDown.func1:") {
			t.Errorf("%s: error %v", output.value, err)
		}
		if !strings.Contains(out.String(), "That is a fault of the wizard") || strings.Contains(out.String()+fmt.Sprint(err), "hush-hush") {
			t.Errorf("%s", &out)
		}
	}
}
