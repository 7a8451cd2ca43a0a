package main

import (
	"cmp"
	"fmt"
	"io"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"redis-wizard/connectivity/redistest"
)

const evaluation = `{"authelia":"4.39","kind":"single","tls":"on","values":{"session.redis.host":"redis.example.com","session.redis.port":"70000","session.redis.password":"it's a secret"}}`

// requests is how many pages and evaluations the server gives in a second.
var requests = chapter{
	name: "requests", title: "Requests", intro: "Fifty clients at once for five seconds each, after the server has been idle.",
	measure: func(binary string) []row {
		w := start(binary)
		defer w.stop()
		time.Sleep(2 * time.Second)
		idle, _ := w.state()
		return []row{
			{"memory when idle (resident)", fmt.Sprintf("%.1f MiB", idle), "under 30 MiB"},
			{"the page", hammer(func() error { return w.get("/") }), ""},
			{"an evaluation", hammer(func() error { _, err := w.post("/api/v1/evaluate", evaluation); return err }), ""},
		}
	},
}

// hammer asks from fifty clients at once, each again and again for five seconds.
func hammer(ask func() error) string {
	var (
		all    []time.Duration
		failed error
		mutex  sync.Mutex
		group  sync.WaitGroup
	)
	began := time.Now()
	for range 50 {
		group.Go(func() {
			for time.Since(began) < 5*time.Second {
				asked := time.Now()
				err := ask()
				took := time.Since(asked)
				mutex.Lock()
				all = append(all, took)
				failed = cmp.Or(failed, err)
				mutex.Unlock()
			}
		})
	}
	group.Wait()
	check(failed)
	slices.Sort(all)
	return fmt.Sprintf("%.0f a second, p50 %s, p99 %s", float64(len(all))/time.Since(began).Seconds(),
		milliseconds(all[len(all)/2]), milliseconds(all[len(all)*99/100]))
}

// inFlight holds 500 tests open at a server that accepts and says nothing.
var inFlight = chapter{
	name: "in-flight", title: "Tests in flight",
	intro: "A server that accepts connections and never answers keeps 500 connection tests waiting until their deadline of 10 s.",
	measure: func(binary string) []row {
		silent := must(net.Listen("tcp", "127.0.0.1:0"))
		defer silent.Close()
		go func() {
			for {
				connection, err := silent.Accept()
				if err != nil {
					return
				}
				go func() { // reads what comes and answers nothing, until the other side leaves
					_, _ = io.Copy(io.Discard, connection)
					connection.Close()
				}()
			}
		}()
		w := start(binary, "--max-probes", "500")
		defer w.stop()
		before, calm := w.state()
		began := time.Now()
		var failed atomic.Int64
		var group sync.WaitGroup
		for range 500 {
			group.Go(func() {
				if verdict, err := w.probe(silent.Addr().(*net.TCPAddr).Port, ""); err != nil || verdict != "fail" {
					failed.Add(1)
				}
			})
		}
		time.Sleep(1500 * time.Millisecond)
		during, busy := w.state()
		flying := w.metric("redis_wizard_probes_in_flight")
		asked := time.Now()
		check(w.get("/"))
		page := time.Since(asked)
		group.Wait()
		took := time.Since(began)
		time.Sleep(2 * time.Second)
		after, left := w.state()
		return []row{
			{"in flight at once, by the server's own count", fmt.Sprintf("%.0f", flying), "500"},
			{"answers that are not the report they should be", fmt.Sprint(failed.Load()), "0"},
			{"all answered after", fmt.Sprintf("%.1f s", took.Seconds()), "one deadline"},
			{"the page meanwhile", milliseconds(page), ""},
			{"memory before, during, after", fmt.Sprintf("%.0f, %.0f, %.0f MiB", before, during, after), ""},
			{"goroutines before, during, after", fmt.Sprintf("%.0f, %.0f, %.0f", calm, busy, left), "as before"},
		}
	},
}

// hour runs as many tests as one client may start in an hour.
var hour = chapter{
	name: "hour", title: "An hour's worth of tests",
	intro: "1800 connection tests against a real Redis, what one client may start in an hour, eight at a time.",
	measure: func(binary string) []row {
		server := must(redistest.Run(redistest.Options{Password: "s3ssions"}))
		defer server.Stop()
		w := start(binary)
		defer w.stop()
		rows := make([]row, 1)
		began := time.Now()
		for count := 450; count <= 1800; count += 450 {
			var failed atomic.Int64
			var group sync.WaitGroup
			for range 8 {
				group.Go(func() {
					for range 450 / 8 {
						if verdict, err := w.probe(server.Port, "s3ssions"); err != nil || verdict == "fail" {
							failed.Add(1)
						}
					}
				})
			}
			group.Wait()
			time.Sleep(time.Second)
			memory, goroutines := w.state()
			rows = append(rows, row{fmt.Sprintf("after %d tests", count), fmt.Sprintf("%.1f MiB, %.0f goroutines, %d failed", memory, goroutines, failed.Load()), "flat"})
		}
		rows[0] = row{"all of them took", fmt.Sprintf("%.1f s", time.Since(began).Seconds()), ""}
		return rows
	},
}
