package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/playwright-community/playwright-go"

	"redis-wizard/connectivity/redistest"
)

// openWithoutJavaScript loads the page as a browser with scripts turned off.
func openWithoutJavaScript(t *testing.T) *visit {
	t.Helper()
	v := begin(t, nil, func(o *playwright.BrowserNewContextOptions) { o.JavaScriptEnabled = playwright.Bool(false) })
	// Such a browser refuses to preload a module that it will not run.
	v.expected = []string{".js: csp", "was preloaded using link preload but not used"}
	v.scriptless = true
	v.load()
	return v
}

// withAndWithoutScript makes the same visit twice: what a person does must come to
// the same at both doors.
func withAndWithoutScript(t *testing.T, do func(v *visit)) {
	t.Helper()
	t.Run("script", func(t *testing.T) { do(open(t, nil, nil)) })
	t.Run("no script", func(t *testing.T) { do(openWithoutJavaScript(t)) })
}

// TestWithoutJavaScript is the whole journey by posting the form: a problem, a
// fix, the YAML, a wrong password, a green test.
func TestWithoutJavaScript(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, redistest.Options{Password: "s3ssions"})
	v := openWithoutJavaScript(t)
	v.secrets = []string{"s3ssions", "a-slip"}
	v.fill(keyHost, "redis")
	v.fill(keyPort, "70000")
	v.press("Check and show the YAML")
	v.must(expect.Locator(v.problems(keyPort).Locator(".message")).ToContainText("between 1 and 65535"))
	v.hasValue(keyPort, "70000")

	v.must(v.problems(keyPort).GetByRole("button").First().Click())
	v.hasValue(keyPort, "6379")
	v.yamlIs("session:\n  redis:\n    host: 'redis'\n")

	v.connect(server.Host, server.Port)
	v.fill(keyPassword, "a-slip")
	v.test("fail")
	v.reportSays("A03")
	v.hasValue(keyPassword, "a-slip")
	v.fill(keyPassword, "s3ssions")
	v.test("pass")
	v.allPassed(6)
	if v.asked("POST", "/api/v1/evaluate")+v.asked("POST", "/report") > 0 {
		t.Error("something ran a script")
	}
}

// TestNodesWithoutJavaScript changes the kind and the rows by posting.
func TestNodesWithoutJavaScript(t *testing.T) {
	t.Parallel()
	v := openWithoutJavaScript(t)
	v.fill(keyHost, "kept")
	v.choose("sentinel")
	v.press("Apply")
	v.fill(keyName, "mymaster")
	for i := range 3 {
		if count, err := v.byID(keyNode(i, "host")).Count(); err == nil && count == 0 {
			v.press("+ Add sentinel")
		}
		v.fill(keyNode(i, "host"), "sentinel-"+string(rune('a'+i)))
	}
	v.row(2, "Move sentinel 3 up")
	v.hasValue(keyNode(1, "host"), "sentinel-c")
	v.row(0, "Remove sentinel 1")
	v.hasValue(keyNode(0, "host"), "sentinel-c")
	v.hasValue(keyNode(1, "host"), "sentinel-b")
	v.hasValue(keyName, "mymaster")
	v.must(expect.Locator(v.page.Locator(".aside")).ToContainText("kept"))

	v.choose("single")
	v.press("Apply")
	v.must(expect.Locator(v.byID(keyName)).ToBeHidden())
	v.choose("sentinel")
	v.press("Apply")
	v.hasValue(keyName, "mymaster")
	v.hasValue(keyNode(1, "host"), "sentinel-b")
}

// TestImportWithoutJavaScript uploads a file with the form.
func TestImportWithoutJavaScript(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "configuration.yml")
	if err := os.WriteFile(path, []byte("redis:\n  host: 'from-the-file'\n  port: 6390\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	v := openWithoutJavaScript(t)
	v.must(v.byID("import-open").Click())
	v.must(v.byID("file").SetInputFiles(path))
	v.press("Import")
	v.hasValue(keyHost, "from-the-file")
	v.hasValue(keyPort, "6390")

	v.expected = append(v.expected, "POST "+v.origin+"/: net::ERR_ABORTED") // what a page calls a download
	download, err := v.page.ExpectDownload(func() error { return v.button("Download").Click() })
	v.must(err)
	saved := filepath.Join(t.TempDir(), "downloaded")
	v.must(download.SaveAs(saved))
	content, err := os.ReadFile(saved)
	v.must(err)
	if !strings.Contains(string(content), "host: 'from-the-file'") {
		t.Errorf("the file holds %q", content)
	}
}
