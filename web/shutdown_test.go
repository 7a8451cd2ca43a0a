package web

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"redis-wizard/connectivity/redistest"
)

// A server that is told to stop gives the test that runs its time, says so to
// load balancers at once, and starts no other.
func TestStopping(t *testing.T) {
	prober, began, end := waiting()
	s, log := newServer(t, Options{Prober: prober})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	stopped := make(chan error, 1)
	go func() { stopped <- s.Serve(ctx, listener) }()
	origin := "http://" + listener.Addr().String()
	post := func() (int, string) {
		response, err := http.Post(origin+"/api/v1/probe", "application/json", strings.NewReader(someRedis))
		if err != nil {
			return 0, err.Error()
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		return response.StatusCode, fmt.Sprint(string(body), err)
	}
	type outcome struct {
		status int
		body   string
	}
	ended := make(chan outcome, 1)
	go func() {
		status, body := post()
		ended <- outcome{status, body}
	}()
	<-began

	told := time.Now()
	stop()
	for {
		response, err := http.Get(origin + "/readyz")
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode == 503 {
			break
		}
		if time.Since(told) > 5*time.Second {
			t.Fatalf("/readyz still says %d", response.StatusCode)
		}
	}
	if response, err := http.Get(origin + "/healthz"); err != nil || response.StatusCode != 200 {
		t.Errorf("/healthz: %v, %v", response, err)
	}
	if status, body := post(); status != 503 || !strings.Contains(body, "about to stop") {
		t.Errorf("a new test: status %d: %s", status, body)
	}
	select {
	case err := <-stopped:
		t.Fatalf("it stopped while a test ran: %v", err)
	default:
	}
	close(end)
	if got := <-ended; got.status != 200 || !strings.Contains(got.body, `"verdict":"pass"`) {
		t.Errorf("the test that ran: status %d: %s", got.status, got.body)
	}
	if err := <-stopped; err != nil {
		t.Errorf("Serve ended with %v", err)
	}
	if _, err := http.Get(origin + "/healthz"); err == nil {
		t.Error("it still serves")
	}
	if !strings.Contains(log.String(), "msg=stopping running_tests=1") {
		t.Errorf("the log is\n%s", log)
	}
}

// A test that would run on is ended by its own deadline, and the server with it.
func TestStoppingHasAnEnd(t *testing.T) {
	prober, began, _ := waiting()
	s, _ := newServer(t, Options{Prober: prober, ProbeDeadline: 500 * time.Millisecond})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() { stopped <- s.Serve(ctx, listener) }()
	go func() {
		if response, err := http.Post("http://"+listener.Addr().String()+"/api/v1/probe", "application/json", strings.NewReader(someRedis)); err == nil {
			response.Body.Close()
		}
	}()
	<-began
	stop()
	select {
	case err := <-stopped:
		if err != nil {
			t.Errorf("Serve ended with %v", err)
		}
	case <-time.After(500*time.Millisecond + 5*time.Second):
		t.Fatal("it did not end")
	}
}

// A client that never says all of its question is no reason to fail, nor to wait
// for long.
func TestStoppingWithoutPatience(t *testing.T) {
	s, log := newServer(t, Options{})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() { stopped <- s.Serve(ctx, listener) }()
	client, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	head := "POST /api/v1/evaluate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n"
	if _, err := io.WriteString(client, head); err != nil {
		t.Fatal(err)
	}
	// The server asks for the body, so the request has reached its handler.
	if answer, err := bufio.NewReader(client).ReadString('\n'); err != nil || !strings.Contains(answer, "100 Continue") {
		t.Fatalf("%q, %v", answer, err)
	}
	stop()
	select {
	case err := <-stopped:
		if err != nil {
			t.Errorf("Serve ended with %v", err)
		}
	case <-time.After(8 * time.Second):
		t.Fatal("it waits for a client that says nothing")
	}
	if !strings.Contains(log.String(), "cut off") {
		t.Errorf("the log is\n%s", log)
	}
}

// With a delay, an idle server answers until load balancers have noticed.
func TestShutdownDelay(t *testing.T) {
	s, _ := newServer(t, Options{ShutdownDelay: 500 * time.Millisecond})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() { stopped <- s.Serve(ctx, listener) }()
	told := time.Now()
	stop()
	redistest.Eventually(t, "/readyz to say no", func(context.Context) bool {
		response, err := http.Get("http://" + listener.Addr().String() + "/readyz")
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		return response.StatusCode == 503
	})
	if err := <-stopped; err != nil {
		t.Errorf("Serve ended with %v", err)
	}
	if took := time.Since(told); took < 450*time.Millisecond || took > 5*time.Second {
		t.Errorf("it stopped after %v", took)
	}
}
