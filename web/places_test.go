package web

import (
	"regexp"
	"strings"
	"testing"
)

// Each place has an address of its own, and everything that was typed travels along.
func TestPlaces(t *testing.T) {
	s, _ := newServer(t, Options{BasePath: "/tools"})
	fields := map[string]string{passwordKey: "kept", "kind": "sentinel", nodeKey(4, "host"): "far", "yaml": "redis:\n  host: a\n", "log": "a log", "from": "4.37", "to": "4.38", "tab": "env", "ca": "a CA"}
	for path, shown := range map[string]string{"/tools/": "configure", "/tools/upgrade": "upgrade", "/tools/explain": "explain"} {
		wantStatus(t, get(t, s, path), 200)
		page := postTo(t, s, path, fields)
		wantStatus(t, page, 200)
		wantText(t, page, `action="`+path+`"`, `data-path="`+path+`"`)
		if got := hidden(element(t, page, "configure")); got != (shown != "configure") {
			t.Errorf("%s: the form is out of sight: %t", path, got)
		}
		for _, place := range []string{"upgrade", "explain"} {
			if there := strings.Contains(page.body, `<section id="`+place+`"`); there != (place == shown) {
				t.Errorf("%s: %s is there: %t", path, place, there)
			}
		}
		wantText(t, answer{body: element(t, page, passwordKey)}, `value="kept"`)
		wantText(t, answer{body: element(t, page, nodeKey(4, "host"))}, `value="far"`)
		wantText(t, page, ">\nredis:\n  host: a\n</textarea>", ">\na log</textarea>", ">\na CA</textarea>")
		if n := len(regexp.MustCompile(` name="(yaml|log|from|to|used|written)"`).FindAllString(page.body, -1)); n != 6 {
			t.Errorf("%s: %d fields of six", path, n)
		}
	}
}

func TestUpgradeWithoutScript(t *testing.T) {
	s, _ := newServer(t, Options{})
	wantText(t, content(t, get(t, s, "/upgrade"), "planned"), `data-states="fresh"`)
	fields := map[string]string{"kind": "single", "authelia": "4.39", hostKey: "redis", "session.redis.timeout": "10", "from": "4.39", "to": "4.37"}
	page := postTo(t, s, "/upgrade", fields)
	wantStatus(t, page, 200)
	wantText(t, content(t, page, "planned"), "timeout", "4.38.18", `class="plan-step"`, `formaction="/"`)
	same := map[string]string{"kind": "single", hostKey: "redis", "from": "4.39", "to": "4.39"}
	wantText(t, content(t, postTo(t, s, "/upgrade", same), "planned"), `data-states="same"`)

	fields["action"] = "adopt"
	page = postForm(t, s, fields, "")
	wantText(t, content(t, page, "authelia"), `<option value="4.37" selected="">`)
	wantText(t, content(t, page, "state"), `data-states="ok"`)
	wantText(t, content(t, page, portKey), `value="6379"`) // 4.37 wants it said
}

// What must be done comes first, what is done in the file is shown there, and an error at
// the start hides none of it.
func TestUpgradeOfAFile(t *testing.T) {
	s, _ := newServer(t, Options{})
	const file = "session:\n  secret: 'x'\n  redis:\n    host: 'redis'\n    frobnicate: 1\n    password: 'hunter2'\n    tls:\n      skip_verify: yes\n"
	used := postForm(t, s, map[string]string{"yaml": file, "written": "4.34", "action": "use-import"}, "")
	page := postTo(t, s, "/upgrade", map[string]string{
		"yaml": file, "used": valueOf(t, used, "used"), "authelia": "4.34", "kind": "single", "tls": "session.redis.tls",
		hostKey: "redis", passwordKey: "hunter2", "session.redis.tls.skip_verify": "true", "from": "4.34", "to": "4.39",
	})
	planned := content(t, page, "planned")
	wantText(t, planned, `id="plan-must"`, "frobnicate", `id="plan-differs"`, `id="plan-new"`)
	if must, differs := strings.Index(planned.body, `id="plan-must"`), strings.Index(planned.body, `id="plan-differs"`); must > differs {
		t.Error("what must be done is not first")
	}
}

// valueOf is the value of the hidden field of a name.
func valueOf(t *testing.T, page answer, name string) string {
	t.Helper()
	found := regexp.MustCompile(`name="` + name + `"[^>]* value="([^"]*)"`).FindStringSubmatch(page.body)
	if found == nil {
		t.Fatalf("there is no field %s", name)
	}
	return found[1]
}

func TestExplainWithoutScript(t *testing.T) {
	s, _ := newServer(t, Options{})
	page := postTo(t, s, "/explain", map[string]string{"action": "explain", "log": "redis connection error: WRONGPASS invalid username-password pair or user is disabled."})
	wantStatus(t, page, 200)
	wantText(t, content(t, page, "explained"), `A03`, `value="to-field:session.redis.`)
	page = postTo(t, s, "/explain", map[string]string{"action": "explain", "log": "all is well"})
	wantText(t, content(t, page, "explained"), `data-states="nothing"`)
}

// A log that was imported is explained; lines that say the same are one (fault 16).
func TestImportedLog(t *testing.T) {
	s, _ := newServer(t, Options{})
	page := postForm(t, s, map[string]string{"action": "import", "yaml": strings.Repeat("time=\"2025-11-25T08:00:00Z\" level=fatal msg=\"redis connection error: NOAUTH Authentication required.\"\n", 1000), passwordKey: "p"}, "")
	explained := content(t, page, "explained")
	wantText(t, explained, "A01", "1000", `data-slot="last"`)
	if n := strings.Count(explained.body, `class="explanation"`); n != 1 {
		t.Errorf("%d explanations of one line", n)
	}
	wantText(t, page, `action="/explain"`)
}

// What cannot be read is said where it is imported, and nothing that was typed is lost.
func TestImportRefused(t *testing.T) {
	s, _ := newServer(t, Options{})
	page := postForm(t, s, map[string]string{"action": "import", hostKey: "redis"}, "")
	wantStatus(t, page, 200)
	wantText(t, content(t, page, "import"), "Choose a file or paste")
	wantText(t, content(t, page, hostKey), `value="redis"`)
	page = postForm(t, s, map[string]string{"action": "import", hostKey: "redis", "yaml": "hello"}, "")
	wantText(t, content(t, page, "import-review"), `data-states="unknown"`, "redis://")
}

// The review shows the lines with what is wrong beside them, and the fixes; its buttons
// lead to a text without errors, and that into the form.
func TestReviewWithoutScript(t *testing.T) {
	s, _ := newServer(t, Options{})
	fields := map[string]string{"yaml": "session:\n  secret: 's'\n  redis:\n    host: 'redis'\n    pasword: 'hunter2'\n", "action": "import"}
	page := postForm(t, s, fields, "")
	wantText(t, content(t, page, "line-5"), "••••••", "Did you mean password?", "Rename it to password")
	wantNoText(t, content(t, page, "import-review"), `hunter2</code>`)
	wantText(t, content(t, page, "fix-all"), "Fix it")
	wantText(t, content(t, page, "use-import"), "Keep as is")
	wantText(t, answer{body: element(t, page, hostKey)}, `value=""`)
	if valueOf(t, page, "importing") != "1" {
		t.Error("the area is closed")
	}

	fields["action"], fields["importing"] = "fix-all", "1"
	page = postForm(t, s, fields, "")
	wantText(t, page, ">\nsession:\n  secret: &#39;s&#39;\n  redis:\n    host: &#39;redis&#39;\n    password: &#39;hunter2&#39;\n</textarea>")
	wantText(t, answer{body: element(t, page, "use-import")}, "autofocus")
	fields["action"], fields["yaml"] = "use-import", "session:\n  secret: 's'\n  redis:\n    host: 'redis'\n    password: 'hunter2'\n"
	page = postForm(t, s, fields, "")
	wantText(t, answer{body: element(t, page, passwordKey)}, `value="hunter2"`)
	wantText(t, content(t, page, "import-used"), "configuration.yml")
	wantText(t, content(t, page, "said"), "Imported")
}
