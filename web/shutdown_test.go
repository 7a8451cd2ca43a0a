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
	await(t, "the test to begin", began)

	stop()
	redistest.Eventually(t, "/readyz to say no", func(context.Context) bool {
		response, err := http.Get(origin + "/readyz")
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		return response.StatusCode == 503
	})
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
	if got := await(t, "the answer of the test that ran", ended); got.status != 200 || !strings.Contains(got.body, `"verdict":"pass"`) {
		t.Errorf("the test that ran: status %d: %s", got.status, got.body)
	}
	if err := await(t, "the end of Serve", stopped); err != nil {
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
	bubble(t, func(t *testing.T) {
		prober, began, _ := waiting()
		s, _ := newServer(t, Options{Prober: prober, ProbeDeadline: 500 * time.Millisecond})
		network, stop, ended := served(t, s)
		network.send(t, "POST /api/v1/probe HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"+
			fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(someRedis), someRedis))
		<-began
		stop()
		// drain looks for the last test now and then; the client has a goodbye.
		if took := ended(); took < 400*time.Millisecond || took > 500*time.Millisecond+goodbye {
			t.Errorf("it stopped after %v", took)
		}
	})
}

// A client that never says all of its question is no reason to fail, nor to wait
// for long.
func TestStoppingWithoutPatience(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, log := newServer(t, Options{})
		network, stop, ended := served(t, s)
		client := network.send(t, "POST /api/v1/evaluate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n")
		// The server asks for the body, so the request has reached its handler.
		if answer, err := bufio.NewReader(client).ReadString('\n'); err != nil || !strings.Contains(answer, "100 Continue") {
			t.Fatalf("%q, %v", answer, err)
		}
		stop()
		if took := ended(); took > goodbye {
			t.Errorf("it waited for a client that says nothing: %v", took)
		}
		if !strings.Contains(log.String(), "cut off") {
			t.Errorf("the log is\n%s", log)
		}
	})
}

// With a delay, an idle server answers until load balancers have noticed.
func TestShutdownDelay(t *testing.T) {
	bubble(t, func(t *testing.T) {
		const delay = 500 * time.Millisecond
		s, _ := newServer(t, Options{ShutdownDelay: delay})
		network, stop, ended := served(t, s)
		stop()
		time.Sleep(delay - time.Nanosecond)
		client := network.send(t, "GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n")
		if response, err := http.ReadResponse(bufio.NewReader(client), nil); err != nil || response.StatusCode != 503 {
			t.Errorf("/readyz: %v, %v", response, err)
		}
		if took := ended(); took < delay || took > delay+goodbye {
			t.Errorf("it stopped after %v", took)
		}
	})
}

// served serves in a bubble until it is told to stop. ended waits for the end, and
// tells how long it took from then.
func served(t *testing.T, s *Server) (network *pipes, stop func(), ended func() time.Duration) {
	t.Helper()
	network = newPipes()
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() { stopped <- s.Serve(ctx, network) }()
	var told time.Time
	stop = func() { told = time.Now(); cancel() }
	ended = func() time.Duration {
		t.Helper()
		if err := <-stopped; err != nil {
			t.Errorf("Serve ended with %v", err)
		}
		return time.Since(told)
	}
	return network, stop, ended
}
