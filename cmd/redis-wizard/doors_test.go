package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/web"
)

// The three doors, the browser's module, the server and the command line, must
// answer the same input with the same bytes. The inputs are JSON as it would be
// posted, so that they can hold what only JSON and JavaScript can write: lone
// surrogates, escaped control characters.
var doors = []struct {
	name, input string
	want        string // "ok", "not ok", "error" when there is nothing to judge, or "too much"
}{
	{"nothing at all", `{}`, "ok"},
	{"null everywhere", `{"authelia":null,"kind":null,"tls":null,"values":null,"yaml":null}`, "ok"},
	{"other members", `{"authelia":"4.39","neighbours":true,"ca":"","values":{"session.redis.host":"redis"}}`, "ok"},
	{"one host", `{"authelia":"4.39","values":{"session.redis.host":"redis"}}`, "ok"},
	{"an old version", `{"authelia":"4.29","values":{"session.redis.host":"redis","session.redis.port":"6379"}}`, "ok"},
	{"a patch release", `{"authelia":"v4.38.10","values":{"session.redis.host":"redis"}}`, "ok"},
	{"a socket", `{"kind":"socket","values":{"session.redis.host":"/run/redis/redis.sock"}}`, "ok"},
	{"a switch for TLS", `{"kind":"single","tls":"on","values":{"session.redis.host":"redis"}}`, "ok"},
	{"TLS off with values kept", `{"kind":"single","tls":"off","values":{"session.redis.host":"redis","session.redis.tls.server_name":"redis.example.com"}}`, "ok"},
	{"sentinels", `{"kind":"sentinel","values":{"session.redis.high_availability.sentinel_name":"mymaster","session.redis.high_availability.nodes.0.host":"sentinel-0","session.redis.high_availability.nodes.0.port":"26379","session.redis.high_availability.nodes.10.host":"sentinel-10","session.redis.high_availability.nodes.2.host":"sentinel-2"}}`, "ok"},
	{"a port out of range", `{"authelia":"4.39","values":{"session.redis.host":"redis","session.redis.port":"70000"}}`, "not ok"},
	{"a port that is no number", `{"values":{"session.redis.host":"redis","session.redis.port":"６３７９"}}`, "not ok"},
	{"an unknown kind", `{"kind":"cluster","values":{"session.redis.host":"redis"}}`, "error"},
	{"an unknown switch", `{"tls":"yes","values":{"session.redis.host":"redis"}}`, "error"},
	{"a member twice", `{"values":{"session.redis.host":"redis"},"values":{"session.redis.port":"1"}}`, "not ok"},
	{"a member twice, null at last", `{"values":{"session.redis.host":"redis"},"values":null}`, "ok"},
	{"an option twice", `{"values":{"session.redis.host":"a","session.redis.host":"b"}}`, "ok"},
	{"names in another case", `{"AUTHELIA":"4.29","Yaml":"redis: {host: a}","Values":{"session.redis.hots":"x"}}`, "ok"},
	{"an option that is null", `{"values":{"session.redis.host":"redis","session.redis.port":null}}`, "ok"},
	{"a row with a high number", `{"kind":"sentinel","values":{"session.redis.high_availability.sentinel_name":"m","session.redis.high_availability.nodes.70.host":"s"}}`, "ok"},
	{"65 rows", `{"kind":"sentinel","values":{"session.redis.high_availability.sentinel_name":"m"` + rowsUpTo(65) + `}}`, "ok"},
	{"no object: null", `null`, "error"},
	{"no object: a number", `17`, "error"},
	{"no object: a text", `"text"`, "error"},
	{"no object: a boolean", `true`, "error"},
	{"no object: a list", `[{}]`, "error"},
	{"no text: a number", `{"authelia":4.39}`, "error"},
	{"no text: an object", `{"kind":{}}`, "error"},
	{"no text: a boolean", `{"tls":true}`, "error"},
	{"no text: a list", `{"yaml":["session:"]}`, "error"},
	{"values: a text", `{"values":"session.redis.host"}`, "error"},
	{"values: a list", `{"values":[]}`, "error"},
	{"values: a number", `{"values":{"session.redis.port":6379}}`, "error"},
	{"values: several types", `{"values":{"session.redis.port":6379,"session.redis.tls":{},"a":[true]}}`, "error"},
	{"wrong in several places", `{"yaml":1,"values":2,"kind":"x","authelia":3}`, "error"},
	{"an unknown option", `{"values":{"session.redis.host":"redis","session.redis.hots":"x"}}`, "not ok"},
	{"quotes in a password", `{"values":{"session.redis.host":"redis","session.redis.password":"it's \"#1\" \\ & <b>: - ?"}}`, "ok"},
	{"Unicode", `{"values":{"session.redis.host":"redis","session.redis.password":"pässwörd 🔑 日本"}}`, "ok"},
	{"line separators", `{"values":{"session.redis.host":"redis","session.redis.password":"a\u2028b\u2029c\u0085d"}}`, "ok"},
	{"control characters", `{"values":{"session.redis.host":"redis","session.redis.password":"a\u0000b\u001b[31m\u007f\u0008\f\n\r\t"}}`, ""},
	{"a lone surrogate", `{"values":{"session.redis.host":"redis","session.redis.password":"\ud800x\udc00"}}`, ""},
	{"a lone surrogate in a key", `{"values":{"session.redis.host":"redis","session.redis.\ud800":"x"}}`, ""},
	{"a byte order mark and a zero width space", `{"values":{"session.redis.host":"redis\u200b","session.redis.password":"\ufeff"}}`, ""},
	{"surprising keys", `{"values":{"":"a","__proto__":"b","constructor":"c","session.redis.host":"redis","2":"x","1":"y"}}`, ""},

	{"YAML, good", `{"authelia":"4.39","yaml":"session:\n  redis:\n    host: 'redis'\n    port: 6379\n"}`, "ok"},
	{"YAML, a fragment", `{"authelia":"4.38.10","yaml":"redis:\n  host: redis\n"}`, "ok"},
	{"YAML, a wrong port", `{"authelia":"4.39","yaml":"session:\n  redis:\n    host: redis\n    port: 70000\n"}`, "not ok"},
	{"YAML, a near miss", `{"authelia":"4.39","yaml":"session:\n  redis:\n    host: redis\n    pasword: x\n"}`, "not ok"},
	{"YAML, broken", `{"authelia":"4.39","yaml":"session:\n  redis:\n   host: [redis\n"}`, "not ok"},
	{"YAML, tabs", `{"authelia":"4.39","yaml":"session:\n\tredis: {}\n"}`, "not ok"},
	{"YAML, Windows lines and a byte order mark", `{"authelia":"4.39","yaml":"\ufeffsession:\r\n  redis:\r\n    host: redis\r\n"}`, ""},
	{"YAML, Unicode", `{"authelia":"4.39","yaml":"session:\n  redis:\n    host: redis\n    password: 'pässwörd 🔑'\n"}`, "ok"},
	{"YAML, escapes", `{"authelia":"4.39","yaml":"session:\n  redis:\n    host: redis\n    password: \"\\u2028\\ud800\\e[0m\\0\"\n"}`, ""},
	{"YAML, a line separator as it is", `{"authelia":"4.39","yaml":"session:\n  redis:\n    host: redis\n    password: 'a\u2028b'\n"}`, ""},
	{"YAML, a lone surrogate", `{"authelia":"4.39","yaml":"session:\n  redis:\n    host: \ud800\n"}`, ""},
	{"YAML, control characters", `{"authelia":"4.39","yaml":"session:\n  redis:\n    host: \u0001\u0000\n"}`, "not ok"},
	{"YAML, empty", `{"authelia":"4.39","yaml":""}`, "ok"},
	{"YAML, only a comment", `{"authelia":"4.39","yaml":"# nothing here\n"}`, ""},
	{"YAML, a list", `{"authelia":"4.39","yaml":"- session\n"}`, ""},
	{"YAML, aliases", `{"authelia":"4.39","yaml":"x: &x {host: redis}\nsession:\n  redis: *x\n"}`, ""},
	{"YAML, an old version", `{"authelia":"4.30","yaml":"session:\n  redis:\n    host: redis\n    timeout: 5 seconds\n"}`, "not ok"},

	// Deeper than a browser's stack: parsing these would end the module.
	{"YAML, brackets without end", `{"authelia":"4.39","yaml":"` + strings.Repeat("[", 9000) + `"}`, "not ok"},
	{"YAML, dashes without end", `{"authelia":"4.39","yaml":"` + strings.Repeat("- ", 9000) + `"}`, "not ok"},
	{"YAML, braces without end", `{"authelia":"4.39","yaml":"session: ` + strings.Repeat("{redis: ", 4000) + `"}`, "not ok"},

	// More than anybody has: refused before anything is made of it.
	{"YAML, more values than are read", `{"authelia":"4.39","yaml":"session: {redis: {high_availability: {nodes: [` + strings.Repeat("a,", 20_000) + `]}}}"}`, "too much"},
	{"YAML, brackets beyond counting", `{"authelia":"4.39","yaml":"` + strings.Repeat("[", 200_000) + `"}`, "too much"},
	{"YAML, aliases that stand for too much", `{"authelia":"4.39","yaml":"x: &x [` + strings.Repeat("a,", 3000) + `]\nsession: {redis: {host: [` + strings.Repeat("*x,", 3000) + `]}}\n"}`, "too much"},
	{"YAML, aliases that Authelia refuses", `{"authelia":"4.39","yaml":"a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\nsession: {redis: {host: [*d,*d,*d,*d,*d]}}\n"}`, "not ok"},
	{"YAML, more lines than are read", `{"authelia":"4.39","yaml":"` + strings.Repeat(`\n`, 60_000) + `"}`, "too much"},

	{"a newer patch", `{"authelia":"4.39.999","yaml":"redis: {host: redis, port: 70000}\n"}`, "not ok"},
	{"a newer minor", `{"authelia":"4.99","values":{"session.redis.host":"redis"}}`, "ok"},
	{"an unknown version", `{"authelia":"4.20","yaml":"redis: {host: redis}\n"}`, "error"},
	{"an unknown version of the form", `{"authelia":"latest\u2028<\ud800","values":{}}`, "error"},
}

// rowsUpTo are the members for n sentinels.
func rowsUpTo(n int) string {
	var members strings.Builder
	for i := range n {
		fmt.Fprintf(&members, `,"session.redis.high_availability.nodes.%d.host":"s%d"`, i, i)
	}
	return members.String()
}

func TestThreeDoors(t *testing.T) {
	server, err := web.New(web.Options{MaxBody: 4 << 20, WorkTimeout: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	questions := make([]string, len(doors))
	for i, door := range doors {
		questions[i] = `["evaluate",` + door.input + `]`
	}
	fromModule := inNode(t, questions)

	for i, door := range doors {
		t.Run(door.name, func(t *testing.T) {
			byServer, status := throughServer(server.Handler(), door.input)
			if diff := cmp.Diff(byServer, fromModule[i]); diff != "" {
				t.Errorf("the module answers differently (-server +module):\n%s", diff)
			}
			checkAnswer(t, byServer, status, door.want)

			var input map[string]any
			_ = json.Unmarshal([]byte(door.input), &input)
			authelia, _ := input["authelia"].(string)
			yaml, isText := input["yaml"].(string)
			if !isText {
				return // the command line takes files only
			}
			var stdout, stderr bytes.Buffer
			args := []string{"check", "--format", "json", "--authelia", authelia, "-"}
			code := run(context.Background(), args, emptyEnvironment, strings.NewReader(yaml), &stdout, &stderr)
			if diff := cmp.Diff(byServer, stdout.String()); diff != "" {
				t.Errorf("the command line answers differently (-server +command line):\n%s", diff)
			}
			if want := map[string]int{"ok": 0, "not ok": 1, "error": 2, "too much": 2}[door.want]; door.want != "" && code != want {
				t.Errorf("exit status %d, want %d; standard error: %s", code, want, &stderr)
			}
		})
	}
}

// checkAnswer holds that an answer is a document of the expected kind: three
// doors that agree on nonsense would be no comfort.
func checkAnswer(t *testing.T, answer string, status int, want string) {
	t.Helper()
	var document struct {
		Authelia string `json:"authelia"`
		OK       *bool  `json:"ok"`
		Error    string `json:"error"`
		Problems []any  `json:"problems"`
	}
	if err := json.Unmarshal([]byte(answer), &document); err != nil {
		t.Fatalf("the answer is no JSON: %v\n%s", err, answer)
	}
	if !strings.HasSuffix(answer, "}\n") {
		t.Errorf("the answer does not end with a line break: %q", answer)
	}
	if refusal, refused := map[string]int{"error": http.StatusBadRequest, "too much": http.StatusRequestEntityTooLarge}[want]; refused {
		if document.Error == "" || status != refusal {
			t.Errorf("status %d and %s, want %d and an error", status, answer, refusal)
		}
		return
	}
	if document.OK == nil || status != http.StatusOK || document.Authelia == "" {
		t.Fatalf("status %d and %s, want 200 and an evaluation", status, answer)
	}
	if want != "" && *document.OK != (want == "ok") {
		t.Errorf("ok is %t, want %q: %s", *document.OK, want, answer)
	}
}

func throughServer(handler http.Handler, input string) (answer string, status int) {
	request := httptest.NewRequest(http.MethodPost, "http://localhost/api/v1/evaluate", strings.NewReader(input))
	request.Header.Set("Content-Type", "application/json")
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	return recorder.Body.String(), recorder.Code
}

// inNode builds the module as the Makefile does and puts all questions to it, each in
// a line of its own, its name and what is asked, in one run of node.
func inNode(t *testing.T, questions []string) []string {
	t.Helper()
	module := filepath.Join(t.TempDir(), "module.wasm")
	if output, err := exec.Command(filepath.Join("..", "..", "wasm", "build.sh"), module).CombinedOutput(); err != nil {
		t.Fatalf("build the module: %v\n%s", err, output)
	}
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	glue := filepath.Join(strings.TrimSpace(string(goroot)), "lib", "wasm", "wasm_exec.js")

	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	node := exec.CommandContext(ctx, "node", filepath.Join("..", "..", "wasm", "node", "ask.mjs"), module, glue)
	node.Stdin = strings.NewReader(strings.Join(questions, "\n") + "\n")
	var stderr bytes.Buffer
	node.Stderr = &stderr
	stdout, err := node.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := node.Start(); err != nil {
		t.Fatalf("this test needs node: %v", err)
	}
	var answers []string
	lines := bufio.NewReader(stdout)
	for {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF && len(line) == 0 {
			break
		}
		if err != nil {
			t.Fatalf("read from node: %v", err)
		}
		var answer string
		if err := json.Unmarshal(line, &answer); err != nil {
			t.Fatalf("node printed %q: %v", line, err)
		}
		answers = append(answers, answer)
	}
	if err := node.Wait(); err != nil || len(answers) != len(questions) {
		t.Fatalf("node gave %d answers to %d questions: %v\n%s", len(answers), len(questions), err, &stderr)
	}
	return answers
}
