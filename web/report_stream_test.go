package web

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/connectivity"
	"redis-wizard/connectivity/redistest"
)

const someRedis = `{"values":{"session.redis.host":"redis"}}`

// stepOf is a step of an endpoint as a probe tells of it.
func stepOf(id string, role connectivity.Role, name connectivity.StepName) connectivity.StepEvent {
	return connectivity.StepEvent{
		ID: id, Endpoint: connectivity.Endpoint{Role: role, Address: id + ".example:6379", Origin: connectivity.Configured},
		Step: connectivity.Step{Step: name, Status: connectivity.Passed, Message: "Fine."},
	}
}

// The stream ends with the view that the page without a script has, and with
// the report that the API gives.
func TestReportStream(t *testing.T) {
	s, _ := newServer(t, Options{Prober: proberFunc(func(_ context.Context, target connectivity.Target, observe func(connectivity.StepEvent)) connectivity.Report {
		if observe != nil {
			observe(stepOf("e1", connectivity.RoleRedis, connectivity.StepConnect))
		}
		return richReport()
	})})
	got := postJSON(t, s, "/report", someRedis)
	wantStatus(t, got, 200)
	names, data := readEvents(t, strings.NewReader(got.body))
	if diff := cmp.Diff([]string{"view", "view", "report"}, names); diff != "" {
		t.Fatalf("the events (-want +got):\n%s", diff)
	}
	views := make([]string, 2)
	for i := range views {
		if err := json.Unmarshal([]byte(data[i]), &views[i]); err != nil {
			t.Fatal(err)
		}
	}
	if !strings.Contains(views[0], "e1.example:6379") || strings.Contains(views[0], "data-copy") {
		t.Errorf("the first view is %s", views[0])
	}
	page := postForm(t, s, map[string]string{hostKey: "redis", "action": "test"}, "")
	wantText(t, page, views[1])
	api := postJSON(t, s, "/api/v1/probe", someRedis)
	if diff := cmp.Diff(readReport(t, api.body), readReport(t, data[2])); diff != "" {
		t.Errorf("the report differs from the API's (-API +page):\n%s", diff)
	}
	var last struct{ HTML map[string]string }
	if err := json.Unmarshal([]byte(data[2]), &last); err != nil || last.HTML["en"] != views[1] {
		t.Errorf("the last event has another view than the one before it (%v)", err)
	}
	german := last.HTML["de"]
	if !strings.Contains(german, "Funktioniert, 1 Warnung") || strings.Contains(german, "Works") {
		t.Errorf("in German the report is %s", german)
	}
}

// A step that comes soon after another is shown before the next one comes.
func TestReportStreamIsCurrent(t *testing.T) {
	waiting := make(chan struct{})
	s, _ := newServer(t, Options{Prober: proberFunc(func(ctx context.Context, _ connectivity.Target, observe func(connectivity.StepEvent)) connectivity.Report {
		observe(stepOf("e1", connectivity.RoleRedis, connectivity.StepResolve))
		if observe != nil {
			observe(stepOf("e1", connectivity.RoleRedis, connectivity.StepConnect))
		}
		<-ctx.Done()
		close(waiting)
		return connectivity.Report{}
	})})
	server := httptest.NewServer(s.Handler())
	defer server.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, "POST", server.URL+"/report", strings.NewReader(someRedis))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	lines := bufio.NewReader(response.Body)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatalf("the stream ended without the second step: %v", err)
		}
		if strings.Contains(line, "TCP") {
			break
		}
	}
	cancel() // whoever closes the page ends the test
	await(t, "the end of the test", waiting)
	redistest.Eventually(t, "the place to be free", func(context.Context) bool { return s.control.Limits.Running() == 0 }) // when the handler returns
}

// The page's own stream is guarded like the API.
func TestReportStreamRefuses(t *testing.T) {
	s, _ := newServer(t, Options{ProbesPerMinute: 3, Prober: proberFunc(func(context.Context, connectivity.Target, func(connectivity.StepEvent)) connectivity.Report {
		return connectivity.Report{Verdict: connectivity.Pass}
	})})
	foreign := newRequest("POST", "/report", "application/json", someRedis)
	foreign.Header.Set("Origin", "https://evil.example")
	refused := do(t, s, foreign)
	wantStatus(t, refused, 403)
	wantText(t, refused, `{"error":"`, "another site")

	wantStatus(t, postJSON(t, s, "/report", `{"authelia":"5.0"}`), 400)
	wantStatus(t, postJSON(t, s, "/report", someRedis), 200)
	again := postJSON(t, s, "/report", someRedis)
	wantStatus(t, again, 429)
	wantText(t, again, `{"error":"`, "Too many tests. Try again in ")
	if again.Header.Get("Retry-After") == "" {
		t.Error("there is no Retry-After")
	}
	wantStatus(t, do(t, s, newRequest("POST", "/report", "text/plain", someRedis)), 415)
	wantStatus(t, postJSON(t, s, "/report", `{"yaml":"`+strings.Repeat("x", int(s.options.MaxBody))+`"}`), 413)
}

// Near variants are tried when the person asked for it, and on a new page the
// box is on.
func TestNeighbours(t *testing.T) {
	var asked []bool
	s, _ := newServer(t, Options{ProbesPerMinute: 100, Prober: proberFunc(func(_ context.Context, target connectivity.Target, _ func(connectivity.StepEvent)) connectivity.Report {
		asked = append(asked, target.Neighbours)
		return connectivity.Report{Verdict: connectivity.Pass}
	})})
	wantText(t, answer{body: element(t, get(t, s, "/"), "neighbours")}, " checked")
	for _, path := range []string{"/api/v1/probe", "/report"} {
		wantStatus(t, postJSON(t, s, path, `{"values":{"session.redis.host":"redis"},"neighbours":true}`), 200)
		wantStatus(t, postJSON(t, s, path, someRedis), 200)
	}
	page := postForm(t, s, map[string]string{hostKey: "redis", "neighbours": "on", "action": "test"}, "")
	wantText(t, answer{body: element(t, page, "neighbours")}, " checked")
	page = postForm(t, s, map[string]string{hostKey: "redis", "action": "test"}, "")
	wantNoText(t, answer{body: element(t, page, "neighbours")}, " checked")
	if diff := cmp.Diff([]bool{true, false, true, false, true, false}, asked); diff != "" {
		t.Errorf("what the probe was asked (-want +got):\n%s", diff)
	}
	wrong := postJSON(t, s, "/api/v1/probe", `{"neighbours":"yes"}`)
	wantStatus(t, wrong, 400)
	wantText(t, wrong, "true or false")
}

// A report is made in all languages of the page at once, and holds none of the marks by
// which they are told apart.
func TestReportInEachLanguage(t *testing.T) {
	redis := redistest.Start(t, redistest.Options{Password: "s3ssions"})
	s, _ := newServer(t, Options{AllowLoopback: true, ProbesPerMinute: 100})
	body := fmt.Sprintf(`{"values":{"session.redis.host":"%s","session.redis.port":"%d","session.redis.password":"a-slip"}}`, redis.Host, redis.Port)
	for tag, says := range map[string]string{"en": "refused the password (WRONGPASS)", "de": "hat das Passwort abgelehnt"} {
		got := postJSON(t, s, "/report?lang="+tag, body)
		names, data := readEvents(t, strings.NewReader(got.body))
		var last struct {
			connectivity.Report
			HTML map[string]string
		}
		if err := json.Unmarshal([]byte(data[len(data)-1]), &last); err != nil || names[len(names)-1] != "report" {
			t.Fatalf("the last event is %s (%v)", names[len(names)-1], err)
		}
		if message := last.Findings[0].Message; !strings.Contains(message, says) {
			t.Errorf("%s: the finding says %q", tag, message)
		}
		if !strings.Contains(last.HTML[tag], says) || strings.ContainsAny(got.body, "⸢⸽⸣") {
			t.Errorf("%s: the views are %s", tag, got.body)
		}
		plain := postJSON(t, s, "/api/v1/probe?lang="+tag, body)
		if message := readReport(t, plain.body).Findings[0].Message; message != last.Findings[0].Message {
			t.Errorf("%s: the API says %q, the page %q", tag, message, last.Findings[0].Message)
		}
	}
}
