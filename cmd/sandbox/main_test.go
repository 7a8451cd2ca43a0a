package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/connectivity"
	"redis-wizard/connectivity/policy"
	"redis-wizard/web/probe"
)

// TestSandbox is make run: the port that it wants is taken, it takes another,
// says where, and the page there is filled in.
func TestSandbox(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	reader, writer := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"-listen", taken.Addr().String()}, writer, io.Discard)
		writer.Close()
	}()
	stdout := bufio.NewReader(reader)
	said, err := stdout.ReadString('\n')
	if err != nil {
		t.Fatalf("nothing was printed: %v", err)
	}
	go io.Copy(io.Discard, stdout)
	url := regexp.MustCompile(`http://127\.0\.0\.1:\d+/`).FindString(said)
	if url == "" || strings.Contains(url, taken.Addr().String()) {
		t.Fatalf("it printed %q, want the URL of another port than %s", said, taken.Addr())
	}
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(response.Body)
	response.Body.Close()
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("status %d, %v", response.StatusCode, err)
	}
	if !strings.Contains(string(page), `value="127.0.0.1"`) {
		t.Errorf("the form is not filled in:\n%s", page)
	}
	stop()
	if code := <-ended; code != 0 {
		t.Errorf("exit status %d, want 0", code)
	}
}

// TestProbeIsGreen holds the promise of the first click: with what the form is
// filled in with, every step passes and there is nothing to warn of.
func TestProbeIsGreen(t *testing.T) {
	r := start(t, "let-me-in")
	prober := &connectivity.Prober{Policy: policy.ForServer(true)}
	for _, choice := range authelia.VersionChoices() {
		report, err := probe.Run(t.Context(), prober, configschema.Input{Authelia: choice, Values: r.values()}, probe.Trust{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if report.Verdict != connectivity.Pass {
			t.Errorf("Authelia %s: verdict %s: %+v", choice, report.Verdict, report)
			continue
		}
		for _, step := range report.Endpoints[0].Steps {
			if step.Status != connectivity.Passed && !(step.Step == connectivity.StepResolve && step.Status == connectivity.Skipped) {
				t.Errorf("Authelia %s: step %s is %s: %s", choice, step.Step, step.Status, step.Message)
			}
		}
	}
}

// TestWrongPasswordIsRed holds that the sandbox is no pushover: a green test
// means something.
func TestWrongPasswordIsRed(t *testing.T) {
	r := start(t, "let-me-in")
	values := r.values()
	values["session.redis.password"] = "wrong"
	prober := &connectivity.Prober{Policy: policy.ForServer(true)}
	report, err := probe.Run(t.Context(), prober, configschema.Input{Values: values}, probe.Trust{}, nil)
	if err != nil || report.Verdict != connectivity.Fail {
		t.Errorf("verdict %s, %v", report.Verdict, err)
	}
}

func TestListenNear(t *testing.T) {
	for _, address := range []string{"0.0.0.0:8080", ":8080", "10.0.0.1:8080", "nonsense", "127.0.0.1:http"} {
		if listener, err := listenNear(address); err == nil {
			listener.Close()
			t.Errorf("the sandbox listens on %s", address)
		}
	}
}
