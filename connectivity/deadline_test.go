package connectivity

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"redis-wizard/connectivity/redistest"
)

// nodes gives the addresses of fakes, for a group.
func nodes(targets ...Target) []Address {
	var out []Address
	for _, target := range targets {
		out = append(out, Address{Host: target.Host, Port: target.Port})
	}
	return out
}

// A cancelled check hangs up everywhere at once, at whatever stage each
// connection is.
func TestCancelClosesEverything(t *testing.T) {
	before := runtime.NumGoroutine()
	t.Run("sentinels at different stages", func(t *testing.T) {
		reached := make(chan string, 64)
		left := make(chan string, 64)
		var targets []Target
		for _, at := range stages {
			if at.step == StepGroup || at.step == StepPrimary || at.asked == "PING" || at.asked == "HELLO" || at.asked == "ROLE" {
				targets = append(targets, at.turning(t, func(conn net.Conn) {
					reached <- at.asked
					_, _ = io.Copy(io.Discard, conn) // until it is left
					left <- at.asked
				}))
			}
		}
		target := Target{Mode: ModeSentinel, Password: password, Sentinel: &Sentinel{Name: "mymaster", Nodes: nodes(targets...)}}
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		done := make(chan Report)
		go func() { done <- (&Prober{Policy: CommandLinePolicy(), Deadline: time.Hour}).Probe(ctx, target, nil) }()
		for range targets {
			<-reached
		}
		cancelled := time.Now()
		cancel()
		report := <-done
		for range targets {
			select {
			case <-left:
			case <-time.After(5 * time.Second):
				t.Fatal("a connection stays open")
			}
		}
		// Far below every limit of a single step.
		if took := time.Since(cancelled); took > commandTimeout/2 {
			t.Errorf("it took %v to hang up", took)
		}
		wantVerdict(t, report, Fail)
		for _, e := range report.Endpoints[:len(targets)] {
			if got := e.Steps[stepFailed(e)].Code; got != "cancelled" {
				t.Errorf("%s failed with %s, want cancelled", e.ID, got)
			}
		}
	})
	noGoroutinesLeft(t, before)
}

func stepFailed(e EndpointReport) int {
	for i, s := range e.Steps {
		if s.Status == Failed {
			return i
		}
	}
	return 0
}

// The deadline of the whole check counts for each endpoint, whatever the limits
// of its steps would add up to.
func TestDeadlineOfAGroup(t *testing.T) {
	silent := func() Target { return fake(t, func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }) }
	target := Target{Mode: ModeSentinel, Password: password, Sentinel: &Sentinel{Name: "mymaster", Nodes: nodes(silent(), silent(), fullBacklog(t))}}
	started := time.Now()
	report := tryWith(t, &Prober{Policy: CommandLinePolicy(), Deadline: 400 * time.Millisecond}, target)
	if took := time.Since(started); took > commandTimeout {
		t.Errorf("it took %v", took)
	}
	wantVerdict(t, report, Fail)
	for i, step := range []StepName{StepRESP, StepRESP, StepConnect} {
		if got := statusOf(report.Endpoints[i], step); got != "failed deadline" {
			t.Errorf("%s %s: %s, want failed deadline", report.Endpoints[i].ID, step, got)
		}
	}
}

// Dead sentinels, in whichever way they are dead, keep nobody waiting: everything
// that the live one leads to has been seen before the first of them is given up.
func TestDeadSentinelsDelayNobody(t *testing.T) {
	primary := redistest.Start(t, redistest.Options{Password: password, Args: []string{"--masterauth", password}})
	live := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: primary})
	silent := fake(t, func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) })
	slow := fake(t, drip("+", "x"))
	full := fullBacklog(t)
	for name, dead := range map[string][]Target{"silent": {silent}, "slow": {slow}, "full backlog": {full}, "all of them": {silent, slow, full}} {
		t.Run(name, func(t *testing.T) {
			target := Target{Mode: ModeSentinel, Password: password, Timeout: time.Second, Sentinel: &Sentinel{Name: "mymaster", Nodes: nodes(dead...)}}
			target.Sentinel.Nodes = append(target.Sentinel.Nodes, Address{Host: live.Host, Port: live.Port})
			var mutex sync.Mutex
			var order []string
			observe := func(event StepEvent) {
				mutex.Lock()
				defer mutex.Unlock()
				order = append(order, fmt.Sprintf("%s %s %s", event.Address, event.Step.Step, event.Status))
			}
			report := (&Prober{Policy: CommandLinePolicy()}).Probe(context.Background(), target, observe)
			wantVerdict(t, report, Warn)
			place := func(text string) int {
				for i, seen := range order {
					if seen == text {
						return i
					}
				}
				t.Fatalf("%q is not among the steps: %v", text, order)
				return 0
			}
			last := max(place(live.Addr+" group passed"), place(primary.Addr+" latency passed"))
			for i, node := range nodes(dead...) {
				step := StepRESP
				if dead[i].Port == full.Port {
					step = StepConnect
				}
				if gone := place(fmt.Sprintf("%s %s failed", node, step)); gone < last {
					t.Errorf("%s was given up before the others were through: %v", node, order)
				}
			}
		})
	}
}

// fullBacklog is a port whose queue of connections is full and that never
// accepts one: a dial gets no answer at all, as behind a packet filter.
func fullBacklog(t *testing.T) Target {
	t.Helper()
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Close(fd) })
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Listen(fd, 0); err != nil {
		t.Fatal(err)
	}
	name, err := syscall.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	port := name.(*syscall.SockaddrInet4).Port
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	for {
		conn, err := net.DialTimeout("tcp", address, 200*time.Millisecond)
		if os.IsTimeout(err) {
			return Target{Host: "127.0.0.1", Port: port}
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
	}
}
