package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// tooMany are texts of which each holds more than a request may bring.
var tooMany = map[string]struct{ text, says, german string }{
	"values":  {"session: {redis: {high_availability: {nodes: [" + strings.Repeat("a,", 20_000) + "]}}}", "At most 10000 values are read at a time", "Höchstens 10000 Werte"},
	"aliases": {"x: &x [" + strings.Repeat("a,", 3000) + "]\nsession: {redis: {host: [" + strings.Repeat("*x,", 3000) + "]}}", "with its aliases written out", "mit ausgeschriebenen Aliasen"},
	"lines":   {strings.Repeat("\n", 60_000) + "session: {}", "At most 50000 lines", "Höchstens 50000 Zeilen"},
}

// TestBounds: whichever door a text comes in by, too much of anything is a 413 that
// says what and how much.
func TestBounds(t *testing.T) {
	s, _ := newServer(t, Options{Prober: passing})
	post := func(path, name string, body any, says string) {
		t.Helper()
		document, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(path+" of too many "+name, func(t *testing.T) {
			got := do(t, s, newRequest("POST", path, "application/json", string(document)))
			wantStatus(t, got, http.StatusRequestEntityTooLarge)
			wantText(t, got, says)
		})
	}
	for name, c := range tooMany {
		for _, path := range []string{"/api/v1/evaluate", "/api/v1/probe", "/report"} {
			post(path, name, map[string]string{"yaml": c.text}, c.says)
		}
		for _, path := range []string{"/api/v1/import", "/api/v1/merge", "/api/v1/upgrade"} {
			post(path, name, map[string]string{"text": c.text, "from": "4.38", "to": "4.39"}, c.says)
			post(path+"?lang=de", name, map[string]string{"text": c.text, "from": "4.38", "to": "4.39"}, c.german)
		}
		t.Run("the page of too many "+name, func(t *testing.T) {
			got := do(t, s, newRequest("POST", "/", "application/x-www-form-urlencoded", url.Values{"action": {"import"}, "yaml": {c.text}}.Encode()))
			wantStatus(t, got, http.StatusRequestEntityTooLarge)
			wantText(t, got, c.says)
		})
	}
	post("/api/v1/import", "files", map[string]any{"texts": make([]struct{}, 201)}, "At most 200 files are read at a time, and there are 201")
	post("/api/v1/import", "members", map[string]any{"texts": make([]struct{}, 20_000)}, "the JSON has about")
	values := map[string]string{}
	for i := range 2001 {
		values[fmt.Sprint("k", i)] = "v"
	}
	for _, path := range []string{"/api/v1/merge", "/api/v1/render", "/api/v1/upgrade", "/api/v1/share"} {
		post(path, "values", map[string]any{"text": "session: {}", "to": "env", "values": values}, "at most 500 fields at a time, and this request has 2001")
	}
}

// TestNobodyWaits: of a client that went away nothing more is worked out.
func TestNobodyWaits(t *testing.T) {
	s, _ := newServer(t, Options{Prober: passing})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for path, body := range map[string]string{
		"/api/v1/evaluate": `{"yaml":"session: {redis: {host: r}}"}`,
		"/api/v1/import":   `{"text":"session: {redis: {host: r}}"}`,
		"/api/v1/merge":    `{"text":"session: {redis: {host: r}}"}`,
		"/api/v1/upgrade":  `{"text":"session: {redis: {host: r}}","from":"4.38","to":"4.39"}`,
		"/api/v1/render":   `{"values":{"session.redis.host":"r"},"to":"env"}`,
	} {
		recorder := httptest.NewRecorder()
		s.Handler().ServeHTTP(recorder, newRequest("POST", path, "application/json", body).WithContext(ctx))
		if recorder.Code != 499 {
			t.Errorf("%s: %d %s", path, recorder.Code, recorder.Body)
		}
	}
}
