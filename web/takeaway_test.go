package web

import (
	"archive/zip"
	"encoding/base64"
	"encoding/json"
	"html"
	"maps"
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

// again are the fields of the next post of a page: what the page carries along, and what
// somebody has in the controls.
func again(t *testing.T, page answer, controls map[string]string) map[string]string {
	t.Helper()
	wantStatus(t, page, 200)
	fields := map[string]string{}
	for _, field := range hiddenInput.FindAllStringSubmatch(page.body, -1) {
		fields[field[1]] = html.UnescapeString(field[2])
	}
	maps.Copy(fields, controls)
	return fields
}

var hiddenInput = regexp.MustCompile(`<input type="hidden"[^>]* name="(\w+)"[^>]* value="([^"]*)"`)

// TestFileAndBack is the whole way without a script: bring a file, mend it, see
// what changes, take it back with every other byte as it was.
func TestFileAndBack(t *testing.T) {
	s, _ := newServer(t, Options{})
	page := postForm(t, s, map[string]string{"action": "import"}, windowsFile)
	wantStatus(t, page, 200)
	wantText(t, content(t, page, "import"), `id="line-8" data-severity="error"`, `value="use-import"`)
	boxed := strings.ReplaceAll(windowsFile, "\r\n", "\n")
	page = postForm(t, s, again(t, page, map[string]string{"yaml": boxed, "action": "use-import"}), "")
	wantText(t, content(t, page, "tab"), `<option value="file" selected="">Your file</option>`)
	wantText(t, content(t, page, "output"), "No changes")

	fields := again(t, page, map[string]string{"yaml": boxed, "kind": "single", hostKey: "redis", portKey: "6380", "tab": "file", "action": "check"})
	if fields["original"] != base64.StdEncoding.EncodeToString([]byte(windowsFile)) {
		t.Fatalf("the page does not carry the file's own line breaks: %q", fields["original"])
	}
	page = postForm(t, s, fields, "")
	wantText(t, content(t, page, "output"), `data-op="removed"`, `<span class="n">70000</span>`, `data-op="added"`, `<span class="n">6380</span>`)

	fields["action"] = "get.0"
	file := postForm(t, s, fields, "")
	wantAttachment(t, file, "configuration.yml")
	if want := strings.Replace(windowsFile, "70000", "6380", 1); file.body != want {
		t.Errorf("the file came back as\n%q, want\n%q", file.body, want)
	}
}

func TestSeveralFiles(t *testing.T) {
	s, _ := newServer(t, Options{})
	const both = "# ======== a.yml ========\nsession:\n  redis:\n    host: 'one'\n# ======== b.yml ========\nsession:\n  redis:\n    port: 70000\n"
	page := postForm(t, s, map[string]string{"action": "import", "yaml": both}, "")
	wantStatus(t, page, 200)
	wantText(t, content(t, page, "import"), "b.yml", `id="line-8" data-severity="error"`)
	page = postForm(t, s, again(t, page, map[string]string{"action": "use-import", "yaml": both}), "")
	wantText(t, content(t, page, hostKey), `value="one"`)
	wantText(t, content(t, page, portKey), `value="70000"`)
	wantText(t, content(t, page, "output"), "a.yml", "b.yml")
}

// TestEveryShape shows each shape, and sends each of its files: what is on the page is
// the file, masked secrets included.
func TestEveryShape(t *testing.T) {
	s, _ := newServer(t, Options{})
	if len(render.Shapes) < 8 {
		t.Errorf("there are %d shapes, want all eight", len(render.Shapes))
	}
	for _, shape := range render.Shapes {
		t.Run(string(shape.Format), func(t *testing.T) {
			fields := map[string]string{"kind": "single", hostKey: "redis", passwordKey: "s3cret'$ {{x}}", "tab": string(shape.Format), "action": "output"}
			page := postForm(t, s, fields, "")
			wantStatus(t, page, 200)
			wantText(t, content(t, page, "tab"), `<option value="`+string(shape.Format)+`" selected="">`)
			var names []string
			for i := range strings.Count(content(t, page, "files").body, "<pre") {
				shown := textOf(content(t, page, "file-"+strconv.Itoa(i)).body)
				fields["action"] = "get." + strconv.Itoa(i)
				file := postForm(t, s, fields, "")
				wantStatus(t, file, 200)
				if file.body != shown || shown == "" {
					t.Errorf("file %d is\n%s\nbut the page shows\n%s", i, file.body, shown)
				}
				names = append(names, file.body)
			}
			fields["action"] = "get.99"
			wantStatus(t, postForm(t, s, fields, ""), 400)
			fields["action"] = "zip"
			archive := postForm(t, s, fields, "")
			wantAttachment(t, archive, "authelia-redis-"+string(shape.Format)+".zip")
			files, err := zip.NewReader(strings.NewReader(archive.body), int64(len(archive.body)))
			if err != nil || len(files.File) != len(names) {
				t.Fatalf("an archive of %d files (%v), want %d", len(files.File), err, len(names))
			}
		})
	}
	wantStatus(t, postForm(t, s, map[string]string{"action": "zip"}, ""), 400)
}

// textOf is the text of an element.
func textOf(element string) string {
	element = strings.TrimSuffix(element[strings.Index(element, ">")+1:], "</code>")
	return html.UnescapeString(tags.ReplaceAllString(element, ""))
}

var tags = regexp.MustCompile(`<[^>]*>`)

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
	wantText(t, content(t, page, "import"), "1 error", `id="line-4" data-severity="error"`)
	page = postForm(t, s, again(t, page, map[string]string{"action": "use-import", "yaml": mistyped}), "")
	wantText(t, content(t, page, "state"), "will not start")
	fields := again(t, page, map[string]string{"yaml": mistyped, "kind": "single", hostKey: "redis-2", "tab": "file", "action": "check"})
	page = postForm(t, s, fields, "")
	wantText(t, content(t, page, "summary"), "session.redis.pasword")
	fields["action"] = "get.0"
	if file, want := postForm(t, s, fields, ""), strings.Replace(mistyped, "host: redis", "host: redis-2", 1); file.body != want {
		t.Errorf("the file came back as\n%s", file.body)
	}
	fields["action"] = `fix:{"set":{"session.redis.pasword":"","session.redis.password":"hunter2"}}`
	page = postForm(t, s, fields, "")
	wantText(t, content(t, page, "yaml-in"), "password: hunter2 # the old one")
	wantText(t, content(t, page, "state"), "Valid for Authelia")
}
