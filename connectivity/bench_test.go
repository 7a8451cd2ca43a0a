package connectivity

import (
	"context"
	"io"
	"net"
	"runtime"
	"runtime/metrics"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"redis-wizard/connectivity/policy"
	"redis-wizard/connectivity/redistest"
)

// These show speed, and assert nothing of it: see `make bench`.

// BenchmarkServer sets a whole check of one server beside what go-redis needs to
// connect and PING. The two take turns, so that they meet the same weather.
func BenchmarkServer(b *testing.B) {
	server := redistest.Start(b, redistest.Options{Password: password})
	target := at(server)
	var bare, probe []time.Duration
	for b.Loop() {
		started := time.Now()
		connectAndPing(b, server)
		bare = append(bare, time.Since(started))
		probe = append(probe, timed(b, target))
	}
	compare(b, "bare", bare, "probe", probe)
}

// BenchmarkSentinel sets a check of a group with two of its three sentinels
// silent beside one with all three alive: how long until the primary is known to
// work, and how long until the last silent sentinel is given up.
func BenchmarkSentinel(b *testing.B) {
	primary := redistest.Start(b, redistest.Options{Password: password, Args: []string{"--masterauth", password}})
	group := func(silent int) Target {
		target := Target{Mode: ModeSentinel, Password: password, Sentinel: &Sentinel{Name: "mymaster"}}
		for i := range 3 {
			address := Address{Host: "127.0.0.1", Port: silentPort(b)}
			if i >= silent {
				sentinel := redistest.StartSentinel(b, redistest.SentinelOptions{Primary: primary})
				address.Port = sentinel.Port
			}
			target.Sentinel.Nodes = append(target.Sentinel.Nodes, address)
		}
		return target
	}
	alive, silent := group(0), group(2)
	var ofAlive, ofSilent sentinelTimes
	for b.Loop() {
		for range 9 {
			ofAlive.add(alive)
		}
		for range 3 {
			ofSilent.add(silent)
		}
	}
	compare(b, "alive", ofAlive.whole, "two-silent", ofSilent.whole)
	b.ReportMetric(ms(rank(ofAlive.primary, 50)), "alive-primary-p50-ms")
	b.ReportMetric(ms(rank(ofSilent.primary, 50)), "two-silent-primary-p50-ms")
}

// sentinelTimes are the durations of whole checks, and of the part until the
// primary is known to work.
type sentinelTimes struct{ whole, primary []time.Duration }

func (s *sentinelTimes) add(target Target) {
	started, primary := time.Now(), time.Duration(0)
	report := (&Prober{Policy: policy.ForCommandLine()}).Probe(context.Background(), target, func(event StepEvent) {
		if event.Role == RolePrimary && event.Step.Step == StepCommands {
			primary = time.Since(started)
		}
	})
	s.whole = append(s.whole, time.Since(started)-latencyOf(report))
	s.primary = append(s.primary, primary)
}

// BenchmarkAtOnce runs 200 checks at one time.
func BenchmarkAtOnce(b *testing.B) {
	const many = 200
	server := redistest.Start(b, redistest.Options{Password: password})
	target := at(server)
	timed(b, target) // what is loaded once
	var each, round []time.Duration
	peak := uint64(0)
	for b.Loop() {
		runtime.GC()
		before, stop := memory(), make(chan struct{})
		var watch, probes sync.WaitGroup
		watch.Go(func() {
			for {
				select {
				case <-stop:
					return
				case <-time.After(time.Millisecond):
					peak = max(peak, max(memory(), before)-before)
				}
			}
		})
		durations := make([]time.Duration, many)
		started := time.Now()
		for i := range many {
			probes.Go(func() { durations[i] = timed(b, target) })
		}
		probes.Wait()
		round = append(round, time.Since(started))
		close(stop)
		watch.Wait()
		each = append(each, durations...)
	}
	report(b, "each", each)
	b.ReportMetric(ms(rank(round, 50)), "all-200-ms")
	b.ReportMetric(float64(peak)/(1<<20), "peak-MiB")
	b.ReportMetric(0, "ns/op")
}

// timed is the duration of a check without its latency samples, which are a
// measurement and take as long as they take.
func timed(b *testing.B, target Target) time.Duration {
	started := time.Now()
	report := (&Prober{Policy: policy.ForCommandLine(), Deadline: time.Minute}).Probe(context.Background(), target, nil)
	took := time.Since(started)
	if report.Verdict == Fail {
		b.Errorf("the check failed: %+v", report.Findings)
	}
	return took - latencyOf(report)
}

func latencyOf(report Report) time.Duration {
	for _, e := range report.Endpoints {
		for _, s := range e.Steps {
			if s.Step == StepLatency {
				return time.Duration(s.TookMS * float64(time.Millisecond))
			}
		}
	}
	return 0
}

func connectAndPing(b *testing.B, server *redistest.Server) {
	client := redis.NewClient(&redis.Options{
		Addr: server.Addr, Password: server.Password, MaxRetries: -1, PoolSize: 1, DisableIdentity: true,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	})
	defer client.Close()
	if err := client.Ping(context.Background()).Err(); err != nil {
		b.Fatal(err)
	}
}

// silentPort takes connections and never answers.
func silentPort(b *testing.B) int {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() { _, _ = io.Copy(io.Discard, conn); conn.Close() }()
		}
	}()
	return listener.Addr().(*net.TCPAddr).Port
}

// compare reports both, and the ratio of their medians.
func compare(b *testing.B, base string, ofBase []time.Duration, other string, ofOther []time.Duration) {
	report(b, base, ofBase)
	report(b, other, ofOther)
	b.ReportMetric(float64(rank(ofOther, 50))/float64(rank(ofBase, 50)), "ratio")
	b.ReportMetric(0, "ns/op")
}

func report(b *testing.B, name string, durations []time.Duration) {
	b.ReportMetric(ms(rank(durations, 50)), name+"-p50-ms")
	b.ReportMetric(ms(rank(durations, 95)), name+"-p95-ms")
}

func rank(durations []time.Duration, percent int) time.Duration {
	sorted := slices.Sorted(slices.Values(durations))
	return sorted[max(0, (percent*len(sorted)+99)/100-1)]
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// memory is what the program holds: its heap and its stacks.
func memory() uint64 {
	samples := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/unused:bytes"}, {Name: "/memory/classes/heap/stacks:bytes"}}
	metrics.Read(samples)
	return samples[0].Value.Uint64() + samples[1].Value.Uint64() + samples[2].Value.Uint64()
}
