package web

import (
	"encoding/base64"
	"encoding/json"
	"html"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"redis-wizard/configschema/api"
	"redis-wizard/configschema/render"
)

// windowsFile has all that a text box loses: a byte order mark, line breaks of
// Windows, no final one.
const windowsFile = "\ufeff# mine\r\nserver:\r\n  address: 'tcp://:9091'\r\nsession:\r\n  secret: 'x'\r\n  redis:\r\n    host: 'redis' # the box\r\n    port: 70000\r\nlog:\r\n  level: 'info'"

var hiddenInput = regexp.MustCompile(`<input type="hidden" name="(\w+)" value="([^"]*)"[^>]*>`)

// TestFileAndBack is the whole way without a script: bring a file, mend it, see
// what changes, take it back with every other byte as it was.
func TestFileAndBack(t *testing.T) {
	s, _ := newServer(t, Options{})
	page := postForm(t, s, map[string]string{"action": "import"}, windowsFile)
	wantStatus(t, page, 200)
	wantText(t, content(t, page, "import"), `href="#line-8"`, `id="line-8" data-severity="error"`)
	wantText(t, content(t, page, "tabs"), `data-tab="file" value="tab.file" title="The imported file, with these options applied" aria-selected="true"`)
	wantText(t, content(t, page, "panel-file"), "No changes")

	again := map[string]string{"yaml": strings.ReplaceAll(windowsFile, "\r\n", "\n"), "kind": "single", hostKey: "redis", portKey: "6380", "tab": "file"}
	for _, field := range hiddenInput.FindAllStringSubmatch(page.body, -1) {
		again[field[1]] = html.UnescapeString(field[2])
	}
	if again["original"] != base64.StdEncoding.EncodeToString([]byte(windowsFile)) {
		t.Fatalf("the page does not carry the file's own line breaks: %q", again["original"])
	}
	again["action"] = "check"
	page = postForm(t, s, again, "")
	wantText(t, content(t, page, "panel-file"), `data-op="removed"`, "port: 70000", `data-op="added"`, "port: 6380")

	again["action"] = "get.0"
	file := postForm(t, s, again, "")
	wantAttachment(t, file, "configuration.yml")
	if want := strings.Replace(windowsFile, "70000", "6380", 1); file.body != want {
		t.Errorf("the file came back as\n%q, want\n%q", file.body, want)
	}
}

func TestSeveralFiles(t *testing.T) {
	s, _ := newServer(t, Options{})
	page := postForm(t, s, map[string]string{"action": "import", "yaml": "# ======== a.yml ========\nsession:\n  redis:\n    host: 'one'\n# ======== b.yml ========\nsession:\n  redis:\n    port: 70000\n"}, "")
	wantStatus(t, page, 200)
	wantText(t, content(t, page, hostKey), `value="one"`)
	wantText(t, content(t, page, portKey), `value="70000"`)
	wantText(t, content(t, page, "import"), "b.yml", `id="line-8" data-severity="error"`)
	wantText(t, content(t, page, "panel-file"), "a.yml", "b.yml")
}

// TestEveryTab shows each shape, and sends each of its files.
func TestEveryTab(t *testing.T) {
	s, _ := newServer(t, Options{})
	if len(render.Shapes) < 8 {
		t.Errorf("there are %d shapes, want all eight", len(render.Shapes))
	}
	for _, shape := range render.Shapes {
		t.Run(string(shape.Format), func(t *testing.T) {
			fields := map[string]string{"kind": "single", hostKey: "redis", passwordKey: "s3cret'$ {{x}}", "action": "tab." + string(shape.Format)}
			page := postForm(t, s, fields, "")
			wantStatus(t, page, 200)
			wantText(t, content(t, page, "tab-"+string(shape.Format)), `aria-selected="true"`)
			if shape.Format == render.YAML {
				return
			}
			for i := range strings.Count(content(t, page, "panel-shape").body, "<pre") {
				id := "shape-" + strconv.Itoa(i)
				shown := content(t, page, id).body
				shown = html.UnescapeString(strings.TrimSuffix(shown[strings.Index(shown, ">")+1:], "</code>"))
				fields["tab"], fields["action"] = string(shape.Format), "get."+strconv.Itoa(i)
				file := postForm(t, s, fields, "")
				wantStatus(t, file, 200)
				if file.body != shown || shown == "" {
					t.Errorf("file %d is\n%s\nbut the page shows\n%s", i, file.body, shown)
				}
			}
			fields["action"] = "get.99"
			wantStatus(t, postForm(t, s, fields, ""), 400)
		})
	}
}

func TestPlanWithoutScript(t *testing.T) {
	s, _ := newServer(t, Options{})
	fields := map[string]string{"kind": "single", "authelia": "4.39", hostKey: "redis", "session.redis.timeout": "10", "from": "4.39", "to": "4.37", "action": "plan"}
	page := postForm(t, s, fields, "")
	wantStatus(t, page, 200)
	wantText(t, content(t, page, "planned"), "timeout", "4.38.18", `class="plan-step"`)

	fields["action"] = "adopt"
	page = postForm(t, s, fields, "")
	wantText(t, content(t, page, "authelia"), `<option value="4.37" selected="">`)
	wantText(t, content(t, page, "state"), `data-states="ok"`)
	wantText(t, content(t, page, portKey), `value="6379"`) // 4.37 wants it said
}

func TestExplainWithoutScript(t *testing.T) {
	s, _ := newServer(t, Options{})
	page := postForm(t, s, map[string]string{"action": "explain", "log": "redis connection error: WRONGPASS invalid username-password pair or user is disabled."}, "")
	wantStatus(t, page, 200)
	wantText(t, content(t, page, "explained"), `href="/codes#A03"`)
	page = postForm(t, s, map[string]string{"action": "import", "yaml": strings.Repeat("level=fatal msg=\"redis connection error: NOAUTH Authentication required.\"\n", 3), "session.redis.password": "p"}, "")
	wantText(t, content(t, page, "imported"), `data-states="log"`)
	wantText(t, content(t, page, "explained"), `href="/codes#A01"`, "lines say the same; the last one is line")
	page = postForm(t, s, map[string]string{"action": "explain", "log": "all is well"}, "")
	wantText(t, content(t, page, "explained"), `data-states="nothing"`)
}

// TestRefusedOnThePage: what cannot be read or merged is said where it is
// brought, and nothing that was typed is lost.
func TestRefusedOnThePage(t *testing.T) {
	s, _ := newServer(t, Options{})
	page := postForm(t, s, map[string]string{"action": "import", hostKey: "redis"}, "")
	wantStatus(t, page, 200)
	wantText(t, content(t, page, "imported"), "Choose a file or paste")
	wantText(t, content(t, page, hostKey), `value="redis"`)

	page = postForm(t, s, map[string]string{"action": "tab.file", hostKey: "redis", "yaml": "session: [\n"}, "")
	wantStatus(t, page, 200)
	wantText(t, content(t, page, "panel-file"), `class="refusal"`)
}

// TestQuestions puts a question of each kind to the API.
func TestQuestions(t *testing.T) {
	s, _ := newServer(t, Options{})
	questions := map[string]string{
		"evaluate": `{"yaml":"redis: {host: a}"}`,
		"import":   `{"text":"redis://:pw@redis:6380/1"}`,
		"render":   `{"to":"env","values":{"session.redis.host":"redis"}}`,
		"fix":      `{"text":"redis: {host: redis, foo: bar}","values":{"session.redis.host":"redis"},"set":{"session.redis.foo":""}}`,
		"merge":    `{"text":"session:\n  redis:\n    host: 'a'\n","values":{"session.redis.host":"b"}}`,
		"upgrade":  `{"from":"4.33","to":"4.39","values":{"session.redis.host":"redis","session.redis.port":"6379"}}`,
		"explain":  `{"text":"NOAUTH Authentication required."}`,
		"share":    `{"values":{"session.redis.host":"redis"}}`,
		"open":     `{"fragment":"share=1&host=redis"}`,
	}
	wants := map[string]string{
		"evaluate": `"ok":true`, "import": `"form":"url"`, "render": `AUTHELIA_SESSION_REDIS_HOST`, "merge": `"changed":true`, "fix": `"text":"redis: {host: redis}"`, "upgrade": `"steps":[`,
		"explain": `"code":"A01"`, "share": `host=redis`, "open": `"session.redis.host":"redis"`,
	}
	for _, name := range api.Questions() {
		t.Run(name, func(t *testing.T) {
			got := do(t, s, newRequest("POST", "/api/v1/"+name, "application/json", questions[name]))
			wantStatus(t, got, 200)
			wantText(t, got, wants[name])
			if !json.Valid([]byte(got.body)) {
				t.Errorf("no JSON: %s", got.body)
			}
			wantStatus(t, do(t, s, newRequest("POST", "/api/v1/"+name, "application/json", `{`)), 400)
		})
	}
	for name, question := range map[string]string{
		"render": `{"to":"punch cards"}`, "open": `{"fragment":"share=9"}`, "upgrade": `{"from":"4.1","to":"4.39"}`, "merge": `{"text":""}`,
	} {
		got := do(t, s, newRequest("POST", "/api/v1/"+name, "application/json", question))
		wantStatus(t, got, 400)
		wantText(t, got, `{"error":"`)
	}
}

// Without the script, too, the text that was imported counts for the verdict until it is
// corrected, and keeps the keys that the form has no field for.
func TestTheTextIsJudged(t *testing.T) {
	s, _ := newServer(t, Options{})
	const mistyped = "session:\n  redis:\n    host: redis\n    pasword: hunter2 # the old one\n"
	page := postForm(t, s, map[string]string{"action": "import", "yaml": mistyped}, "")
	wantText(t, content(t, page, "state"), "will not start")
	again := map[string]string{"yaml": mistyped, "kind": "single", hostKey: "redis-2", "tab": "file", "action": "check"}
	page = postForm(t, s, again, "")
	wantText(t, content(t, page, "summary"), "session.redis.pasword")
	again["action"] = "get.0"
	if file, want := postForm(t, s, again, ""), strings.Replace(mistyped, "host: redis", "host: redis-2", 1); file.body != want {
		t.Errorf("the file came back as\n%s", file.body)
	}
	again["action"] = `fix:{"set":{"session.redis.pasword":"","session.redis.password":"hunter2"}}`
	page = postForm(t, s, again, "")
	wantText(t, content(t, page, "yaml-in"), "password: hunter2 # the old one")
	wantText(t, content(t, page, "state"), "Valid for Authelia")
}
