package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"redis-wizard/connectivity"
	"redis-wizard/connectivity/redistest"
	"redis-wizard/web/admission"
	"redis-wizard/web/failure"
)

// occupyQueue takes all that may be worked on at one time, until it is told to give
// it back.
func occupyQueue(t *testing.T, s *Server) (leave func()) {
	t.Helper()
	leave, err := s.control.Queue.Enter(t.Context(), "the test", 1<<40)
	if err != nil {
		t.Fatal(err)
	}
	return leave
}

func computations(t *testing.T, s *Server) float64 {
	t.Helper()
	return readMetrics(t, get(t, s, "/metrics").body)["redis_wizard_computations_total"]
}

// Who sends questions and hangs up leaves no work behind: none of them is begun.
func TestHangingUp(t *testing.T) {
	s, _ := newServer(t, Options{})
	address := serveOn(t, s)
	leave := occupyQueue(t, s)
	ctx, hangUp := context.WithCancel(t.Context())
	const questions = admission.MostWaiting + 62
	var refused, ended sync.WaitGroup
	refused.Add(questions - admission.MostWaiting)
	for i := range questions {
		ended.Go(func() {
			l := dialFrom(t, fmt.Sprintf("127.0.1.%d", 1+i/10), address)
			stop := context.AfterFunc(ctx, func() { l.Close() })
			defer stop()
			body := `{"text":"` + strings.Repeat("a@", 1000) + `"}`
			write(t, l, fmt.Sprintf("POST /api/v1/explain HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body))
			response, err := http.ReadResponse(l.reader, nil)
			if err != nil {
				return // hung up
			}
			if response.StatusCode != 503 || response.Header.Get("Retry-After") == "" {
				t.Errorf("status %d, Retry-After %q", response.StatusCode, response.Header.Get("Retry-After"))
			}
			refused.Done()
		})
	}
	refused.Wait()
	if n := s.control.Queue.Waiting(); n != admission.MostWaiting {
		t.Errorf("%d wait, want %d", n, admission.MostWaiting)
	}
	hangUp()
	ended.Wait()
	redistest.Eventually(t, "the queue to be empty", func(context.Context) bool { return s.control.Queue.Waiting() == 0 })
	leave()
	wantStatus(t, postJSON(t, s, "/api/v1/explain", `{"text":"NOAUTH"}`), 200)
	if n := computations(t, s); n != 1 {
		t.Errorf("%v questions were worked on, want the last one alone", n)
	}
	if n := s.control.Queue.Working() + s.control.Queue.Waiting(); n != 0 {
		t.Errorf("%d are left in the queue", n)
	}
}

// One client's questions leave room in the queue for those of others.
func TestQueueIsShared(t *testing.T) {
	s, _ := newServer(t, Options{RequestsPerMinute: 10 * admission.EachInside})
	leave := occupyQueue(t, s)
	answers := make(chan answer, admission.EachInside)
	for range admission.EachInside {
		go func() { answers <- postJSON(t, s, "/api/v1/evaluate", someRedis) }()
	}
	redistest.Eventually(t, "one client's questions to wait", func(context.Context) bool { return s.control.Queue.Waiting() == admission.EachInside })
	for _, path := range []string{"/api/v1/evaluate", "/api/v1/import", "/api/v1/probe", "/report"} {
		refused := postJSON(t, s, path, `{"text":"a"}`)
		wantStatus(t, refused, 429)
		wantText(t, refused, "more at one time than one client may")
	}
	wantStatus(t, postForm(t, s, map[string]string{hostKey: "redis"}, ""), 429)
	wantStatus(t, get(t, s, "/"), 200)
	other := make(chan answer, 1)
	go func() {
		r := newRequest("POST", "/api/v1/evaluate", "application/json", someRedis)
		r.RemoteAddr = "203.0.113.9:1000"
		other <- do(t, s, r)
	}()
	redistest.Eventually(t, "another client to wait", func(context.Context) bool { return s.control.Queue.Waiting() == admission.EachInside+1 })
	leave()
	for range admission.EachInside {
		wantStatus(t, <-answers, 200)
	}
	wantStatus(t, <-other, 200)
}

// A connection test has its place for itself: what is merely judged, or refused,
// takes none.
func TestJudgingTakesNoPlace(t *testing.T) {
	prober, began, end := waiting()
	s, _ := newServer(t, Options{MaxProbes: 1, Prober: prober})
	leave := occupyQueue(t, s)
	answers := make(chan answer, 3)
	for range 3 {
		go func() {
			answers <- postJSON(t, s, "/api/v1/probe", `{"values":{"session.redis.host":"redis","session.redis.port":"70000"}}`)
		}()
	}
	redistest.Eventually(t, "them to wait for being judged", func(context.Context) bool { return s.control.Queue.Waiting() == 3 })
	if n := s.control.Limits.Running(); n != 0 {
		t.Errorf("%d places are taken by what is not even judged", n)
	}
	leave()
	for range 3 {
		got := <-answers
		wantStatus(t, got, 200)
		wantText(t, got, "port-range")
	}

	go func() { answers <- postJSON(t, s, "/api/v1/probe", someRedis) }()
	<-began
	if n := s.control.Queue.Working(); n != 0 {
		t.Errorf("the test that runs keeps %d places in the queue", n)
	}
	wantStatus(t, postJSON(t, s, "/api/v1/probe", `{}`), 200) // refused for what it is, although all places are taken
	wantStatus(t, postJSON(t, s, "/api/v1/probe", someRedis), 429)
	close(end)
	wantStatus(t, <-answers, 200)
}

// Servers that never answer keep one client's places, and not those of others.
func TestProbesPerClient(t *testing.T) {
	prober, began, end := waiting()
	s, _ := newServer(t, Options{Prober: prober})
	from := func(client string) answer {
		r := newRequest("POST", "/api/v1/probe", "application/json", someRedis)
		r.RemoteAddr = client + ":1000"
		return do(t, s, r)
	}
	answers := make(chan answer, 8)
	run := func(client string) {
		go func() { answers <- from(client) }()
		<-began
	}
	for range 4 {
		run("192.0.2.1")
	}
	refused := from("192.0.2.1")
	wantStatus(t, refused, 429)
	wantText(t, refused, "as one client may at one time (4)")
	if refused.Header.Get("Retry-After") == "" {
		t.Error("there is no Retry-After")
	}
	for _, client := range []string{"192.0.2.2", "192.0.2.2", "192.0.2.3", "192.0.2.4"} {
		run(client)
	}
	refused = from("192.0.2.5")
	wantStatus(t, refused, 429)
	wantText(t, refused, "as many connections as it may")
	close(end)
	for range 8 {
		wantStatus(t, <-answers, 200)
	}
	metrics := readMetrics(t, get(t, s, "/metrics").body)
	if metrics["redis_wizard_refusals_total|share"] != 1 || metrics["redis_wizard_refusals_total|cap"] != 1 {
		t.Errorf("%v and %v refusals were counted, want one for each reason", metrics["redis_wizard_refusals_total|share"], metrics["redis_wizard_refusals_total|cap"])
	}
}

// What has arrived and is not answered is bounded, for one client and for all.
func TestRequestsHeldInMemory(t *testing.T) {
	s, _ := newServer(t, Options{MaxBody: admission.LeastHeld, Prober: proberFunc(func(context.Context, connectivity.Target, func(connectivity.StepEvent)) connectivity.Report {
		return connectivity.Report{}
	})})
	address := serveOn(t, s)
	// Bodies that are whole but for their last byte.
	send := func(from string) link {
		l := occupyWith(t, from, address, admission.LeastHeld)
		write(t, l, strings.Repeat(" ", admission.LeastHeld-1))
		return l
	}
	for range admission.HeldEach {
		send("127.0.1.1")
	}
	redistest.Eventually(t, "one client's bodies to arrive", func(context.Context) bool {
		return s.control.Memory.Held() == admission.HeldEach*(admission.LeastHeld-1)
	})
	got := send("127.0.1.1").read(t)
	wantStatus(t, got, 429)
	for client := range admission.HeldSize/admission.HeldEach - 1 {
		for range admission.HeldEach {
			send(fmt.Sprintf("127.0.2.%d", 1+client))
		}
	}
	redistest.Eventually(t, "all bodies to arrive", func(context.Context) bool {
		return s.control.Memory.Held() == admission.HeldSize*(admission.LeastHeld-1)
	})
	got = send("127.0.3.1").read(t)
	wantStatus(t, got, 503)
	wantText(t, got, "more to work on")
	if got := dialFrom(t, "127.0.3.1", address).get(t, "/"); got.StatusCode != 200 {
		t.Errorf("the page: status %d", got.StatusCode)
	}
}

// writing looks at a server while an answer is written, which is for as long as its
// client does not read.
type writing struct {
	http.ResponseWriter
	look func()
}

func (w writing) Write(text []byte) (int, error) {
	w.look()
	return w.ResponseWriter.Write(text)
}

// A client that does not read its answer keeps no place in the queue.
func TestSlowReaderKeepsNoPlace(t *testing.T) {
	s, _ := newServer(t, Options{Prober: passing})
	form := func(action string) *http.Request {
		return formRequest(t, map[string]string{hostKey: "redis", "action": action, "yaml": "session:\n  redis:\n    host: redis\n", "from": "4.38", "to": "4.39"}, "")
	}
	for name, r := range map[string]*http.Request{
		"evaluate": newRequest("POST", "/api/v1/evaluate", "application/json", someRedis),
		"explain":  newRequest("POST", "/api/v1/explain", "application/json", `{"text":"NOAUTH"}`),
		"refusal":  newRequest("POST", "/api/v1/import", "application/json", `{"text":""}`),
		"probe":    newRequest("POST", "/api/v1/probe", "application/json", someRedis),
		"stream":   newRequest("POST", "/report", "application/json", someRedis),
		"check":    form("check"), "import": form("import"), "test": form("test"), "plan": form("plan"),
		"download": form("download"), "file": form("get.0"), "clear": form("clear"),
	} {
		recorder, looked := httptest.NewRecorder(), false
		s.Handler().ServeHTTP(writing{recorder, func() {
			looked = true
			if n := s.control.Queue.Working(); n != 0 {
				t.Errorf("%s keeps %d places while it is read", name, n)
			}
			if name != "probe" && name != "stream" && name != "refusal" && recorder.Code == 200 && s.control.Memory.Held() == 0 {
				t.Errorf("%s is read, and not counted", name)
			}
		}}, r)
		if !looked {
			t.Errorf("%s was not answered: status %d", name, recorder.Code)
		}
	}
	if n := s.control.Memory.Held(); n != 0 {
		t.Errorf("%d bytes still count when all is answered", n)
	}
}

// The time that a question may be worked on is a bound of ours, and no fault of the
// client's.
func TestWorkHasAnEnd(t *testing.T) {
	s, _ := newServer(t, Options{WorkTimeout: 10 * time.Second})
	c := s.echo.NewContext(newRequest("POST", "/", "", ""), nil)
	err := s.control.Compute(c, func(ctx context.Context) error {
		if deadline, ok := ctx.Deadline(); !ok || time.Until(deadline) > s.options.WorkTimeout {
			t.Errorf("the work may last until %v", deadline)
		}
		return fmt.Errorf("judge: %w", context.DeadlineExceeded)
	})
	status, words := failure.Explain(err, nil)
	if status != 503 || !strings.Contains(words, "gave up after 10 seconds") {
		t.Errorf("status %d: %s", status, words)
	}
}
