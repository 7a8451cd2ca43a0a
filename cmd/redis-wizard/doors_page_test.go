package main

import (
	"encoding/json"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/web"
	"redis-wizard/web/locale"
)

// pages are what somebody may do on the page: each is drawn by the server, for a browser
// without a script, and by the module.
var pages = []struct {
	name, language, place string
	action                string // "-" where no button is pressed
	fields                url.Values
}{
	{"nothing yet", "en", "", "-", url.Values{}},
	{"typing", "en", "", "-", url.Values{"kind": {"single"}, "session.redis.host": {"redis"}, "session.redis.port": {"70000"}}},
	{"in German", "de", "", "-", url.Values{"kind": {"single"}, "session.redis.host": {"redis"}, "session.redis.port": {"70000"}, "session.redis.password": {`a"b<c>&'d`}}},
	{"Enter", "en", "", "check", url.Values{"kind": {"single"}, "session.redis.timeout": {"-5"}}},
	{"an unknown action", "en", "", "dance", url.Values{"kind": {"socket"}}},
	{"a fix", "de", "", `fix:{"set":{"session.redis.port":"6379"}}`, url.Values{"session.redis.host": {"redis"}, "session.redis.port": {"70000"}}},
	{"a template", "en", "", "preset.sentinel", url.Values{}},
	{"rows", "en", "", "add-row:session.redis.high_availability.nodes", url.Values{"kind": {"sentinel"}, "session.redis.high_availability.nodes.1.host": {"b"}}},
	{"an old release, with TLS", "en", "", "check", url.Values{"authelia": {"4.34"}, "kind": {"single"}, "tls": {"session.redis.tls"}, "session.redis.host": {"redis"}}},
	{"a release that there is not", "de", "", "check", url.Values{"authelia": {"other"}, "release": {"4.x"}}},
	{"an output", "en", "", "tab.compose", url.Values{"tab": {"compose"}, "session.redis.host": {"redis"}, "session.redis.password": {"x y"}}},
	{"an import", "en", "", "import", url.Values{"yaml": {"session:\n  redis:\n    host: 'redis'\n    pasword: 'x'\n"}}},
	{"a broken import", "de", "", "import", url.Values{"yaml": {"session:\n\tredis: [\n"}}},
	{"an upgrade", "en", "upgrade", "plan", url.Values{"from": {"4.34"}, "to": {"4.39"}, "yaml": {"session:\n  redis:\n    host: 'redis'\n"}, "session.redis.host": {"redis"}}},
	{"a log", "de", "explain", "explain", url.Values{"log": {"NOAUTH Authentication required.\nread: connection reset by peer"}}},
	{"reset", "en", "", "clear", url.Values{"session.redis.host": {"redis"}}},
}

// TestPageThroughBothDoors holds that the module draws what the server does, byte for byte.
func TestPageThroughBothDoors(t *testing.T) {
	server, err := web.New(web.Options{MaxBody: 4 << 20, WorkTimeout: time.Hour, Version: "1.2.3"})
	if err != nil {
		t.Fatal(err)
	}
	at := func(method, path string, fields url.Values, language string) string {
		r := httptest.NewRequest(method, "http://localhost/"+path, strings.NewReader(fields.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Accept-Language", language)
		recorder := httptest.NewRecorder()
		server.Handler().ServeHTTP(recorder, r)
		if recorder.Code >= http.StatusInternalServerError {
			t.Fatalf("status %d", recorder.Code)
		}
		return recorder.Body.String()
	}
	german, _ := locale.Named("de")
	words := map[string]map[string]string{"en": nil, "de": german.Translations(locale.Evaluation, locale.API, locale.Page)}
	settings := between(t, at("GET", "", nil, "en"), `<script id="settings" type="application/json">`, "\n</script>")
	questions := []string{`["settings",` + settings + `]`}
	for _, page := range pages {
		question := map[string]any{"fields": page.fields, "place": page.place, "language": page.language}
		if page.action != "-" {
			question["action"] = page.action
		}
		questions = append(questions, line(t, "language", words[page.language]), line(t, "page", question))
	}
	answers := inNode(t, questions)
	for i, page := range pages {
		t.Run(page.name, func(t *testing.T) {
			fields := url.Values{}
			for name, texts := range page.fields {
				fields[name] = texts
			}
			if page.action != "-" {
				fields.Set("action", page.action)
			}
			document := at("POST", page.place, fields, page.language)
			var drawn struct{ HTML, Title, Error string }
			if err := json.Unmarshal([]byte(answers[2*i+2]), &drawn); err != nil || drawn.Error != "" {
				t.Fatalf("the module answers %s (%v)", answers[2*i+2], err)
			}
			byServer := `<div id="page"` + between(t, document, `<div id="page"`, `<dialog id="drawer"`)
			if diff := cmp.Diff(withoutReport(t, byServer), drawn.HTML); diff != "" {
				t.Errorf("the module draws another page (-server +module):\n%.4000s", diff)
			}
			if want := html.UnescapeString(between(t, document, "<title>", "</title>")); drawn.Title != want {
				t.Errorf("the title is %q, want %q", drawn.Title, want)
			}
		})
	}
}

// line is a question for wasm/node/ask.mjs.
func line(t *testing.T, name string, question any) string {
	t.Helper()
	text, err := json.Marshal([]any{name, question})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func between(t *testing.T, text, before, after string) string {
	t.Helper()
	_, rest, found := strings.Cut(text, before)
	inside, _, ended := strings.Cut(rest, after)
	if !found || !ended {
		t.Fatalf("there is nothing between %q and %q in\n%.2000s", before, after, text)
	}
	return inside
}

// withoutReport empties the place of the report: the server alone draws one.
func withoutReport(t *testing.T, page string) string {
	t.Helper()
	const slot = `<div id="report" data-keep>`
	start := strings.Index(page, slot) + len(slot)
	if start < len(slot) {
		t.Fatal("there is no place for a report")
	}
	depth, end := 1, start
	for depth > 0 {
		opened, closed := strings.Index(page[end:], "<div"), strings.Index(page[end:], "</div>")
		if closed < 0 {
			t.Fatal("the place for a report does not end")
		}
		if opened >= 0 && opened < closed {
			depth, end = depth+1, end+opened+len("<div")
			continue
		}
		depth, end = depth-1, end+closed+len("</div>")
	}
	return page[:start] + page[end-len("</div>"):]
}
