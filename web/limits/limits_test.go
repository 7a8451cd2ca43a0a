package limits

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"redis-wizard/connectivity/redistest"
)

// journal is a log that several goroutines write and the test reads.
type journal struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return j.text.String()
}

// quick is a pace for tests: what is done in the background is done often, and a
// lease is short.
var quick = pace{lease: 400 * time.Millisecond, renew: 50 * time.Millisecond, retry: 50 * time.Millisecond}

// lasting is quick with leases that do not run out while a test looks at them.
var lasting = pace{lease: 10 * time.Minute, renew: quick.renew, retry: quick.retry}

// replica is one server's limits on a Redis. That has a minute for each answer,
// because a busy machine is no fault of it.
func replica(t *testing.T, url string, atOnce int, pace pace) (*Limits, *journal) {
	t.Helper()
	return replicaWith(t, url, atOnce, pace, time.Minute)
}

func replicaWith(t *testing.T, url string, atOnce int, pace pace, patience time.Duration) (*Limits, *journal) {
	t.Helper()
	opened, err := Open(url)
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	options := *opened.Options()
	options.DialTimeout, options.ReadTimeout, options.WriteTimeout, options.PoolTimeout = patience, patience, patience, patience
	log := &journal{}
	l := newLimits(atOnce, atOnce, redis.NewClient(&options), slog.New(slog.NewTextHandler(log, nil)), pace)
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l, log
}

func within(t *testing.T, what string, check func() bool) {
	t.Helper()
	redistest.Eventually(t, what, func(context.Context) bool { return check() })
}

func TestCountsTogether(t *testing.T) {
	server := redistest.Start(t, redistest.Options{Password: "a-secret"})
	url := "redis://:a-secret@" + server.Addr + "/1"
	a, logA := replica(t, url, 2, lasting)
	b, _ := replica(t, url, 2, lasting)
	if a.Mode() != Shared || b.Mode() != Shared {
		t.Fatalf("the modes are %s and %s:\n%s", a.Mode(), b.Mode(), logA)
	}

	t.Run("rate", func(t *testing.T) {
		rate := Rate{Name: "probes", PerMinute: 1, Burst: 2}
		ctx := t.Context()
		if first, second := a.Take(ctx, rate, "192.0.2.1"), b.Take(ctx, rate, "192.0.2.1"); first != 0 || second != 0 {
			t.Errorf("the first two wait %v and %v", first, second)
		}
		for _, l := range []*Limits{a, b} {
			if wait := l.Take(ctx, rate, "192.0.2.1"); wait <= 0 || wait > time.Minute {
				t.Errorf("one too many waits %v", wait)
			}
			if l.Fault() != "" {
				t.Error("a replica thinks that it is cut off")
			}
		}
		if wait := a.Take(ctx, rate, "192.0.2.2"); wait != 0 {
			t.Errorf("another client waits %v", wait)
		}
	})

	t.Run("places", func(t *testing.T) {
		first, err := a.Acquire(t.Context(), "")
		if err != nil {
			t.Fatal("no first place")
		}
		second, err := b.Acquire(t.Context(), "")
		if err != nil {
			t.Fatal("no second place")
		}
		// Until both have been renewed, as they are while their work goes on.
		ends := func() []redis.Z {
			leases, err := a.store.client.ZRangeWithScores(t.Context(), leasesKey, 0, -1).Result()
			if err != nil || len(leases) != 2 {
				t.Fatalf("the leases are %v (%v)", leases, err)
			}
			slices.SortFunc(leases, func(a, b redis.Z) int { return strings.Compare(a.Member.(string), b.Member.(string)) })
			return leases
		}
		taken := ends()
		within(t, "the leases to be renewed", func() bool {
			now := ends()
			return now[0].Score > taken[0].Score && now[1].Score > taken[1].Score
		})
		for _, l := range []*Limits{a, b} {
			if _, err := l.Acquire(t.Context(), ""); err == nil {
				t.Error("a third place was given")
			}
		}
		first()
		first() // twice is as good as once
		within(t, "a place that was given back", func() bool {
			third, err := b.Acquire(t.Context(), "")
			if err == nil {
				third()
			}
			return err == nil
		})
		second()
		if n := a.Running() + b.Running(); n != 0 {
			t.Errorf("%d places are still taken", n)
		}
		within(t, "the leases to be given back", func() bool {
			n, err := a.store.client.ZCard(t.Context(), leasesKey).Result()
			return err == nil && n == 0
		})
	})

	t.Run("keys", func(t *testing.T) {
		release, err := a.Acquire(t.Context(), "")
		if err != nil {
			t.Fatal("no place")
		}
		defer release()
		client := server.Client("", "a-secret")
		defer client.Close()
		ctx := t.Context()
		conn := client.Conn()
		defer conn.Close()
		if err := conn.Select(ctx, 1).Err(); err != nil {
			t.Fatal(err)
		}
		keys, err := conn.Keys(ctx, "*").Result()
		if err != nil || len(keys) < 3 {
			t.Fatalf("the keys are %v (%v)", keys, err)
		}
		for _, key := range keys {
			if !strings.HasPrefix(strings.TrimPrefix(key, "rate:"), "redis-wizard:") || strings.Contains(key, "192.0.2") {
				t.Errorf("a key is %q", key)
			}
			if left, err := conn.PTTL(ctx, key).Result(); err != nil || left <= 0 || left > lasting.lease {
				t.Errorf("%s expires in %v (%v)", key, left, err)
			}
		}
	})
	if strings.Contains(logA.String(), "a-secret") {
		t.Errorf("the log has the password:\n%s", logA)
	}
}

// A replica that is killed gives nothing back; its places run out.
func TestKilledReplica(t *testing.T) {
	server := redistest.Start(t, redistest.Options{})
	a, _ := replica(t, "redis://"+server.Addr, 1, quick)
	b, _ := replica(t, "redis://"+server.Addr, 1, quick)
	if _, err := a.Acquire(t.Context(), ""); err != nil {
		t.Fatal("no place")
	}
	if err := a.Close(); err != nil { // and it renews no longer
		t.Fatal(err)
	}
	end := endOfLease(t, b)
	within(t, "the lease to run out", func() bool {
		release, err := b.Acquire(t.Context(), "")
		if err == nil {
			release()
		}
		return err == nil
	})
	wantPast(t, b, end)
	if b.Mode() != Shared {
		t.Error("the other replica was lost on the way")
	}
}

// wantPast holds that a time has come, by the clock of the Redis.
func wantPast(t *testing.T, l *Limits, end int64) {
	t.Helper()
	now, err := l.store.client.Time(t.Context()).Result()
	if err != nil || now.UnixMilli() < end {
		t.Errorf("a place was free before its lease had run out (%v)", err)
	}
}

// endOfLease is when the first of the leases runs out, in milliseconds by the
// clock of the Redis.
func endOfLease(t *testing.T, l *Limits) int64 {
	t.Helper()
	leases, err := l.store.client.ZRangeWithScores(t.Context(), leasesKey, 0, -1).Result()
	if err != nil {
		t.Fatal(err)
	}
	if len(leases) == 0 {
		return 0 // it has run out already
	}
	return int64(leases[0].Score)
}

// When the Redis is killed, both go on alone, and meet again when it is back.
func TestRedisGoesAndComes(t *testing.T) {
	server := redistest.Start(t, redistest.Options{})
	a, log := replica(t, "redis://"+server.Addr, 2, lasting)
	b, _ := replica(t, "redis://"+server.Addr, 2, lasting)
	rate := Rate{Name: "probes", PerMinute: 1, Burst: 1}
	held, err := a.Acquire(t.Context(), "")
	if err != nil || a.Take(t.Context(), rate, "x") != 0 {
		t.Fatal("nothing was allowed")
	}

	server.Kill()
	for name, l := range map[string]*Limits{"a": a, "b": b} {
		release, err := l.Acquire(t.Context(), "")
		if err != nil {
			t.Fatalf("%s gives no place alone", name)
		}
		release()
		if l.Take(t.Context(), rate, name) != 0 || l.Take(t.Context(), rate, name) == 0 {
			t.Errorf("%s does not count for itself", name)
		}
		if l.Mode() != Alone || l.Fault() == "" {
			t.Errorf("%s does not say that it is alone", name)
		}
	}
	if a.Take(t.Context(), rate, "x") == 0 {
		t.Error("the client got a fresh allowance when the Redis was lost")
	}
	if n := strings.Count(log.String(), "counts for itself"); n != 1 {
		t.Errorf("%d log lines on the loss, want 1:\n%s", n, log)
	}

	redistest.Start(t, redistest.Options{Port: server.Port})
	within(t, "both to be back", func() bool { return a.Mode() == Shared && b.Mode() == Shared })
	if !strings.Contains(log.String(), "is back") {
		t.Errorf("the log does not tell:\n%s", log)
	}
	// What still runs is made known to the new Redis, so one place is left.
	within(t, "the old lease", func() bool {
		n, err := a.store.client.ZCard(t.Context(), leasesKey).Result()
		return err == nil && n == 1
	})
	one, err := b.Acquire(t.Context(), "")
	if err != nil {
		t.Fatal("the second place is not free")
	}
	if _, err := b.Acquire(t.Context(), ""); err == nil {
		t.Error("a third place was given")
	}
	one()
	held()
}

// A Redis that hangs is given up after a moment, and then nobody waits: it is asked
// again in the background alone. When it goes on, it is counted with again.
func TestRedisHangs(t *testing.T) {
	server := redistest.Start(t, redistest.Options{})
	hang := func(pace pace) (*Limits, *questions) {
		l, _ := replicaWith(t, "redis://"+server.Addr, 2, pace, time.Second)
		asked := &questions{}
		l.store.client.AddHook(asked)
		server.Signal(t, syscall.SIGSTOP)
		return l, asked
	}
	never := quick
	never.retry = time.Hour
	l, asked := hang(never)
	for range 11 {
		if l.Take(t.Context(), Rate{Name: "probes", PerMinute: 60, Burst: 20}, "x") != 0 {
			t.Error("the client was refused")
		}
		if l.Mode() != Alone {
			t.Fatal("a Redis that hangs is counted with")
		}
	}
	if n := asked.count.Load(); n > 1 {
		t.Errorf("a Redis that hangs was asked %d times, want once", n)
	}
	server.Signal(t, syscall.SIGCONT)

	l, _ = hang(quick)
	l.Take(t.Context(), Rate{Name: "probes", PerMinute: 60, Burst: 20}, "x")
	server.Signal(t, syscall.SIGCONT)
	within(t, "it to be back", func() bool { return l.Mode() == Shared })
}

// questions counts what a client is asked.
type questions struct{ count atomic.Int32 }

func (*questions) DialHook(next redis.DialHook) redis.DialHook { return next }
func (q *questions) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, command redis.Cmder) error {
		q.count.Add(1)
		return next(ctx, command)
	}
}
func (*questions) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

// A Redis whose user may not do what is needed is not taken for a good one.
func TestRedisOfLittleUse(t *testing.T) {
	server := redistest.Start(t, redistest.Options{ACL: []string{"limits on >a-secret ~* +ping"}})
	l, log := replica(t, "redis://limits:a-secret@"+server.Addr, 1, quick)
	if l.Mode() != Alone || l.Fault() == "" {
		t.Error("it is used")
	}
	if text := log.String(); !strings.Contains(text, "NOPERM") || strings.Contains(text, "a-secret") {
		t.Errorf("the log is\n%s", text)
	}
}

// What is the matter with the Redis is said in words of our own, which anybody
// may read.
func TestFaultOfTheRedis(t *testing.T) {
	primary := redistest.Start(t, redistest.Options{Password: "a-secret", Args: []string{"--databases", "2"}, ACL: []string{"limits on >a-secret ~* +ping +select"}})
	replicaOfIt := redistest.Start(t, redistest.Options{Args: []string{"--replicaof", primary.Host, strconv.Itoa(primary.Port)}})
	for url, want := range map[string]string{
		"redis://:a-secret@" + primary.Addr:                    "",
		"redis://:another-secret@" + primary.Addr:              "refuses the user name or the password",
		"redis://" + primary.Addr:                              "asks for a password",
		"redis://:a-secret@" + primary.Addr + "/7":             "has no database of that number",
		"redis://limits:a-secret@" + primary.Addr:              "does not permit what counting takes",
		"redis://" + replicaOfIt.Addr:                          "is a replica that takes no writes",
		"redis://127.0.0.1:" + strconv.Itoa(redistest.Port(t)): "does not answer",
	} {
		l, log := replica(t, url, 1, quick)
		if got := l.Fault(); got != want {
			t.Errorf("%s: %q, want %q:\n%s", url, got, want, log)
		}
	}
}

// That a client goes away says nothing about the Redis.
func TestClientGoesAway(t *testing.T) {
	server := redistest.Start(t, redistest.Options{})
	l, _ := replica(t, "redis://"+server.Addr, 1, quick)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	l.Take(ctx, Rate{Name: "probes", PerMinute: 60, Burst: 20}, "x")
	if l.Mode() != Shared {
		t.Error("the Redis was given up")
	}
}

func TestWithoutRedis(t *testing.T) {
	l := New(1, 1, nil, slog.New(slog.DiscardHandler))
	defer l.Close()
	release, err := l.Acquire(t.Context(), "")
	if err != nil || l.Running() != 1 {
		t.Fatal("no place")
	}
	if _, err := l.Acquire(t.Context(), ""); err == nil {
		t.Error("a second place was given")
	}
	release()
	if l.Running() != 0 || l.Mode() != Alone || l.Fault() != "" {
		t.Errorf("%d run, mode %s", l.Running(), l.Mode())
	}
}

func TestOpenKeepsTheSecret(t *testing.T) {
	for _, text := range []string{"", "redis", "http://:hush@redis", "redis://:hush@redis:port", "redis://:hush@/", "redis://:hush@redis/db", "redis://:hush@redis/0?hush=1", "redis://:hu\x01sh@redis"} {
		client, err := Open(text)
		if !errors.Is(err, ErrURL) || client != nil || strings.Contains(err.Error(), "hush") {
			t.Errorf("Open(%q) = %v, %v", text, client, err)
		}
	}
	client, err := Open("rediss://user:hush@redis.example:6380/3")
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if o := client.Options(); o.Addr != "redis.example:6380" || o.Username != "user" || o.Password != "hush" || o.DB != 3 || o.TLSConfig == nil {
		t.Errorf("the options are for %s, database %d", o.Addr, o.DB)
	}
}

// One client gets its share of the places, also when it asks several replicas, and
// others get the rest. A replica that is killed gives the client's share back when
// its leases run out, as it does the places.
func TestShareOfOneClient(t *testing.T) {
	server := redistest.Start(t, redistest.Options{})
	sharing := func() *Limits {
		l, _ := replica(t, "redis://"+server.Addr, 4, lasting)
		l.each, l.places.each = 2, 2
		return l
	}
	alone := New(4, 2, nil, slog.New(slog.DiscardHandler))
	defer alone.Close()
	a, b := sharing(), sharing()
	for name, both := range map[string][2]*Limits{"alone": {alone, alone}, "together": {a, b}} {
		t.Run(name, func(t *testing.T) {
			var held []func()
			take := func(l *Limits, client string, want error) {
				t.Helper()
				release, err := l.Acquire(t.Context(), client)
				if !errors.Is(err, want) {
					t.Fatalf("%q gets %v, want %v", client, err, want)
				}
				if err == nil {
					held = append(held, release)
				}
			}
			take(both[0], "192.0.2.1", nil)
			take(both[1], "192.0.2.1", nil)
			take(both[0], "192.0.2.1", ErrShare)
			take(both[1], "192.0.2.1", ErrShare)
			take(both[1], "192.0.2.2", nil)
			take(both[0], "", nil)
			take(both[1], "192.0.2.3", ErrFull)
			take(both[0], "192.0.2.1", ErrShare) // which says more than that all are taken
			for _, release := range held {
				release()
			}
			within(t, "the share to be given back", func() bool {
				release, err := both[1].Acquire(t.Context(), "192.0.2.1")
				if err == nil {
					release()
				}
				return err == nil
			})
			if n := both[0].Running() + both[1].Running(); n != 0 {
				t.Errorf("%d places are still taken", n)
			}
		})
	}

	killed, _ := replica(t, "redis://"+server.Addr, 4, quick)
	for range 2 {
		if _, err := killed.Acquire(t.Context(), "192.0.2.9"); err != nil {
			t.Fatal(err)
		}
	}
	if err := killed.Close(); err != nil { // and it renews no longer
		t.Fatal(err)
	}
	end := endOfLease(t, b)
	within(t, "the leases to run out", func() bool {
		_, err := b.Acquire(t.Context(), "192.0.2.9")
		return err == nil
	})
	wantPast(t, b, end)
}
