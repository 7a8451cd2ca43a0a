package web

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"redis-wizard/configschema/authelia"
	"redis-wizard/web/limits"
)

// padded is a JSON request of exactly n bytes, with a comment in one field.
func padded(field string, n int) string {
	frame := `{"` + field + `":"`
	return frame + strings.Repeat("#", n-len(frame)-2) + `"}`
}

// Each bound lets through what is just below it, and says what is wrong with
// what is just above.
func TestSizesAtTheLimit(t *testing.T) {
	s, _ := newServer(t, Options{MaxBody: 4 << 10, MaxFields: 20, MaxNodes: 5, Prober: passing})
	values := func(n int, name func(int) string) string {
		all := map[string]string{}
		for i := range n {
			all[name(i)] = "a"
		}
		text, err := json.Marshal(map[string]any{"values": all})
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	option := func(i int) string { return fmt.Sprint("session.redis.option", i) }
	form := func(n int, name func(int) string) string {
		fields := url.Values{}
		for i := range n {
			fields.Set(name(i), "a")
		}
		return fields.Encode()
	}
	const jsonType, formType = "application/json", "application/x-www-form-urlencoded"
	var boundary strings.Builder
	for i := range fieldsBound + 1 {
		fmt.Fprintf(&boundary, "--x\r\nContent-Disposition: form-data; name=\"a%d\"\r\n\r\n\r\n", i)
	}
	boundary.WriteString("--x--\r\n")

	for _, c := range []struct {
		name, path, contentType, body string
		status                        int
		says                          string
	}{
		{"a body at the limit", "/api/v1/evaluate", jsonType, padded("yaml", 4<<10), 200, ""},
		{"a body above it", "/api/v1/evaluate", jsonType, padded("yaml", 4<<10+1), 413, "more than the 4 KiB that fits"},
		{"a body for a test", "/api/v1/probe", jsonType, padded("yaml", 4<<10+1), 413, "more than the 4 KiB"},
		{"a body for the page's stream", "/report", jsonType, padded("yaml", 4<<10+1), 413, "more than the 4 KiB"},
		{"a form at the limit", "/", formType, "other=" + strings.Repeat("x", 12<<10-6), 200, ""},
		{"a form above it", "/", formType, "other=" + strings.Repeat("x", 12<<10-5), 413, "more than the 12 KiB"},
		{"a text in a form at the limit", "/", formType, "yaml=" + strings.Repeat("x", 4<<10), 200, ""},
		{"a text in a form above it", "/", formType, "yaml=" + strings.Repeat("x", 4<<10+1), 413, "more than the 4 KiB"},
		{"a log in a form above it", "/", formType, "action=explain&log=" + strings.Repeat("x", 4<<10+1), 413, "redis-wizard check"},
		{"a question at the limit", "/api/v1/import", jsonType, padded("text", 4<<10), 200, ""},
		{"a question above it", "/api/v1/import", jsonType, padded("text", 4<<10+1), 413, "more than the 4 KiB"},
		{"values at the limit", "/api/v1/evaluate", jsonType, values(20, option), 200, ""},
		{"values above it", "/api/v1/evaluate", jsonType, values(21, option), 413, "at most 20 fields at a time, and this request has 21"},
		{"values to render", "/api/v1/render", jsonType, strings.TrimSuffix(values(21, option), "}") + `,"to":"yaml"}`, 413, "this request has 21"},
		{"values to merge", "/api/v1/merge", jsonType, values(21, option), 413, "this request has 21"},
		{"values to upgrade", "/api/v1/upgrade", jsonType, values(21, option), 413, "this request has 21"},
		{"values to share", "/api/v1/share", jsonType, values(21, option), 413, "this request has 21"},
		{"values for the stream", "/report", jsonType, values(21, option), 413, "this request has 21"},
		{"files to import at the limit", "/api/v1/import", jsonType, `{"texts":[` + strings.Repeat(`{"name":"a","text":"a: b"},`, 19) + `{}]}`, 200, ""},
		{"files to import above it", "/api/v1/import", jsonType, `{"texts":[` + strings.Repeat(`{},`, 20) + `{}]}`, 413, "this request has 21"},
		{"values for a test", "/api/v1/probe", jsonType, values(21, option), 413, "at most 20 fields"},
		{"fields at the limit", "/", formType, form(20, option), 200, ""},
		{"fields above it", "/", formType, form(21, option), 413, "at most 20 fields at a time, and this request has 21"},
		{"one field many times", "/", formType, strings.Repeat("a=b&", 21), 413, "this request has 21"},
		{"more parts than anybody counts", "/", "multipart/form-data; boundary=x", boundary.String()[:1000], 400, "did not arrive whole"},
		{"nodes at the limit", "/", formType, form(5, hostOf), 200, ""},
		{"nodes above it", "/", formType, form(6, hostOf), 400, "at most 5 sentinels, and here are 6"},
		{"one node with a number above it", "/", formType, hostOf(7) + "=a", 400, "at most 5 sentinels, and here is one with the number 7"},
		{"nodes to try at the limit", "/api/v1/probe", jsonType, values(5, hostOf), 200, ""},
		{"nodes to try above it", "/api/v1/probe", jsonType, values(6, hostOf), 400, "at most 5 sentinels, and here are 6"},
		{"nodes above it, merely judged", "/api/v1/evaluate", jsonType, values(6, hostOf), 200, ""},
		{"one more row at the limit", "/", formType, form(4, hostOf) + "&action=add-row:" + authelia.KeyNodes, 200, ""},
		{"one more row above it", "/", formType, form(5, hostOf) + "&action=add-row:" + authelia.KeyNodes, 400, "at most 5 sentinels"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := do(t, s, newRequest("POST", c.path, c.contentType, c.body))
			wantStatus(t, got, c.status)
			wantText(t, got, c.says)
		})
	}
	if got := readMetrics(t, get(t, s, "/metrics").body)["redis_wizard_refusals_total|body"]; got != 17 {
		t.Errorf("%v refusals were counted, want 17", got)
	}

	roomy, _ := newServer(t, Options{})
	got := do(t, roomy, newRequest("POST", "/", "multipart/form-data; boundary=x", boundary.String()))
	wantStatus(t, got, 413)
	wantText(t, got, "more fields than that")
	if _, err := New(Options{MaxFields: fieldsBound + 1}); err == nil || !strings.Contains(err.Error(), "--max-fields must be between 1 and 1000") {
		t.Errorf("more fields than the library counts: %v", err)
	}
}

// TestTooLargeToJudge: a server may take larger bodies than anything that can be
// judged, and refuses those at every address as too large.
func TestTooLargeToJudge(t *testing.T) {
	s, _ := newServer(t, Options{MaxBody: 4 << 20, Prober: passing})
	for path, field := range map[string]string{
		"evaluate": "yaml", "probe": "yaml", "import": "text", "merge": "text", "fix": "text", "upgrade": "text", "explain": "text", "open": "fragment",
	} {
		got := postJSON(t, s, "/api/v1/"+path, padded(field, 2<<20))
		if got.StatusCode != 413 {
			t.Errorf("%s answers with status %d: %.200s", path, got.StatusCode, got.body)
		}
		wantText(t, got, "larger than 1 MiB")
	}
}

// What one client may have judged in a minute.
func TestRequestRate(t *testing.T) {
	s, _ := newServer(t, Options{RequestsPerMinute: 9, Prober: passing})
	for range 3 {
		wantStatus(t, postJSON(t, s, "/api/v1/evaluate", someRedis), 200)
	}
	for _, path := range []string{"/api/v1/evaluate", "/api/v1/probe", "/report", "/api/v1/import"} {
		refused := postJSON(t, s, path, someRedis)
		wantStatus(t, refused, 429)
		wantText(t, refused, "Too many requests")
		if refused.Header.Get("Retry-After") == "" {
			t.Error("there is no Retry-After")
		}
	}
	// Pages are counted apart from that, and what lies ready is not counted.
	for _, path := range []string{"/", "/?lang=de", "/codes"} {
		wantStatus(t, get(t, s, path), 200)
	}
	refused := get(t, s, "/")
	wantStatus(t, refused, 429)
	wantText(t, refused, "<!doctype html>", "Too many requests")
	for _, path := range []string{"/healthz", "/readyz", "/metrics", "/openapi.json", "/favicon.ico"} {
		wantStatus(t, get(t, s, path), 200)
	}
	other := newRequest("POST", "/api/v1/evaluate", "application/json", someRedis)
	other.RemoteAddr = "203.0.113.9:1000"
	wantStatus(t, do(t, s, other), 200)
	if wait := s.control.Limits.Take(t.Context(), limits.Rate{Name: "requests", PerMinute: 9, Burst: 3}, "192.0.2.1"); wait > 7*time.Second {
		t.Errorf("the next one has to wait %v", wait)
	}
}
