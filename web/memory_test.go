package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"

	"redis-wizard/connectivity/policy"
	"redis-wizard/connectivity/redistest"
)

// Nothing is left of a test when it has ended: after an hour's worth of them the
// process holds what it held after the first few hundred. Half of them are green,
// and half fail on the way.
func TestMemoryStaysFlat(t *testing.T) {
	const first, all, atOnce = 300, 1800, 8
	server := redistest.Start(t, redistest.Options{Password: "s3ssions"})
	s, err := New(Options{Policy: policy.ForCommandLine(), ProbesPerMinute: 1_000_000, RequestsPerMinute: 1_000_000, MaxProbes: atOnce, ProbesPerClient: atOnce})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(password string) error {
		r := newRequest("POST", "/api/v1/probe", "application/json", fmt.Sprintf(
			`{"neighbours":true,"values":{"session.redis.host":"127.0.0.1","session.redis.port":"%d","session.redis.password":"%s"}}`, server.Port, password))
		recorder := httptest.NewRecorder()
		s.Handler().ServeHTTP(recorder, r)
		if recorder.Code != http.StatusOK || !strings.Contains(recorder.Body.String(), `"verdict"`) {
			return fmt.Errorf("status %d: %s", recorder.Code, recorder.Body)
		}
		return nil
	}
	run := func(count int) (heap uint64, goroutines int) {
		t.Helper()
		var running sync.WaitGroup
		faults := make(chan error, count)
		for i := range atOnce {
			running.Go(func() {
				for j := i; j < count; j += atOnce {
					password := "s3ssions"
					if j%2 == 1 {
						password = " s3ssions"
					}
					if err := ask(password); err != nil {
						faults <- err
						return
					}
				}
			})
		}
		running.Wait()
		close(faults)
		for err := range faults {
			t.Fatal(err)
		}
		var memory runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&memory)
		return memory.HeapAlloc, runtime.NumGoroutine()
	}
	heapBefore, goroutinesBefore := run(first)
	heap, goroutines := run(all - first)
	t.Logf("after %d tests: %d KiB, %d goroutines; after %d: %d KiB, %d goroutines", first, heapBefore>>10, goroutinesBefore, all, heap>>10, goroutines)
	if heap > heapBefore+1<<20 {
		t.Errorf("%d tests more left %d KiB behind", all-first, (heap-heapBefore)>>10)
	}
	if goroutines > goroutinesBefore+5 {
		t.Errorf("%d tests more left %d goroutines behind", all-first, goroutines-goroutinesBefore)
	}
}
