package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/playwright-community/playwright-go"

	"redis-wizard/connectivity/redistest"
)

// windowsFile has all that a text box loses: a byte order mark, line breaks of
// Windows, no final one.
const windowsFile = "\ufeff# mine\r\nserver:\r\n  address: 'tcp://:9091'\r\nsession:\r\n  secret: 'a-long-secret'\r\n  redis:\r\n    host: 'redis' # the box\r\n    port: 70000\r\nlog:\r\n  level: 'info'"

// drop lets go of files over the page, as a person's hand does.
func (v *visit) drop(files map[string]any) {
	v.Helper()
	_, err := v.page.Evaluate(`(files) => {
		const carried = new DataTransfer();
		for (const [name, text] of Object.entries(files).sort()) carried.items.add(new File([text], name));
		for (const type of ["dragenter", "dragover", "drop"]) {
			document.body.dispatchEvent(new DragEvent(type, { dataTransfer: carried, bubbles: true, cancelable: true }));
		}
	}`, files)
	v.must(err)
}

// saved presses a button that saves a file, and returns its name and bytes.
func (v *visit) saved(button playwright.Locator) (name, content string) {
	v.Helper()
	download, err := v.page.ExpectDownload(func() error { return button.Click() })
	v.must(err)
	path := filepath.Join(v.TempDir(), "saved")
	v.must(download.SaveAs(path))
	bytes, err := os.ReadFile(path)
	v.must(err)
	return download.SuggestedFilename(), string(bytes)
}

// posts are the requests that carried something to the server.
func (v *visit) posts() (out []string) {
	for _, request := range v.noted(&v.requests) {
		if strings.HasPrefix(request, "POST ") {
			out = append(out, request)
		}
	}
	return out
}

// TestShareLink sends a set-up to somebody else: everything but the secrets.
func TestShareLink(t *testing.T) {
	t.Parallel()
	v := open(t, nil, clipboard(t))
	v.secrets = []string{"s3ssions", "s3ntinels"}
	v.choose("sentinel")
	v.fill(keyName, "my master & co")
	v.fill(keyNode(0, "host"), "sentinel-0")
	v.fill(keyNode(2, "host"), "sentinel-2")
	v.fill(keyUsername, "authelia@example.com")
	v.fill(keyPassword, "s3ssions")
	v.press("Share link")
	v.must(expect.Locator(v.byID("shared")).ToContainText("Password"))
	link, err := v.page.Evaluate("navigator.clipboard.readText()")
	v.must(err)
	if text := fmt.Sprint(link); !strings.HasPrefix(text, v.origin+"/#share=1") || strings.Contains(text, "s3ssions") {
		t.Fatalf("the link is %s", text)
	}

	other, err := browser.NewContext()
	v.must(err)
	defer other.Close()
	page, err := other.NewPage()
	v.must(err)
	var asked []string
	other.OnRequest(func(r playwright.Request) { asked = append(asked, r.URL()) })
	_, err = page.Goto(fmt.Sprint(link))
	v.must(err)
	value := func(key string) playwright.Locator { return page.Locator(fmt.Sprintf(`[id=%q]`, key)) }
	v.must(expect.Locator(value(keyName)).ToHaveValue("my master & co"))
	v.must(expect.Locator(value(keyNode(2, "host"))).ToHaveValue("sentinel-2"))
	v.must(expect.Locator(value(keyUsername)).ToHaveValue("authelia@example.com"))
	v.must(expect.Locator(value(keyPassword)).ToHaveValue(""))
	v.must(expect.Locator(page.Locator("#opened")).ToContainText("Password"))
	v.must(expect.Locator(page.Locator(`input[name="kind"][value="sentinel"]`)).ToBeChecked())
	if strings.Contains(page.URL(), "share=") {
		t.Errorf("the address still holds the link: %s", page.URL())
	}
	for _, url := range asked {
		if strings.Contains(url, "my") && strings.Contains(url, "master") {
			t.Errorf("the link went to the server: %s", url)
		}
	}
}

// TestDropFixTakeBack is the journey of somebody who has a file: drop it, see the line, have
// it fixed, use it, take it back. It is the same to the last byte but for one number, and it
// never left the browser.
func TestDropFixTakeBack(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	v.secrets = []string{"a-long-secret"}
	v.drop(map[string]any{"configuration.yml": windowsFile})
	v.must(expect.Locator(v.byID("import-review")).ToContainText("1 error"))
	v.must(v.byID("line-8").GetByRole("button").Click())
	v.must(expect.Locator(v.byID("line-8").Locator("> code")).ToHaveText("    port: 6379"))
	v.must(v.byID("use-import").Click())
	v.hasValue(keyHost, "redis")
	v.must(expect.Locator(v.byID("output")).ToContainText("No changes"))

	name, content := v.saved(v.byID("output").GetByRole("button", playwright.LocatorGetByRoleOptions{Name: "Download"}))
	if want := strings.Replace(windowsFile, "70000", "6379", 1); name != "configuration.yml" || content != want {
		t.Errorf("%s came back as\n%q, want\n%q", name, content, want)
	}
	if posts := v.posts(); len(posts) > 0 {
		t.Errorf("the file was imported, and something was sent: %v", posts)
	}
}

// TestTheTextIsJudged imports a file with a mistyped key. It stays in the file and in the
// verdict until it is renamed (faults 1 and 2), and a step back brings it back.
func TestTheTextIsJudged(t *testing.T) {
	t.Parallel()
	const text = "session:\n  redis:\n    host: redis\n    pasword: hunter2 # the old one\n"
	v := open(t, nil, nil)
	v.secrets = []string{"hunter2"}
	v.drop(map[string]any{"configuration.yml": text})
	v.must(v.byID("use-import").Click())
	v.must(expect.Locator(v.byID("state")).ToContainText("will not start"))
	v.must(expect.Locator(v.byID("output")).ToContainText("No changes"))
	v.fill(keyHost, "redis-2")
	v.must(expect.Locator(v.byID("output").Locator(`[data-op="added"]`)).ToContainText([]string{"host: redis-2"}))
	v.must(v.byID("import-review-open").Click())
	v.must(v.byID("fix-all").Click())
	v.must(expect.Locator(v.byID("yaml-in")).ToHaveValue(strings.Replace(text, "pasword", "password", 1)))
	v.press("Undo")
	v.must(expect.Locator(v.byID("yaml-in")).ToHaveValue(text))
	if posts := v.posts(); len(posts) > 0 {
		t.Errorf("the file was imported, and something was sent: %v", posts)
	}
}

// TestSeveralFiles drops what Authelia merges.
func TestSeveralFiles(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	v.drop(map[string]any{
		"a.yml":         "session:\n  redis:\n    host: 'one'\n    port: 6380\n",
		"b.yml":         "session:\n  redis:\n    host: 'two'\n",
		"variables.env": "AUTHELIA_SESSION_REDIS_DATABASE_INDEX=3\n",
	})
	v.hasValue(keyHost, "two")
	v.hasValue(keyPort, "6380")
	v.fill(keyHost, "three")
	v.must(expect.Locator(v.byID("output").Locator(`[data-op="added"]`)).ToContainText([]string{"host: 'three'"}))
	v.must(expect.Locator(v.byID("output")).ToContainText("b.yml"))
}

// TestOtherForms drops what people have at hand.
func TestOtherForms(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text string
		want       map[string]string
	}{
		{"a URL", "rediss://authelia:pa%24%24@redis.example.com:6380/2",
			map[string]string{keyHost: "redis.example.com", keyPort: "6380", keyUsername: "authelia", keyPassword: "pa$$", keyDatabase: "2"}},
		{"a command", "redis-cli -h cache -p 6381 -n 4 -a 'pa ss'",
			map[string]string{keyHost: "cache", keyPort: "6381", keyDatabase: "4", keyPassword: "pa ss"}},
		{"compose file", "services:\n  authelia:\n    image: authelia/authelia:4.39\n    environment:\n      AUTHELIA_SESSION_REDIS_HOST: 'redis'\n      AUTHELIA_SESSION_REDIS_PASSWORD: 'a$$b'\n",
			map[string]string{keyHost: "redis", keyPassword: "a$b"}},
		{"Helm values", "configMap:\n  session:\n    redis:\n      enabled: true\n      host: 'redis.databases.svc'\n      port: 6379\n",
			map[string]string{keyHost: "redis.databases.svc"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			v := open(t, nil, nil)
			v.drop(map[string]any{"": test.text})
			for key, value := range test.want {
				v.hasValue(key, value)
			}
		})
	}
	t.Run("nothing known", func(t *testing.T) {
		v := open(t, nil, nil)
		v.fill(keyHost, "kept")
		v.drop(map[string]any{"letter.txt": "Dear Sir or Madam"})
		v.must(expect.Locator(v.byID("import-review")).ToContainText("Format not recognised"))
		v.must(expect.Locator(v.byID("import-review")).ToContainText("configuration.yml"))
		v.hasValue(keyHost, "kept")
	})
}

// TestLargeFile is refused before the browser has to show it.
func TestLargeFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "dump.yml")
	if err := os.WriteFile(path, []byte(strings.Repeat("# nothing\n", 200_000)), 0o600); err != nil {
		t.Fatal(err)
	}
	v := open(t, nil, nil)
	v.must(v.byID("import-open").Click())
	v.must(v.byID("file").SetInputFiles(path))
	v.must(expect.Locator(v.page.GetByText("File too large")).ToBeVisible())
	v.hasValue("yaml-in", "")
}

// TestPlacesWithTheScript: the places are addresses, with the form as it is, and back and
// forward lead from one to the other. Nothing is sent.
func TestPlacesWithTheScript(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	v.fill(keyHost, "redis")
	v.place("Upgrade")
	v.must(expect.Page(v.page).ToHaveURL(v.origin + "/upgrade"))
	v.between("4.39", "4.37")
	v.must(expect.Locator(v.byID("upgrade")).ToContainText("port"))
	v.place("Explain a log")
	v.fill("log", strings.Repeat("level=error msg=\"NOAUTH Authentication required.\"\n", 300))
	v.must(expect.Locator(v.byID("explain")).ToContainText("300"))
	v.must(expect.Locator(v.byID("explain").Locator(`a[href="/codes/A01"]`).First()).ToBeVisible())
	_, err := v.page.GoBack()
	v.must(err)
	v.must(expect.Locator(v.byID("upgrade")).ToBeVisible())
	_, err = v.page.GoBack()
	v.must(err)
	v.must(expect.Locator(v.byID(keyHost)).ToBeVisible())
	v.hasValue(keyHost, "redis")
	v.drop(map[string]any{"authelia.log": "level=fatal msg=\"redis connection error: dial tcp: lookup redis on 127.0.0.11:53: no such host\"\n"})
	v.must(expect.Locator(v.byID("explain").Locator(`a[href="/codes/B01"]`).First()).ToBeVisible())
	if posts := v.posts(); len(posts) > 0 {
		t.Errorf("the log was read here, and something was sent: %v", posts)
	}
}

// TestLargerThanTheServerTakes: a file that no server would take is read in the browser, and
// everything goes on with it, the connection test and another language included.
func TestLargerThanTheServerTakes(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, redistest.Options{Password: "s3ssions"})
	comment := "# " + strings.Repeat("a note on the option below. ", 8) + "\n"
	text := strings.Repeat(comment, 900_000/len(comment)) +
		fmt.Sprintf("session:\n  redis:\n    host: '%s'\n    port: %d\n    password: 's3ssions'\n", server.Host, server.Port)
	path := filepath.Join(t.TempDir(), "configuration.yml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	v := open(t, nil, nil)
	v.secrets = []string{"s3ssions"}
	v.must(v.byID("import-open").Click())
	v.must(v.byID("file").SetInputFiles(path))
	v.hasValue(keyHost, server.Host)
	v.must(expect.Locator(v.byID("output")).ToContainText("configuration.yml"))
	v.test("pass")
	if v.asked("POST", "/report?lang=en") != 1 {
		t.Errorf("the requests are %v", v.noted(&v.requests))
	}
	v.choosesLanguage("Deutsch")
	v.speaks("de")
	v.hasValue(keyHost, server.Host)
}
