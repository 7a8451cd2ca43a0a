package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"redis-wizard/connectivity/redistest"
)

const evaluation = `{"authelia":"4.39","kind":"single","tls":"on","values":{"session.redis.host":"redis.example.com","session.redis.port":"70000","session.redis.password":"it's a secret"}}`

// requests is how many pages and evaluations the server gives in a second.
func requests(binary string) (chapter, error) {
	c := chapter{title: "Requests", intro: "Fifty clients at once for five seconds each, after the server has stood idle."}
	w, err := start(binary)
	if err != nil {
		return c, err
	}
	defer w.stop(syscall.SIGTERM)
	time.Sleep(2 * time.Second)
	resident, _, err := w.state()
	if err != nil {
		return c, err
	}
	c.rows = append(c.rows, row{"memory when idle (resident)", fmt.Sprintf("%.1f MiB", resident/(1<<20)), "under 30 MiB"})
	for _, load := range []struct {
		name string
		ask  func() error
	}{
		{"the page", func() error { return w.get("/") }},
		{"an evaluation", func() error {
			status, _, err := w.post("/api/v1/evaluate", evaluation)
			if err == nil && status != http.StatusOK {
				err = fmt.Errorf("status %d", status)
			}
			return err
		}},
	} {
		rate, p50, p99, err := hammer(50, 5*time.Second, load.ask)
		if err != nil {
			return c, fmt.Errorf("%s: %w", load.name, err)
		}
		c.rows = append(c.rows, row{load.name, fmt.Sprintf("%.0f a second, p50 %s, p99 %s", rate, milliseconds(p50), milliseconds(p99)), ""})
	}
	return c, nil
}

func (w *wizard) get(path string) error {
	response, err := w.client.Get(w.origin + path)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", response.StatusCode)
	}
	return nil
}

// hammer asks from several clients at once, each again and again.
func hammer(clients int, how time.Duration, ask func() error) (rate float64, p50, p99 time.Duration, err error) {
	var (
		all    []time.Duration
		failed error
		mutex  sync.Mutex
		group  sync.WaitGroup
	)
	began := time.Now()
	for range clients {
		group.Go(func() {
			var own []time.Duration
			for time.Since(began) < how {
				asked := time.Now()
				if err := ask(); err != nil {
					mutex.Lock()
					failed = err
					mutex.Unlock()
					return
				}
				own = append(own, time.Since(asked))
			}
			mutex.Lock()
			all = append(all, own...)
			mutex.Unlock()
		})
	}
	group.Wait()
	if failed != nil || len(all) == 0 {
		return 0, 0, 0, fmt.Errorf("nothing to count: %w", failed)
	}
	slices.Sort(all)
	return float64(len(all)) / time.Since(began).Seconds(), all[len(all)/2], all[len(all)*99/100], nil
}

// inFlight holds 500 tests open at a server that accepts and says nothing.
func inFlight(binary string) (chapter, error) {
	const count = 500
	c := chapter{title: "Tests in flight", intro: "A server that accepts connections and never answers holds 500 connection tests until their deadline of 10 s."}
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return c, err
	}
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
	w, err := start(binary, "--max-probes", fmt.Sprint(count))
	if err != nil {
		return c, err
	}
	defer w.stop(syscall.SIGTERM)
	before, calm, err := w.state()
	if err != nil {
		return c, err
	}
	port := silent.Addr().(*net.TCPAddr).Port
	var group sync.WaitGroup
	var failed atomic.Int64
	began := time.Now()
	for range count {
		group.Go(func() {
			if verdict, err := w.probe(port, ""); err != nil || verdict != "fail" {
				failed.Add(1)
			}
		})
	}
	time.Sleep(1500 * time.Millisecond)
	during, busy, err := w.state()
	if err != nil {
		return c, err
	}
	flying, err := w.metric("redis_wizard_probes_in_flight")
	if err != nil {
		return c, err
	}
	asked := time.Now()
	if err := w.get("/"); err != nil {
		return c, err
	}
	page := time.Since(asked)
	group.Wait()
	took := time.Since(began)
	time.Sleep(2 * time.Second)
	after, left, err := w.state()
	c.rows = []row{
		{"in flight at once, by the server's own count", fmt.Sprintf("%.0f", flying), "500"},
		{"answers that are not the report they should be", fmt.Sprint(failed.Load()), "0"},
		{"all answered after", fmt.Sprintf("%.1f s", took.Seconds()), "one deadline"},
		{"the page meanwhile", milliseconds(page), ""},
		{"memory before, during, after", fmt.Sprintf("%.0f, %.0f, %.0f MiB", before/(1<<20), during/(1<<20), after/(1<<20)), ""},
		{"goroutines before, during, after", fmt.Sprintf("%.0f, %.0f, %.0f", calm, busy, left), "as before"},
	}
	return c, err
}

// hour runs as many tests as one client may start in an hour, one after the other.
func hour(binary string) (chapter, error) {
	const count = 1800
	c := chapter{title: "An hour's worth of tests", intro: "1800 connection tests against a real Redis, what one client may start in an hour, eight at a time."}
	server, err := redistest.Run(redistest.Options{Password: "s3ssions"})
	if err != nil {
		return c, err
	}
	defer server.Stop()
	w, err := start(binary)
	if err != nil {
		return c, err
	}
	defer w.stop(syscall.SIGTERM)
	var samples []row
	began := time.Now()
	for part := range 4 {
		var group sync.WaitGroup
		var failed atomic.Int64
		for range 8 {
			group.Go(func() {
				for range count / 4 / 8 {
					if verdict, err := w.probe(server.Port, "s3ssions"); err != nil || verdict == "fail" {
						failed.Add(1)
					}
				}
			})
		}
		group.Wait()
		time.Sleep(time.Second)
		resident, goroutines, err := w.state()
		if err != nil {
			return c, err
		}
		samples = append(samples, row{fmt.Sprintf("after %d tests", (part+1)*count/4), fmt.Sprintf("%.1f MiB, %.0f goroutines, %d failed", resident/(1<<20), goroutines, failed.Load()), "flat"})
	}
	c.rows = append([]row{{"all of them took", fmt.Sprintf("%.1f s", time.Since(began).Seconds()), ""}}, samples...)
	return c, nil
}
