package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/configschema/render"
	"redis-wizard/web"
)

// TestQuestionDoors puts the same questions to the module and to the
// server: the answers must be the same bytes, whatever the text.
func TestQuestionDoors(t *testing.T) {
	type question struct{ name, body string }
	questions := []question{
		{"import", `{"authelia":"4.39","text":"rediss://user:p%40ss@[fd00::1]:6380/3"}`},
		{"import", `{"text":"redis-cli -h redis -a 'x y'"}`},
		{"import", `{"texts":[{"name":"a.yml","text":"session:\n  redis:\n    host: a\n"},{"name":"b.env","text":"AUTHELIA_SESSION_REDIS_PORT=70000"}]}`},
		{"import", `{"text":"Dear Sir or Madam"}`},
		{"import", `{"text":""}`},
		{"import", `{"authelia":"4.20","text":"redis: {host: a}"}`},
		{"import", `{"authelia":"4.99","text":"redis: {host: a}"}`},
		{"upgrade", `{"from":"4.39","to":"4.99","values":{"session.redis.host":"b"}}`},
		{"import", `{"text":"session:\r\n  redis:\r\n    host: \ud800\u2028<&>\r\n"}`},
		// Deeper than a browser's stack: parsing these would end the module.
		{"import", `{"text":"` + strings.Repeat("[", 9000) + `"}`},
		{"import", `{"text":"services: ` + strings.Repeat("{a: ", 4000) + `"}`},
		// More than anybody has: refused before anything is made of it.
		{"import", `{"text":"` + strings.Repeat("[", 200_000) + `"}`},
		{"import", `{"texts":[` + strings.Repeat(`{},`, 300) + `{}]}`},
		{"import", `{"texts":[` + strings.Repeat(`{},`, 100_000) + `{}]}`},
		{"import", strings.Repeat(`{"a":`, 100) + "1" + strings.Repeat("}", 100)},
		{"import", `{"text":"x: &x {` + strings.Repeat("AUTHELIA_X: v, ", 200) + `}\nservices: {authelia: {image: authelia/authelia, environment: [` + strings.Repeat("*x, ", 2000) + `]}}"}`},
		{"import", `{"text":"` + strings.Repeat(`AUTHELIA_SESSION_REDIS_HOST=r\n`, 1500) + `"}`},
		{"fix", `{"values":{"session.redis.host":"b"},"text":"session: {redis: {host: b, foo: c}}","set":{"session.redis.foo":""}}`},
		{"merge", `{"values":{"session.redis.host":"b"},"text":"session: {redis: {high_availability: {nodes: [` + strings.Repeat("a,", 20_000) + `]}}}"}`},
		{"upgrade", `{"from":"4.38","to":"4.39","values":{"session.redis.host":"b"},"text":"session: {redis: {high_availability: {nodes: [` + strings.Repeat("a,", 20_000) + `]}}}"}`},
		{"merge", `{"kind":"single","values":{"session.redis.host":"b"},"text":"\ufeff# mine\r\nsession:\r\n  redis:\r\n    host: 'a' # the box\r\n"}`},
		{"merge", `{"kind":"single","values":{"session.redis.host":"b"},"text":"session: ["}`},
		{"merge", `{"values":{"session.redis.host":"b"},"text":"` + strings.Repeat("- ", 9000) + `"}`},
		{"upgrade", `{"from":"4.33","to":"4.39","kind":"single","values":{"session.redis.host":"redis","session.redis.port":"6379"}}`},
		{"upgrade", `{"from":"4.33","to":"4.39","kind":"single","values":{"session.redis.host":"redis"},"text":"session:\n  redis:\n    host: redis\n    port: 6379\n    tls:\n      skip_verify: no\n"}`},
		{"upgrade", `{"from":"4.39","to":"5.0","values":{}}`},
		{"explain", `{"text":"level=fatal msg=\"redis connection error: WRONGPASS invalid username-password pair or user is disabled.\"\nall is well"}`},
		{"share", `{"kind":"single","values":{"session.redis.host":"redis","session.redis.password":"hidden"}}`},
		{"open", `{"fragment":"share=1&host=redis&without=password"}`},
		{"open", `{"fragment":"share=1&host=%zz"}`},
		{"open", `null`},
		{"render", `{"to":7}`},
		{"render", `{"to":"env","TO":"yaml","kind":"cluster","values":{}}`},
		{"import", `{"texts":{}}`},
		{"import", `{"texts":[{"name":"a","text":[]}]}`},
		{"merge", `{"text":"redis: {}","values":[]}`},
	}
	for _, shape := range render.Shapes {
		questions = append(questions, question{"render", `{"to":"` + string(shape.Format) + `","kind":"sentinel","tls":"on","values":{"session.redis.password":"it's {{a}} $b \"c\" \\d %e","session.redis.high_availability.sentinel_name":"m","session.redis.high_availability.nodes.0.host":"s0"}}`})
	}
	server, err := web.New(web.Options{MaxBody: 4 << 20, WorkTimeout: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	lines := make([]string, len(questions))
	for i, q := range questions {
		lines[i] = `["` + q.name + `",` + q.body + `]`
	}
	for i, answer := range inNode(t, lines) {
		request := httptest.NewRequest("POST", "http://localhost/api/v1/"+questions[i].name, strings.NewReader(questions[i].body))
		request.Header.Set("Content-Type", "application/json")
		recorder := httptest.NewRecorder()
		server.Handler().ServeHTTP(recorder, request)
		if diff := cmp.Diff(recorder.Body.String(), answer); diff != "" {
			t.Errorf("%s of %.80s: the module answers differently (-server +module):\n%s", questions[i].name, questions[i].body, diff)
		}
		if !json.Valid([]byte(answer)) || len(answer) < 5 {
			t.Errorf("%s of %.80s is answered with %.200s", questions[i].name, questions[i].body, answer)
		}
	}
}

// TestRenderIsTheSame holds the third door, the command line, against the server.
func TestRenderIsTheSame(t *testing.T) {
	server, err := web.New(web.Options{MaxBody: 4 << 20, WorkTimeout: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	for _, shape := range render.Shapes {
		t.Run(string(shape.Format), func(t *testing.T) {
			request := httptest.NewRequest("POST", "http://localhost/api/v1/render", strings.NewReader(`{"to":"`+string(shape.Format)+`","values":{"session.redis.host":"redis","session.redis.password":"p$ss"}}`))
			request.Header.Set("Content-Type", "application/json")
			recorder := httptest.NewRecorder()
			server.Handler().ServeHTTP(recorder, request)
			var stdout, stderr bytes.Buffer
			code := run(context.Background(), []string{"render", "--to", string(shape.Format), "--format", "json", "-"}, emptyEnvironment,
				strings.NewReader("session:\n  redis:\n    host: 'redis'\n    password: 'p$ss'\n"), &stdout, &stderr)
			if code != 0 {
				t.Errorf("exit status %d: %s", code, &stderr)
			}
			var fromServer, fromCommand any
			if err := json.Unmarshal(recorder.Body.Bytes(), &fromServer); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(stdout.Bytes(), &fromCommand); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(fromServer, fromCommand); diff != "" {
				t.Errorf("the command line renders differently (-server +command line):\n%s", diff)
			}
		})
	}
}
