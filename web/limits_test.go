package web

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"redis-wizard/connectivity/redistest"
	"redis-wizard/web/limits"
)

// replica is a server that shares its limits through a Redis. That has a minute for
// each answer, because a busy machine is no fault of it.
func replica(t *testing.T, server *redistest.Server, options Options) (*Server, *journal) {
	t.Helper()
	opened, err := limits.Open("redis://:hush-hush@" + server.Addr)
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	patient := *opened.Options()
	patient.DialTimeout, patient.ReadTimeout, patient.WriteTimeout, patient.PoolTimeout = time.Minute, time.Minute, time.Minute, time.Minute
	options.LimitsRedis = redis.NewClient(&patient)
	s, log := newServer(t, options)
	t.Cleanup(func() {
		if strings.Contains(log.String(), "hush-hush") {
			t.Errorf("the log has the password of the Redis:\n%s", log)
		}
	})
	return s, log
}

// Two servers behind a load balancer refuse what one would refuse, count for
// themselves while their Redis is away, and come together again.
func TestReplicasShareLimits(t *testing.T) {
	server := redistest.Start(t, redistest.Options{Password: "hush-hush"})
	prober, began, end := waiting()
	options := Options{ProbesPerMinute: 9, MaxProbes: 2, ProbesPerClient: 2, Prober: prober}
	a, log := replica(t, server, options)
	b, _ := replica(t, server, options)
	wantText(t, get(t, a, "/readyz"), "ready\n")
	wantNoText(t, get(t, a, "/readyz"), "note")

	ended := make(chan answer, 2)
	for _, s := range []*Server{a, b} {
		go func() { ended <- postJSON(t, s, "/api/v1/probe", someRedis) }()
		<-began
	}
	for name, s := range map[string]*Server{"the first": a, "the second": b} {
		refused := postJSON(t, s, "/api/v1/probe", someRedis)
		if refused.StatusCode != 429 || !strings.Contains(refused.body, "at one time") {
			t.Errorf("%s server: status %d: %s", name, refused.StatusCode, refused.body)
		}
	}
	close(end)
	wantStatus(t, <-ended, 200)
	wantStatus(t, <-ended, 200)

	// Three may come at once, and two have come. A place is given back a moment
	// after its answer.
	redistest.Eventually(t, "a third test", func(context.Context) bool {
		return postJSON(t, a, "/api/v1/probe", someRedis).StatusCode == 200
	})
	refused := postJSON(t, b, "/api/v1/probe", someRedis)
	redistest.Eventually(t, "the rate", func(context.Context) bool {
		refused = postJSON(t, b, "/api/v1/probe", someRedis)
		return strings.Contains(refused.body, "many tests")
	})
	wantStatus(t, refused, 429)

	server.Kill()
	from := func(s *Server, client string) answer {
		r := newRequest("POST", "/api/v1/probe", "application/json", someRedis)
		r.RemoteAddr = client + ":1000"
		return do(t, s, r)
	}
	for _, s := range []*Server{a, b} {
		for i, want := range []int{200, 200, 200, 429} {
			if got := from(s, "192.0.2.77"); got.StatusCode != want {
				t.Errorf("alone, answer %d has status %d, want %d: %s", i+1, got.StatusCode, want, got.body)
			}
		}
		ready := get(t, s, "/readyz")
		wantStatus(t, ready, 200)
		wantText(t, ready, "ready\n", "does not answer", "counts for itself")
	}
	if n := strings.Count(log.String(), "was lost"); n != 1 {
		t.Errorf("%d lines on the loss:\n%s", n, log)
	}

	redistest.Start(t, redistest.Options{Password: "hush-hush", Port: server.Port})
	redistest.Eventually(t, "both to be ready without a note", func(context.Context) bool {
		return get(t, a, "/readyz").body+get(t, b, "/readyz").body == "ready\nready\n"
	})
	together := 0
	for range 6 { // one of them may come before a place is given back
		for _, s := range []*Server{a, b} {
			if from(s, "192.0.2.78").StatusCode == 200 {
				together++
			}
		}
	}
	if together != 3 {
		t.Errorf("together they allowed %d of 3", together)
	}
}
