package vantage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"redis-wizard/connectivity"
)

const (
	token  = "0123456789abcdef0123456789abcdef"
	secret = "s3cret-typed"
)

var question = []byte(`{"values":{"session.redis.host":"redis","session.redis.password":"` + secret + `"}}`)

const (
	stepLine  = `{"endpoint":"e1","role":"redis","address":"redis:6379","origin":"configured","step":"connect","status":"passed","message":"open"}`
	goodLine  = `{"verdict":"pass","endpoints":[{"id":"e1","steps":[{"step":"connect","status":"passed"}]}]}`
	goodSteps = "event: step\ndata: " + stepLine + "\n\n"
)

// far is a place that answers as it likes.
func far(t *testing.T, contentType string, answer func(w http.ResponseWriter, r *http.Request)) *Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			t.Error(err)
		}
		w.Header().Set("Content-Type", contentType)
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	return NewClient(Point{Name: "cluster", URL: server.URL + "/tools", Token: NewToken(token)}, nil)
}

func says(text string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, text) }
}

func TestAsk(t *testing.T) {
	var path, authorization string
	client := far(t, "text/event-stream; charset=utf-8", func(w http.ResponseWriter, r *http.Request) {
		path, authorization = r.URL.Path, r.Header.Get("Authorization")
		fmt.Fprint(w, goodSteps+"event: tomorrow\ndata: {}\n\nevent: report\ndata: "+goodLine+"\n\nevent: report\ndata: {\"verdict\":\"fail\"}\n\n")
	})
	var seen []connectivity.StepEvent
	report, err := client.Ask(context.Background(), question, "en", func(step connectivity.StepEvent) { seen = append(seen, step) })
	if err != nil || report.Verdict != connectivity.Pass || len(seen) != 1 || seen[0].ID != "e1" || seen[0].Step.Step != connectivity.StepConnect {
		t.Errorf("%v: %+v after %+v", err, report, seen)
	}
	if path != "/tools"+Path || authorization != "Bearer "+token {
		t.Errorf("it asked %s with %s", path, authorization)
	}
}

// Where a test was made is what the administrator calls the place, whatever the
// place calls itself.
func TestAskNamesThePlace(t *testing.T) {
	client := far(t, "text/event-stream", says("event: report\ndata: "+strings.Replace(goodLine, "{", `{"vantage":"somewhere-else",`, 1)+"\n\n"))
	report, err := client.Ask(context.Background(), question, "en", nil)
	if err != nil || report.Vantage != "cluster" {
		t.Errorf("%v: it was made at %q", err, report.Vantage)
	}
}

// A place that is broken, or means ill, gives no report, and nothing of what it
// sent is in the error.
func TestAskDoubts(t *testing.T) {
	report := func(text string) string { return "event: report\ndata: " + text + "\n\n" }
	for name, c := range map[string]struct {
		contentType string
		answer      string
		want        error
	}{
		"JSON":                        {"application/json", goodLine, errNoReport},
		"a page that looks like it":   {"text/html", report(goodLine), errNoReport},
		"no content type":             {"", report(goodLine), errNoReport},
		"a broken content type":       {"text/event-stream; =", report(goodLine), errNoReport},
		"steps, and no report":        {"text/event-stream", goodSteps, io.ErrUnexpectedEOF},
		"a report without its end":    {"text/event-stream", strings.TrimSuffix(report(goodLine), "\n"), io.ErrUnexpectedEOF},
		"a step that is none":         {"text/event-stream", "event: step\ndata: 7\n\n" + report(goodLine), errNoReport},
		"a step of nothing":           {"text/event-stream", "event: step\ndata: {}\n\n" + report(goodLine), errNoReport},
		"more steps than there are":   {"text/event-stream", strings.Repeat(goodSteps, maxSteps+1) + report(goodLine), errTooLarge},
		"a field of another type":     {"text/event-stream", report(`{"verdict":"pass","endpoints":{"id":"` + secret + `"}}`), errNoReport},
		"good, and nothing tried":     {"text/event-stream", report(`{"verdict":"pass","findings":[{"message":"` + secret + `"}]}`), errNoReport},
		"a line without an end":       {"text/event-stream", "event: report\ndata: " + strings.Repeat("x", maxLine+1), errTooLarge},
		"its own error":               {"text/event-stream", "event: error\ndata: {\"error\":\"" + secret + "\"}\n\n", errBroken},
		"the token in a report":       {"text/event-stream", report(`{"verdict":"fail","findings":[{"message":"Bearer ` + token + `"}]}`), errEcho},
		"the token in a step":         {"text/event-stream", strings.Replace(goodSteps, "open", token, 1) + report(goodLine), errEcho},
		"the token in its own error":  {"text/event-stream", "event: error\ndata: " + token + "\n\n", errEcho},
		"the token in another format": {"text/plain", token + secret, errNoReport},
	} {
		t.Run(name, func(t *testing.T) {
			client := far(t, c.contentType, says(c.answer))
			got, err := client.Ask(context.Background(), question, "en", func(step connectivity.StepEvent) {
				if strings.Contains(step.Step.Message, token) {
					t.Error("the token was shown in a step")
				}
			})
			var failure *Failure
			if !errors.As(err, &failure) || failure.Name != "cluster" || failure.Cause.String() != cause(c.want).String() {
				t.Errorf("the error is %v, want the words of %v", err, c.want)
			}
			if got.Verdict != "" || got.Endpoints != nil || got.Findings != nil {
				t.Errorf("half a report came back: %+v", got)
			}
			if err != nil && (strings.Contains(err.Error(), token) || strings.Contains(err.Error(), secret)) {
				t.Errorf("a secret is in the error: %v", err)
			}
		})
	}
}

// The caller's time is up: that is said, not what the connection made of it.
func TestAskInTime(t *testing.T) {
	client := far(t, "text/event-stream", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, goodSteps)
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Error(err)
		}
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	deadline := &expiring{Context: ctx}
	_, err := client.Ask(deadline, question, "en", func(connectivity.StepEvent) { cancel() })
	var failure *Failure
	if !errors.As(err, &failure) || failure.Cause.String() != cause(context.DeadlineExceeded).String() {
		t.Errorf("the error is %v", err)
	}
}

// expiring is a context that says of its end that its time was up, so that no
// test has to wait for a clock.
type expiring struct{ context.Context }

func (e *expiring) Err() error {
	if e.Context.Err() == nil {
		return nil
	}
	return context.DeadlineExceeded
}
