package web

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"redis-wizard/connectivity"
	"redis-wizard/connectivity/redistest"
)

// dial connects to a server.
func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	connection, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { connection.Close() })
	if err := connection.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	return connection
}

// wantClosed waits until a server closes a connection.
func wantClosed(t *testing.T, connection net.Conn) {
	t.Helper()
	if _, err := io.Copy(io.Discard, connection); errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatal("the server did not close the connection")
	}
}

func write(t *testing.T, connection net.Conn, text string) {
	t.Helper()
	if _, err := io.WriteString(connection, text); err != nil {
		t.Fatal(err)
	}
}

func TestHeadSize(t *testing.T) {
	s, _ := newServer(t, Options{})
	address := serveOn(t, s)
	for size, want := range map[int]int{maxHeader - 1<<10: 200, maxHeader + 8<<10: http.StatusRequestHeaderFieldsTooLarge} {
		connection := dial(t, address)
		write(t, connection, "GET /healthz HTTP/1.1\r\nHost: localhost\r\nCookie: "+strings.Repeat("x", size)+"\r\n\r\n")
		response, err := http.ReadResponse(bufio.NewReader(connection), nil)
		if err != nil || response.StatusCode != want {
			t.Errorf("a head of %d bytes: %v, %v; want %d", size, response, err, want)
		}
	}
}

func TestHeadTime(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, _ := newServer(t, Options{HeaderTimeout: 300 * time.Millisecond})
		network := serveInBubble(t, s)
		slow, prompt := network.dial(t), network.dial(t)
		began := time.Now()
		write(t, slow, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n")
		write(t, prompt, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n")
		time.Sleep(299 * time.Millisecond)
		write(t, prompt, "\r\n")
		if response, err := http.ReadResponse(bufio.NewReader(prompt), nil); err != nil || response.StatusCode != 200 {
			t.Errorf("a head in time: %v, %v", response, err)
		}
		wantClosed(t, slow)
		// Go gives it some more to hear why.
		if took := time.Since(began); took > time.Second {
			t.Errorf("a slow head was waited for: %v", took)
		}
	})
}

func TestIdleTime(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, _ := newServer(t, Options{IdleTimeout: 300 * time.Millisecond})
		connection := serveInBubble(t, s).dial(t)
		reader := bufio.NewReader(connection)
		for range 2 {
			time.Sleep(299 * time.Millisecond)
			write(t, connection, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
			response, err := http.ReadResponse(reader, nil)
			if err != nil {
				t.Fatalf("within the time: %v", err)
			}
			if _, err := io.Copy(io.Discard, response.Body); err != nil {
				t.Fatal(err)
			}
		}
		began := time.Now()
		wantClosed(t, connection)
		if took := time.Since(began); took != 300*time.Millisecond {
			t.Errorf("an idle connection stayed open for %v", took)
		}
	})
}

// stream asks for a test as events, over HTTP/1.1 or, with a certificate, HTTP/2.
// It runs in a bubble.
func stream(t *testing.T, s *Server, path string) *http.Response {
	t.Helper()
	scheme, major := "http", 1
	if s.keys != nil {
		scheme, major = "https", 2
	}
	request, err := http.NewRequestWithContext(t.Context(), "POST", scheme+"://localhost:8080"+path, strings.NewReader(someRedis))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept", "text/event-stream")
	request.Header.Set("Content-Type", "application/json")
	network := serveInBubble(t, s)
	transport := &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
		DialContext: func(context.Context, string, string) (net.Conn, error) { return network.dial(t), nil }}
	t.Cleanup(transport.CloseIdleConnections)
	response, err := (&http.Client{Transport: transport}).Do(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	if response.ProtoMajor != major {
		t.Fatalf("the protocol is %s", response.Proto)
	}
	return response
}

// protocols are the options for HTTP/1.1 and HTTP/2.
func protocols(t *testing.T) map[string]Options {
	files := newPair(t, redistest.NewAuthority("Test CA").Issue(redistest.Certificate{Names: []string{"wizard.example"}}))
	return map[string]Options{"HTTP/1.1": {}, "HTTP/2": {TLSCert: files.cert, TLSKey: files.key}}
}

// A reader that takes nothing is cut off, and its test ends and frees its
// place, on both streams.
func TestSlowReader(t *testing.T) {
	for protocol, options := range protocols(t) {
		for _, path := range []string{"/api/v1/probe", "/report"} {
			t.Run(protocol+path, func(t *testing.T) {
				bubble(t, func(t *testing.T) {
					cancelled := make(chan time.Time, 1)
					options.WriteTimeout, options.ProbeDeadline, options.MaxProbes = 300*time.Millisecond, time.Minute, 1
					options.Prober = proberFunc(func(ctx context.Context, _ connectivity.Target, observe func(connectivity.StepEvent)) connectivity.Report {
						step := stepOf("e1", connectivity.RoleRedis, connectivity.StepConnect)
						step.Endpoint.Address = strings.Repeat("much.ado.", 1<<17) // more than is buffered, in each view
						step.Step.Message = step.Endpoint.Address
						for ctx.Err() == nil {
							observe(step)
							time.Sleep(100 * time.Millisecond)
						}
						cancelled <- time.Now()
						return connectivity.Report{}
					})
					s, _ := newServer(t, options)
					began := time.Now()
					stream(t, s, path) // and nobody reads it
					// What is buffered on the way takes some views.
					if took := (<-cancelled).Sub(began); took > 3*time.Second {
						t.Errorf("the test was cancelled after %v", took)
					}
					synctest.Wait()
					if n := s.control.Limits.Running(); n != 0 {
						t.Errorf("%d places are still taken", n)
					}
				})
			})
		}
	}
}

// A stream may take longer than the time for one write, as long as it is read.
func TestPatientReader(t *testing.T) {
	for protocol, options := range protocols(t) {
		t.Run(protocol, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				options.WriteTimeout, options.ProbeDeadline = 200*time.Millisecond, time.Minute
				options.Prober = proberFunc(func(_ context.Context, _ connectivity.Target, observe func(connectivity.StepEvent)) connectivity.Report {
					for range 6 {
						time.Sleep(100 * time.Millisecond)
						observe(stepOf("e1", connectivity.RoleRedis, connectivity.StepConnect))
					}
					time.Sleep(400 * time.Millisecond) // nothing to write is no slow reader
					return connectivity.Report{Verdict: connectivity.Pass}
				})
				s, _ := newServer(t, options)
				if names, _ := readEvents(t, stream(t, s, "/api/v1/probe").Body); len(names) != 7 || names[6] != "report" {
					t.Errorf("the events are %v", names)
				}
			})
		})
	}
}
