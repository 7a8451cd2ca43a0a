package web

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"redis-wizard/connectivity"
	"redis-wizard/web/probe"
)

// proberFunc is a stand-in for the real prober.
type proberFunc func(ctx context.Context, target connectivity.Target, observe func(connectivity.StepEvent)) connectivity.Report

func (f proberFunc) Probe(ctx context.Context, target connectivity.Target, observe func(connectivity.StepEvent)) connectivity.Report {
	return f(ctx, target, observe)
}

// journal is a log that a server writes while the test reads.
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

// newServer builds a server whose log can be read, and which gives up nothing only
// because the machine is busy.
func newServer(t *testing.T, options Options) (*Server, *journal) {
	t.Helper()
	orDefault(&options.WorkTimeout, time.Hour)
	log := &journal{}
	options.Logger = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	server, err := New(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.control.Limits.Close(); err != nil {
			t.Error(err)
		}
	})
	return server, log
}

// passing is a stand-in for a test that finds nothing wrong.
var passing = proberFunc(func(context.Context, connectivity.Target, func(connectivity.StepEvent)) connectivity.Report {
	return connectivity.Report{Verdict: connectivity.Pass}
})

// waiting is a stand-in for a test that runs until it is told to end, or
// cancelled. It says when it has begun.
func waiting() (prober probe.Prober, began chan struct{}, end chan struct{}) {
	began, end = make(chan struct{}, 100), make(chan struct{})
	return proberFunc(func(ctx context.Context, _ connectivity.Target, _ func(connectivity.StepEvent)) connectivity.Report {
		began <- struct{}{}
		select {
		case <-end:
		case <-ctx.Done():
		}
		return connectivity.Report{Verdict: connectivity.Pass}
	}), began, end
}

// await waits for what comes by a channel, and names it if it never does.
func await[T any](t *testing.T, what string, from <-chan T) T {
	t.Helper()
	select {
	case got := <-from:
		return got
	case <-time.After(time.Minute):
		t.Fatalf("did not come: %s", what)
		panic("unreachable")
	}
}

// answer is a response that has been read.
type answer struct {
	*http.Response
	body string
}

func do(t *testing.T, s *Server, r *http.Request) answer {
	t.Helper()
	recorder := httptest.NewRecorder()
	s.Handler().ServeHTTP(recorder, r)
	response := recorder.Result()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{response, string(body)}
}

func get(t *testing.T, s *Server, path string) answer {
	t.Helper()
	return do(t, s, newRequest("GET", path, "", ""))
}

// newRequest is a request to localhost.
func newRequest(method, path, contentType, body string) *http.Request {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host = "localhost:8080"
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	return r
}

func postJSON(t *testing.T, s *Server, path, body string) answer {
	t.Helper()
	return do(t, s, newRequest("POST", path, "application/json", body))
}

// postForm posts the page's form as a browser does, with an optional file.
func postForm(t *testing.T, s *Server, fields map[string]string, file string) answer {
	t.Helper()
	return do(t, s, formRequest(t, fields, file))
}

// postTo is postForm to another place of the page.
func postTo(t *testing.T, s *Server, path string, fields map[string]string) answer {
	t.Helper()
	r := formRequest(t, fields, "")
	r.URL.Path = path
	return do(t, s, r)
}

func formRequest(t *testing.T, fields map[string]string, file string) *http.Request {
	t.Helper()
	var body bytes.Buffer
	writer := multipart.NewWriter(&body)
	for name, text := range fields {
		if err := writer.WriteField(name, strings.ReplaceAll(text, "\n", "\r\n")); err != nil {
			t.Fatal(err)
		}
	}
	if file != "" {
		part, err := writer.CreateFormFile("file", "configuration.yml")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(part, file); err != nil {
			t.Fatal(err)
		}
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return newRequest("POST", "/", writer.FormDataContentType(), body.String())
}

func wantStatus(t *testing.T, got answer, status int) {
	t.Helper()
	if got.StatusCode != status {
		t.Fatalf("status %d, want %d; body:\n%.600s", got.StatusCode, status, got.body)
	}
}

func wantText(t *testing.T, got answer, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(got.body, text) {
			t.Errorf("the answer lacks %q", text)
		}
	}
}

// wantAttachment holds that an answer is to be kept as a file of that name.
func wantAttachment(t *testing.T, got answer, name string) {
	t.Helper()
	disposition, parameters, err := mime.ParseMediaType(got.Header.Get("Content-Disposition"))
	if err != nil || disposition != "attachment" || parameters["filename"] != name {
		t.Errorf("Content-Disposition is %q, want an attachment named %q", got.Header.Get("Content-Disposition"), name)
	}
}

func wantNoText(t *testing.T, got answer, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(got.body, text) {
			t.Errorf("the answer has %q in it", text)
		}
	}
}

// element is the opening tag of the element with this id.
func element(t *testing.T, got answer, id string) string {
	t.Helper()
	at := strings.Index(got.body, ` id="`+id+`"`)
	if at < 0 {
		t.Fatalf("there is no element %q", id)
	}
	start := strings.LastIndex(got.body[:at], "<")
	end := strings.Index(got.body[start:], ">")
	return got.body[start : start+end+1]
}

// content is an element with everything in it, as a parser of HTML sees it.
func content(t *testing.T, got answer, id string) answer {
	t.Helper()
	document, err := html.Parse(strings.NewReader(got.body))
	if err != nil {
		t.Fatal(err)
	}
	for node := range document.Descendants() {
		for _, attribute := range node.Attr {
			if attribute.Key != "id" || attribute.Val != id {
				continue
			}
			var text strings.Builder
			if err := html.Render(&text, node); err != nil {
				t.Fatal(err)
			}
			return answer{body: text.String()}
		}
	}
	t.Fatalf("there is no element %q", id)
	return answer{}
}

// field is the opening tag of the wrapper of an option.
func field(t *testing.T, got answer, key string) string {
	t.Helper()
	at := strings.Index(got.body, ` data-key="`+key+`"`)
	if at < 0 {
		t.Fatalf("there is no field %q", key)
	}
	start := strings.LastIndex(got.body[:at], "<")
	end := strings.Index(got.body[start:], ">")
	return got.body[start : start+end+1]
}

func hidden(tag string) bool { return strings.HasSuffix(tag, " hidden>") }

// yamlOf is the YAML that the page shows.
func yamlOf(t *testing.T, got answer) string {
	t.Helper()
	if !strings.Contains(got.body, `<code id="file-0"`) {
		t.Error("the page shows no YAML")
		return ""
	}
	return textOf(content(t, got, "file-0").body)
}

// wantYAML looks for texts in that YAML.
func wantYAML(t *testing.T, got answer, texts ...string) {
	t.Helper()
	wantText(t, answer{body: yamlOf(t, got)}, texts...)
}
