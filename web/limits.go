package web

import (
	"fmt"
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// probeLimits bounds what clients make this server dial: how often each of
// them, and how much at one time.
type probeLimits struct {
	perMinute int
	running   chan struct{}

	mu      sync.Mutex
	clients map[string]*rate.Limiter
}

// maxClients bounds the memory for clients. When it is reached, those that
// have not asked for a while are forgotten.
const maxClients = 10_000

func newProbeLimits(perMinute, atOnce int) *probeLimits {
	return &probeLimits{perMinute: perMinute, running: make(chan struct{}, atOnce), clients: map[string]*rate.Limiter{}}
}

// busyError says that a test has to wait.
type busyError struct {
	message string
	wait    time.Duration
}

func (e *busyError) Error() string { return e.message }

// retryAfter is the wait in whole seconds, at least one (RFC 9110, 10.2.3).
func (e *busyError) retryAfter() string {
	return strconv.Itoa(max(1, int(math.Ceil(e.wait.Seconds()))))
}

// admit lets a client's test in, or says when to come back. Call done when the
// test has ended.
func (l *probeLimits) admit(client string, now time.Time) (done func(), err error) {
	select {
	case l.running <- struct{}{}:
	default:
		return nil, &busyError{"This server is testing as many connections as it may at one time. Please try again in a few seconds.", 2 * time.Second}
	}
	if wait := l.wait(client, now); wait > 0 {
		<-l.running
		return nil, &busyError{fmt.Sprintf("That were many tests in a short time. Please wait %d seconds and try again.", max(1, int(math.Ceil(wait.Seconds())))), wait}
	}
	return sync.OnceFunc(func() { <-l.running }), nil
}

// wait takes one test from the client's allowance; above 0 there was none.
func (l *probeLimits) wait(client string, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	limiter := l.clients[client]
	if limiter == nil {
		l.forget(now)
		limiter = rate.NewLimiter(rate.Limit(float64(l.perMinute)/60), max(1, l.perMinute/3))
		l.clients[client] = limiter
	}
	reservation := limiter.ReserveN(now, 1)
	wait := reservation.DelayFrom(now)
	if wait > 0 {
		reservation.CancelAt(now)
	}
	return wait
}

// forget drops clients whose allowance is whole again: they are as good as new.
func (l *probeLimits) forget(now time.Time) {
	if len(l.clients) < maxClients {
		return
	}
	for name, limiter := range l.clients {
		if limiter.TokensAt(now) >= float64(limiter.Burst()) {
			delete(l.clients, name)
		}
	}
	if len(l.clients) >= maxClients {
		clear(l.clients) // a flood of addresses: the cap of running tests still holds
	}
}

// client names the other end of a connection: its address, or the /64 that an
// IPv6 client can choose its addresses from. Headers such as X-Forwarded-For
// are not believed, because anybody can send them.
func client(r *http.Request) string {
	end, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return "unknown"
	}
	address := end.Addr().Unmap().WithZone("")
	if address.Is6() {
		if prefix, err := address.Prefix(64); err == nil {
			return prefix.String()
		}
	}
	return address.String()
}
