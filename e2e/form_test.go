package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/playwright-community/playwright-go"

	"redis-wizard/connectivity/redistest"
)

// TestBeforeTheModule holds the module back, as a slow network does: the server
// judges what is typed, and the module takes over when it arrives.
func TestBeforeTheModule(t *testing.T) {
	t.Parallel()
	v := begin(t, nil, nil)
	release := make(chan struct{})
	v.must(v.context.Route("**/*.wasm", func(route playwright.Route) {
		go func() {
			<-release
			if err := route.Continue(); err != nil {
				t.Errorf("let the module through: %v", err)
			}
		}()
	}))
	_, err := v.page.Goto("/", playwright.PageGotoOptions{WaitUntil: playwright.WaitUntilStateCommit})
	v.must(err)
	v.fill(keyHost, "redis")
	v.fill(keyPort, "seven")
	v.must(expect.Locator(v.problems(keyPort)).Not().ToHaveCount(0))
	v.fill(keyPort, "6380")
	v.yamlIs("session:\n  redis:\n    host: 'redis'\n    port: 6380\n")
	if v.pagesAsked() == 0 {
		t.Error("the server was not asked, and the module was not there: who judged?")
	}

	close(release)
	v.ready()
	// The last answer of the server may be on its way still; after the first
	// evaluation by the module, nothing is asked any more.
	v.fill(keyPort, "6381")
	v.yamlIs("session:\n  redis:\n    host: 'redis'\n    port: 6381\n")
	asked := v.pagesAsked()
	v.fill(keyPort, "6382")
	v.yamlIs("session:\n  redis:\n    host: 'redis'\n    port: 6382\n")
	if again := v.pagesAsked(); again != asked {
		t.Errorf("the server was asked %d times after the module had arrived", again-asked)
	}
}

// TestWithoutTheServer holds that a loaded page goes on by itself.
func TestWithoutTheServer(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	v.fill(keyHost, "redis")
	v.yamlIs("session:\n  redis:\n    host: 'redis'\n")
	v.stop()
	v.fill(keyHost, "redis-2")
	v.yamlIs("session:\n  redis:\n    host: 'redis-2'\n")

	v.expected = []string{"ERR_CONNECTION_REFUSED", "request failed: POST " + v.origin + "/report"}
	v.press("Test connection")
	v.must(expect.Locator(v.page.Locator("#report .report")).Not().ToHaveAttribute("data-verdict", "running"))
	v.must(expect.Locator(v.page.Locator("#report .report")).Not().ToHaveAttribute("data-verdict", "pass"))
	v.must(expect.Locator(v.button("Test connection")).ToBeEnabled())
}

// TestImport brings a whole configuration.yml: its Redis options fill in the
// form, and its kind of set-up is chosen.
func TestImport(t *testing.T) {
	t.Parallel()
	const config = `# Authelia
theme: 'dark'
session:
  secret: 'an-insecure-secret'
  cookies:
    - domain: 'example.com'
      authelia_url: 'https://auth.example.com'
  redis:
    host: 'sentinel-0'
    port: 26379
    password: 'pa''ss: #1'
    database_index: 2
    high_availability:
      sentinel_name: 'mymaster'
      nodes:
        - host: 'sentinel-1'
          port: 26380
        - host: 'sentinel-2'
`
	path := filepath.Join(t.TempDir(), "configuration.yml")
	if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	v := open(t, nil, nil)
	v.secrets = []string{"pa'ss: #1"}
	v.must(v.byID("import-open").Click())
	v.must(v.byID("file").SetInputFiles(path))
	v.hasValue("yaml-in", config)
	v.press("Use this file")

	v.must(expect.Locator(v.page.Locator(".aside")).ToContainText("sentinel-0")) // the host is one more
	v.hasValue(keyPassword, "pa'ss: #1")
	v.hasValue(keyDatabase, "2")
	v.hasValue(keyName, "mymaster")
	v.hasValue(keyNode(0, "host"), "sentinel-1")
	v.hasValue(keyNode(0, "port"), "26380")
	v.hasValue(keyNode(1, "host"), "sentinel-2")
	v.must(expect.Locator(v.page.Locator(`input[name="kind"][value="sentinel"]`)).ToBeChecked())
	v.must(expect.Locator(v.byID("file-0")).ToContainText("sentinel_name: 'mymaster'"))

	// Broken YAML is a problem at its line, and the form stays as it was.
	v.must(v.byID("import-open").Click())
	v.fill("yaml-in", "session:\n  redis:\n    host: [broken\n")
	v.must(expect.Locator(v.byID("import-review")).ToHaveAttribute("data-states", "broken"))
	v.must(expect.Locator(v.byID("import-review").Locator(".line-findings")).ToHaveCount(1))
	v.hasValue(keyHost, "sentinel-0")
}

// TestHostileImport brings what is no configuration.yml: each gets its answer, and
// the page goes on.
func TestHostileImport(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	v.fill(keyHost, "kept")
	v.must(v.byID("import-open").Click())
	for name, content := range map[string]string{
		"deep nesting": "session: " + strings.Repeat("{redis: ", 20_000),
		"binary":       "\x7fELF\x02\x01\x01\x00\x00\xff\xfe",
		"half a file":  "session:\n  redis:\n    host: 'red",
	} {
		path := filepath.Join(t.TempDir(), "file.yml")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		v.must(v.byID("file").SetInputFiles(path))
		if err := expect.Locator(v.page.Locator(`#import-review, #import-refusal, #trouble:not([hidden])`).First()).ToBeVisible(); err != nil {
			t.Fatalf("%s: no answer: %v", name, err)
		}
		v.hasValue(keyHost, "kept")
	}
	v.fill("yaml-in", "")
	v.fill(keyHost, "still-alive")
	v.yamlIs("session:\n  redis:\n    host: 'still-alive'\n")
}

// TestAddedNodeHasFocus: who adds a sentinel types on in it, also where the page came with a
// form for a single Redis.
func TestAddedNodeHasFocus(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	v.choose("sentinel")
	add := v.page.Locator(action("add-row:session.redis.high_availability.nodes"))
	v.must(expect.Locator(add).ToBeVisible())
	v.must(add.Focus())
	v.key("Enter")
	v.typed("abc")
	v.hasValue(keyNode(3, "host"), "abc")
}

// TestNodes adds, moves and removes sentinels.
func TestNodes(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	v.choose("sentinel")
	v.fill(keyName, "mymaster")
	rows := v.page.Locator("[data-row]")
	before, err := rows.Count()
	v.must(err)
	for i := range 3 {
		if i >= before {
			v.press("+ Add sentinel")
		}
		v.must(expect.Locator(v.byID(keyNode(i, "host"))).ToBeVisible())
		v.fill(keyNode(i, "host"), "sentinel-"+string(rune('a'+i)))
	}
	v.must(expect.Locator(rows).ToHaveCount(3))
	v.fill(keyNode(1, "port"), "26380")

	hosts := func(want ...string) {
		t.Helper()
		v.must(expect.Locator(rows).ToHaveCount(len(want)))
		for i, host := range want {
			v.hasValue(keyNode(i, "host"), host)
		}
	}
	v.row(1, "Move sentinel 2 up")
	hosts("sentinel-b", "sentinel-a", "sentinel-c")
	v.hasValue(keyNode(0, "port"), "26380")
	v.row(1, "Move sentinel 2 down")
	hosts("sentinel-b", "sentinel-c", "sentinel-a")
	v.row(1, "Remove sentinel 2")
	hosts("sentinel-b", "sentinel-a")
	v.must(expect.Locator(v.byID("file-0")).ToContainText("sentinel-a"))
	v.must(expect.Locator(v.byID("file-0")).Not().ToContainText("sentinel-c"))
	if asked := v.asked("POST", "/"); asked > 0 {
		t.Errorf("changing the rows loaded the page %d times", asked)
	}
}

// TestNothingIsLost changes the kind and the version forth and back.
func TestNothingIsLost(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	v.fill(keyHost, "redis")
	v.fill(keyPort, "6380")
	v.choose("sentinel")
	v.fill(keyName, "mymaster")
	v.choose("socket")
	v.must(expect.Locator(v.byID(keyPort)).ToBeHidden())
	v.must(expect.Locator(v.byID(keyName)).ToBeHidden())
	v.must(expect.Locator(v.byID("file-0")).Not().ToContainText("mymaster"))
	v.choose("single")
	v.hasValue(keyPort, "6380")
	v.yamlIs("session:\n  redis:\n    host: 'redis'\n    port: 6380\n")
	v.choose("sentinel")
	v.hasValue(keyName, "mymaster")
	v.choose("single")

	// The version knows no timeout: the value stays in sight with its problem.
	const timeout = "session.redis.timeout"
	v.openAll()
	v.fill(timeout, "7 seconds")
	_, err := v.byID("authelia").SelectOption(playwright.SelectOptionValues{Values: &[]string{"4.36"}})
	v.must(err)
	v.must(expect.Locator(v.byID(timeout)).ToBeVisible())
	v.must(expect.Locator(v.problems(timeout)).Not().ToHaveCount(0))
	_, err = v.byID("authelia").SelectOption(playwright.SelectOptionValues{Values: &[]string{"4.39"}})
	v.must(err)
	v.must(expect.Locator(v.problems(timeout)).ToHaveCount(0))
	v.hasValue(timeout, "7 seconds")
	v.must(expect.Locator(v.byID("file-0")).ToContainText("timeout: '7 seconds'"))
}

// TestStateIsQuiet: what is read out is not written again while it says the same.
func TestStateIsQuiet(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	v.fill(keyHost, "r")
	v.must(expect.Locator(v.byID("state")).ToHaveAttribute("data-states", "ok"))
	_, err := v.page.Evaluate(`() => {
		globalThis.told = 0;
		new MutationObserver((all) => { told += all.length }).observe(document.getElementById("state"), { subtree: true, childList: true, characterData: true, attributes: true });
	}`)
	v.must(err)
	v.must(v.byID(keyHost).PressSequentially("edis"))
	v.yamlIs("session:\n  redis:\n    host: 'redis'\n")
	told := func() any {
		t.Helper()
		count, err := v.page.Evaluate("told")
		v.must(err)
		return count
	}
	if n := told(); n != 0 {
		t.Errorf("four letters that change nothing wrote the state anew %v times", n)
	}
	v.fill(keyPort, "70000")
	v.must(expect.Locator(v.byID("state")).ToHaveAttribute("data-states", "error"))
	if told() == 0 {
		t.Error("the test does not see the state change")
	}
}

// TestPlaceholder: an empty port shows the default that holds for the set-up.
func TestPlaceholder(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	port := v.byID(keyPort)
	v.must(expect.Locator(port).ToHaveAttribute("placeholder", "6379"))
	v.choose("sentinel")
	v.must(expect.Locator(v.byID(keyNode(0, "port"))).ToHaveAttribute("placeholder", "26379"))
	v.choose("single")
	v.version("4.37") // which has no default
	v.must(expect.Locator(port).ToHaveAttribute("placeholder", "6379"))
}

// TestShowPassword shows a secret for as long as the person wants to see it.
func TestShowPassword(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	v.secrets = []string{"s3cret-text"}
	v.fill(keyPassword, "s3cret-text")
	password := v.byID(keyPassword)
	v.must(expect.Locator(password).ToHaveAttribute("type", "password"))
	show := v.page.Locator(`[data-reveal="` + keyPassword + `"]`)
	v.must(show.Click())
	v.must(expect.Locator(password).ToHaveAttribute("type", "text"))
	v.must(expect.Locator(show).ToHaveAttribute("aria-pressed", "true"))
	v.must(show.Click())
	v.must(expect.Locator(password).ToHaveAttribute("type", "password"))
	v.hasValue(keyPassword, "s3cret-text")
}

// TestDownload takes the YAML as a file.
func TestDownload(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	v.fill(keyHost, "redis")
	v.yamlIs("session:\n  redis:\n    host: 'redis'\n")
	download, err := v.page.ExpectDownload(func() error { return v.button("Download").Click() })
	v.must(err)
	path := filepath.Join(t.TempDir(), "downloaded")
	v.must(download.SaveAs(path))
	content, err := os.ReadFile(path)
	v.must(err)
	if want := "session:\n  redis:\n    host: 'redis'\n"; string(content) != want {
		t.Errorf("the file holds %q, want %q", content, want)
	}
	if name := download.SuggestedFilename(); !strings.HasSuffix(name, ".yml") {
		t.Errorf("the file is called %q", name)
	}
}

// TestCancel stops a test that waits for a server which does not answer.
func TestCancel(t *testing.T) {
	t.Parallel()
	silent := listenSilently(t)
	v := open(t, nil, nil)
	v.expected = []string{"ERR_ABORTED"}
	v.connect("127.0.0.1", silent.port)
	v.press("Test connection")
	<-silent.accepted // the test is under way, and shows the steps that have ended
	v.must(expect.Locator(v.page.Locator(`#report .step[data-status="passed"]`).Filter(playwright.LocatorFilterOptions{HasText: "TCP connection"})).ToBeVisible())
	v.press("Cancel")
	v.must(expect.Locator(v.page.Locator(`#report [data-when="cancelled"]`)).ToBeVisible())
	<-silent.closed // and the server hung up, too

	server := redistest.Start(t, redistest.Options{})
	v.connect(server.Host, server.Port)
	v.test("pass")
}
