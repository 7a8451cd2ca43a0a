package web

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

const (
	hostKey             = "session.redis.host"
	portKey             = "session.redis.port"
	passwordKey         = "session.redis.password"
	nameKey             = "session.redis.high_availability.sentinel_name"
	sentinelPasswordKey = "session.redis.high_availability.sentinel_password"
)

func hostOf(row int) string { return nodeKey(row, "host") }

func nodeKey(row int, name string) string {
	return fmt.Sprintf("%s.%d.%s", authelia.KeyNodes, row, name)
}

// A new form complains of nothing yet, and shows every option of the table.
func TestNewForm(t *testing.T) {
	s, _ := newServer(t, Options{})
	page := get(t, s, "/")
	wantStatus(t, page, 200)
	wantText(t, answer{body: element(t, page, "state")}, `data-states="fresh"`)
	for _, kind := range authelia.Kinds() {
		page := postForm(t, s, map[string]string{"kind": string(kind), "tls": authelia.TLSPath, "action": "show"}, "")
		for _, f := range authelia.Options() {
			key := strings.Replace(f.Key, "[]", ".0", 1)
			want := f.For(kind) && !slices.Contains(f.Aside, kind)
			if shown := strings.Contains(page.body, ` id="`+key+`"`); shown != want {
				t.Errorf("%s: %s is shown: %t", kind, key, shown)
			}
		}
		body, _, _ := strings.Cut(page.body, "<template")
		if n := strings.Count(body, `class="problem`); n > 0 {
			t.Errorf("%s: %d problems on an untouched form", kind, n)
		}
	}
	page = postForm(t, s, map[string]string{"kind": "sentinel", "action": "show"}, "")
	for row := range 3 {
		element(t, page, hostOf(row))
	}
}

// The example in an empty port is the default that holds for the set-up.
func TestPlaceholder(t *testing.T) {
	s, _ := newServer(t, Options{})
	for key, want := range map[string]string{portKey: "6379", nodeKey(0, "port"): "26379"} {
		kind := "single"
		if key != portKey {
			kind = "sentinel"
		}
		page := postForm(t, s, map[string]string{"kind": kind, "action": "check"}, "")
		wantText(t, answer{body: element(t, page, key)}, `placeholder="`+want+`"`)
	}
}

func TestPrefill(t *testing.T) {
	s, _ := newServer(t, Options{Prefill: configschema.Values{hostKey: "127.0.0.1", portKey: "7000", passwordKey: "sandbox"}})
	page := get(t, s, "/")
	wantText(t, answer{body: element(t, page, portKey)}, `value="7000"`)
	wantText(t, answer{body: element(t, page, passwordKey)}, `value="sandbox"`, `type="password"`)
	if got, want := yamlOf(t, page), "session:\n  redis:\n    host: '127.0.0.1'\n    port: 7000\n    password: 'sandbox'\n"; got != want {
		t.Errorf("the YAML is\n%s", got)
	}
}

// Without a script: a problem beside its field and in the summary, and its fix.
func TestProblemAndFix(t *testing.T) {
	s, _ := newServer(t, Options{})
	typed := map[string]string{"kind": "single", hostKey: "redis", portKey: "70000", "action": "check"}
	page := postForm(t, s, typed, "")
	wantStatus(t, page, 200)
	wantText(t, answer{body: element(t, page, portKey)}, `value="70000"`, `aria-invalid="true"`,
		`aria-describedby="session.redis.port.problems"`)
	wantText(t, answer{body: element(t, page, "state")}, `data-states="error"`)
	wantText(t, page, "option &#39;port&#39; must be between 1 and 65535", `href="#session.redis.port"`)

	_, rest, ok := strings.Cut(page.body, `value="fix:`)
	if !ok {
		t.Fatal("there is no fix")
	}
	fix, _, _ := strings.Cut(rest, `"`)
	typed["action"] = "fix:" + strings.ReplaceAll(fix, "&#34;", `"`)
	page = postForm(t, s, typed, "")
	wantText(t, answer{body: element(t, page, portKey)}, `value="6379"`, `aria-invalid="false"`)
	wantText(t, answer{body: element(t, page, "state")}, `data-states="ok"`)
	if got, want := yamlOf(t, page), "session:\n  redis:\n    host: 'redis'\n"; got != want {
		t.Errorf("the YAML is\n%s", got)
	}
}

// Whatever is typed comes back as it was typed, also where it is out of sight,
// wrong, or made of markup and line breaks.
func TestNothingIsLost(t *testing.T) {
	s, _ := newServer(t, Options{})
	const nasty = `"><script>alert('x')</script>&amp; ' \ ü 漢`
	key := "session.redis.tls.private_key"
	page := postForm(t, s, map[string]string{
		"authelia": "4.36", "kind": "socket", hostKey: nasty, passwordKey: "two\nlines", nameKey: "kept", hostOf(5): "far",
		"session.redis.tls.skip_verify": "perhaps", key: "\n-----BEGIN", "session.redis.timeout": "7 seconds", "yaml": "</textarea>", "ca": "a CA",
	}, "")
	wantStatus(t, page, 200)
	wantNoText(t, page, "<script>alert")
	wantText(t, answer{body: element(t, page, hostKey)}, `value="&#34;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp; &#39; \ ü 漢"`)
	wantText(t, answer{body: element(t, page, nameKey)}, `value="kept"`)
	wantText(t, answer{body: element(t, page, hostOf(5))}, `value="far"`)
	// HTML drops the first line break of a <textarea>, so there are two.
	wantText(t, page, ">\ntwo\nlines</textarea>", ">\n&lt;/textarea&gt;</textarea>", ">\na CA</textarea>",
		`name="session.redis.tls.skip_verify" value="perhaps"`, "-----BEGIN", `<option value="4.36" selected>`)
	if strings.Contains(page.body, `data-key="`+nameKey+`"`) {
		t.Error("an option of Sentinel is shown for a unix socket")
	}
	if hidden(field(t, page, "session.redis.timeout")) {
		t.Error("a value that the version does not know is out of sight, and its problem with it")
	}
	if strings.Contains(page.body, ` id="`+hostOf(6)+`"`) {
		t.Error("a row was made up")
	}
}

func TestRows(t *testing.T) {
	s, _ := newServer(t, Options{})
	rows := func(action string) string {
		t.Helper()
		fields := map[string]string{"kind": "sentinel", nameKey: "mymaster", "action": action}
		for i, host := range []string{"a", "b", "c"} {
			fields[hostOf(i)], fields[nodeKey(i, "port")] = host, fmt.Sprint(26379+i)
		}
		page := postForm(t, s, fields, "")
		wantStatus(t, page, 200)
		var got []string
		for i := range 9 {
			if !strings.Contains(page.body, ` id="`+hostOf(i)+`"`) {
				break
			}
			got = append(got, attribute(element(t, page, hostOf(i)))+":"+attribute(element(t, page, nodeKey(i, "port"))))
		}
		return strings.Join(got, " ")
	}
	for action, want := range map[string]string{
		"check":                        "a:26379 b:26380 c:26381",
		"add-row:" + authelia.KeyNodes: "a:26379 b:26380 c:26381 :",
		rowAction("remove", "0"):       "b:26380 c:26381",
		rowAction("remove", "2"):       "a:26379 b:26380",
		rowAction("up", "1"):           "b:26380 a:26379 c:26381",
		rowAction("down", "1"):         "a:26379 c:26381 b:26380",
		rowAction("up", "0"):           "a:26379 b:26380 c:26381",
		rowAction("down", "2"):         "a:26379 b:26380 c:26381",
		rowAction("remove", "7"):       "a:26379 b:26380 c:26381",
		rowAction("remove", "-1"):      "a:26379 b:26380 c:26381",
		rowAction("up", "x"):           "a:26379 b:26380 c:26381",
	} {
		if got := rows(action); got != want {
			t.Errorf("%s: %q, want %q", action, got, want)
		}
	}
}

func rowAction(act, row string) string { return act + "-row:" + authelia.KeyNodes + "." + row }

// attribute is the value attribute of a tag.
func attribute(tag string) string {
	_, rest, _ := strings.Cut(tag, ` value="`)
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

// The last row can be emptied, but a form without any row could not be filled in.
func TestLastRow(t *testing.T) {
	s, _ := newServer(t, Options{})
	page := postForm(t, s, map[string]string{"kind": "sentinel", hostOf(0): "a", "action": rowAction("remove", "0")}, "")
	if got := attribute(element(t, page, hostOf(0))); got != "" {
		t.Errorf("the last row holds %q", got)
	}
}

// A fix has to count: the kind of set-up and the TLS switch follow what it sets.
func TestFixSwitches(t *testing.T) {
	s, _ := newServer(t, Options{})
	tests := map[string]struct {
		kind, tls, fix string
		want           []string
	}{
		"to Sentinel":   {"single", "", `{"set":{"session.redis.high_availability.sentinel_name":"mymaster","session.redis.high_availability.nodes.0.host":"a"}}`, []string{`value="sentinel" checked`}},
		"TLS on":        {"single", "", `{"set":{"session.redis.tls.minimum_version":"TLS1.2"}}`, []string{`name="tls" value="session.redis.tls" checked`, `value="single" checked`}},
		"TLS off":       {"single", authelia.TLSPath, `{"set":{"session.redis.tls":""}}`, []string{`name="tls" value="session.redis.tls">`}},
		"TLS stays":     {"single", authelia.TLSPath, `{"set":{"session.redis.tls.server_name":""}}`, []string{`name="tls" value="session.redis.tls" checked`}},
		"from Sentinel": {"sentinel", "", `{"set":{"session.redis.high_availability":""}}`, []string{`value="single" checked`}},
		"nothing known": {"single", "", `{"set":{"theme":"dark","session.redis.nonsense":""}}`, []string{`value="single" checked`}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			page := postForm(t, s, map[string]string{"kind": test.kind, "tls": test.tls, hostKey: "redis", "action": "fix:" + test.fix}, "")
			wantStatus(t, page, 200)
			wantText(t, page, test.want...)
			wantText(t, page, `name="session.redis.host" value="redis"`)
		})
	}
}

// TLS with every option at its default still has to be written.
func TestTLSSwitch(t *testing.T) {
	s, _ := newServer(t, Options{})
	page := postForm(t, s, map[string]string{"kind": "single", "tls": authelia.TLSPath, hostKey: "redis"}, "")
	if got := yamlOf(t, page); !strings.Contains(got, "tls:") {
		t.Errorf("the YAML has no tls section:\n%s", got)
	}
	if hidden(field(t, page, "session.redis.tls.server_name")) {
		t.Error("TLS is on, and its options are hidden")
	}
	page = postForm(t, s, map[string]string{"kind": "single", hostKey: "redis", "session.redis.tls.server_name": "kept.example"}, "")
	if got := yamlOf(t, page); strings.Contains(got, "tls:") {
		t.Errorf("TLS is off, and the YAML has it:\n%s", got)
	}
	wantText(t, answer{body: element(t, page, "session.redis.tls.server_name")}, `value="kept.example"`)
}

func TestImport(t *testing.T) {
	s, _ := newServer(t, Options{})
	const file = `theme: 'dark'
session:
  secret: 'insecure_session_secret'
  redis:
    host: 'sentinel-0'
    password: 'p: #1'
    tls:
      server_name: 'redis.example.com'
    high_availability:
      sentinel_name: 'mymaster'
      nodes:
        - host: 'sentinel-1'
          port: 26380
`
	for name, post := range map[string]struct{ text, file string }{"pasted": {text: file}, "chosen": {file: file}} {
		t.Run(name, func(t *testing.T) {
			page := postForm(t, s, map[string]string{"kind": "single", hostKey: "old", portKey: "1", "yaml": post.text, "action": "import"}, post.file)
			wantStatus(t, page, 200)
			wantText(t, page, `value="sentinel" checked`, `name="tls" value="session.redis.tls" checked`)
			for key, want := range map[string]string{
				hostKey: "sentinel-0", passwordKey: "p: #1", nameKey: "mymaster", hostOf(0): "sentinel-1", nodeKey(0, "port"): "26380",
				"session.redis.tls.server_name": "redis.example.com",
			} {
				if key == hostKey { // not a field here: it is said to be one more sentinel
					wantText(t, page, `name="session.redis.host" value="sentinel-0"`)
				} else if got := attribute(element(t, page, key)); got != want {
					t.Errorf("%s is %q, want %q", key, got, want)
				}
			}
		})
	}

	t.Run("broken", func(t *testing.T) {
		page := postForm(t, s, map[string]string{"kind": "single", hostKey: "kept", "yaml": "session:\n  redis: [\n", "action": "import"}, "")
		wantText(t, answer{body: element(t, page, hostKey)}, `value="kept"`)
		wantText(t, page, `data-states="broken"`, `id="line-2" data-severity="error"`)
	})
	t.Run("without Redis", func(t *testing.T) {
		page := postForm(t, s, map[string]string{"kind": "single", hostKey: "kept", "yaml": "theme: 'dark'\nsession:\n  secret: 'x'\n", "action": "import"}, "")
		wantText(t, answer{body: element(t, page, hostKey)}, `value="kept"`)
		wantText(t, page, `data-states="empty"`)
	})
	t.Run("too many sentinels", func(t *testing.T) {
		nodes := strings.Repeat("      - host: 'a'\n", 200)
		page := postForm(t, s, map[string]string{"yaml": "redis:\n  high_availability:\n    sentinel_name: 'm'\n    nodes:\n" + nodes, "action": "import"}, "")
		wantStatus(t, page, 400)
		wantText(t, page, "at most 64")
	})
}

func TestDownload(t *testing.T) {
	s, _ := newServer(t, Options{})
	got := postForm(t, s, map[string]string{hostKey: "redis", "action": "get.0"}, "")
	wantStatus(t, got, 200)
	if got.body != "session:\n  redis:\n    host: 'redis'\n" {
		t.Errorf("the file is\n%s", got.body)
	}
	wantAttachment(t, got, "session.redis.yml")
}

// The form takes any release. One that is none is reported beside its field, and whatever
// button was pressed, nothing that was typed is lost.
func TestTypedRelease(t *testing.T) {
	s, _ := newServer(t, Options{Prober: passing})
	fields := map[string]string{"authelia": "other", "release": " 4.39.21 ", "kind": "single", hostKey: "redis", "log": "NOAUTH"}
	page := postForm(t, s, fields, "")
	wantStatus(t, page, 200)
	wantText(t, answer{body: element(t, page, "release")}, ` value="4.39.21"`, ` aria-invalid="false"`)
	wantText(t, page, `<option value="other" selected>`)
	wantYAML(t, page, "host: 'redis'")
	fields["release"] = "4.x<y"
	for _, action := range []string{"", "check", "test", "import", "plan", "output", "add-row:" + authelia.KeyNodes, "explain", "get.0", "zip", "language.de"} {
		fields["action"] = action
		page := postForm(t, s, fields, "")
		wantStatus(t, page, 400)
		says := "Authelia version &#34;4.x&lt;y&#34; is not known; choose one of"
		if action == "language.de" {
			says = "4.x&lt;y"
		}
		wantText(t, content(t, page, "release-refusal"), says)
		wantText(t, answer{body: element(t, page, "release")}, ` value="4.x&lt;y"`, ` aria-invalid="true"`)
		wantText(t, page, `value="redis"`, "NOAUTH</textarea>", `<option value="other" selected>`)
	}
	fields["action"] = "clear"
	page = postForm(t, s, fields, "")
	wantStatus(t, page, 200)
	wantText(t, answer{body: element(t, page, "release")}, ` value=""`)
	// A release of the list counts, whatever else was typed.
	page = postForm(t, s, map[string]string{"authelia": "4.38", "release": "4.x", hostKey: "redis"}, "")
	wantStatus(t, page, 200)
	wantText(t, content(t, page, "authelia"), `<option value="4.38" selected="">`)
}
