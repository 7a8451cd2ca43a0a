package connectivity

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"
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
	bubble(t, func(t *testing.T, network *memoryNetwork) {
		reached := make(chan string, 64)
		var targets []Target
		for _, at := range stages {
			if at.step == StepGroup || at.step == StepPrimary || at.asked == "PING" || at.asked == "HELLO" || at.asked == "ROLE" {
				targets = append(targets, at.of(network.fake(at.turned(func(conn net.Conn) {
					reached <- at.asked
					_, _ = io.Copy(io.Discard, conn) // until it is left
				}))))
			}
		}
		target := Target{Mode: ModeSentinel, Password: password, Sentinel: &Sentinel{Name: "mymaster", Nodes: nodes(targets...)}}
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		done := make(chan Report)
		go func() { done <- network.prober(time.Hour).Probe(ctx, target, nil) }()
		for range targets {
			<-reached
		}
		cancelled := time.Now()
		cancel()
		report := <-done
		network.served.Wait()
		if took := time.Since(cancelled); took > 0 {
			t.Errorf("it took %v to hang up", took)
		}
		wantVerdict(t, report, Fail)
		for _, e := range report.Endpoints[:len(targets)] {
			if got := e.Steps[stepFailed(e)].Code; got != "cancelled" {
				t.Errorf("%s failed with %s, want cancelled", e.ID, got)
			}
		}
	})
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
	bubble(t, func(t *testing.T, network *memoryNetwork) {
		const deadline = 400 * time.Millisecond
		silent := func() Target { return network.fake(once("")) }
		target := Target{Mode: ModeSentinel, Password: password, Sentinel: &Sentinel{Name: "mymaster", Nodes: nodes(silent(), silent(), network.blackHole())}}
		started := time.Now()
		report := tryWith(t, network.prober(deadline), target)
		if took := time.Since(started); took > deadline {
			t.Errorf("it took %v, want the deadline of %v", took, deadline)
		}
		wantVerdict(t, report, Fail)
		for i, step := range []StepName{StepRESP, StepRESP, StepConnect} {
			if got := statusOf(report.Endpoints[i], step); got != "failed deadline" {
				t.Errorf("%s %s: %s, want failed deadline", report.Endpoints[i].ID, step, got)
			}
		}
	})
}

// Dead sentinels, in whichever way they are dead, keep nobody waiting: everything
// that the live one leads to has been seen before the first of them is given up.
func TestDeadSentinelsDelayNobody(t *testing.T) {
	const silent, slow, full = "silent", "slow", "behind a packet filter"
	for name, ways := range map[string][]string{silent: {silent}, slow: {slow}, full: {full}, "all of them": {silent, slow, full}} {
		inBubble(t, name, func(t *testing.T, network *memoryNetwork) {
			primary := network.fake(politely(nil))
			live := network.fake(politely(&primary))
			givenUp := map[string]string{}
			var dead []Target
			for _, way := range ways {
				node, step := network.blackHole(), StepConnect
				switch way {
				case silent:
					node, step = network.fake(once("")), StepRESP
				case slow:
					node, step = network.fake(drip("+", "x")), StepRESP
				}
				dead = append(dead, node)
				givenUp[way] = fmt.Sprintf("%s %s failed", nodes(node)[0], step)
			}
			target := Target{Mode: ModeSentinel, Password: password, Timeout: time.Second, Sentinel: &Sentinel{Name: "mymaster", Nodes: nodes(append(dead, live)...)}}
			var order []string
			report := network.prober(0).Probe(context.Background(), target, func(event StepEvent) {
				order = append(order, fmt.Sprintf("%s %s %s", event.Address, event.Step.Step, event.Status))
			})
			wantVerdict(t, report, Warn)
			place := func(text string) int {
				t.Helper()
				i := slices.Index(order, text)
				if i < 0 {
					t.Fatalf("%q is not among the steps: %v", text, order)
				}
				return i
			}
			last := max(place(nodes(live)[0].String()+" group passed"), place(nodes(primary)[0].String()+" latency passed"))
			for way, step := range givenUp {
				if place(step) < last {
					t.Errorf("the one that is %s was given up before the others were through: %v", way, order)
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
		// The kernel itself answers while there is a place in the queue.
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
