package e2e

import (
	"os"
	"path/filepath"
	"testing"
)

const withSlips = "theme: 'dark'\nsession:\n  secret: 'x'\n  redis:\n    host: 'redis'\n    port: 70000\n    pasword: 'hunter2' # kept\n    frobnicate: 1\n"

// paste opens the import area and has it read a text.
func (v *visit) paste(text string) {
	v.Helper()
	v.must(v.byID("import-open").Click())
	v.fill("yaml-in", text)
	v.press("Import")
}

// TestReviewOfAnImport: a text with errors is shown line by line, without its secrets. Each
// fix leaves the list where it is, and what comes next has the focus (faults 26 to 28);
// what nobody decided about stays in the file and in the verdict (faults 1 and 2).
func TestReviewOfAnImport(t *testing.T) {
	t.Parallel()
	v := openWithoutJavaScript(t)
	v.paste(withSlips)
	review := v.byID("import-review")
	v.must(expect.Locator(review).ToContainText("3 errors"))
	v.must(expect.Locator(v.byID("line-7").Locator("> code")).ToHaveText("    pasword: ••••••"))
	v.must(expect.Locator(v.byID("line-7")).ToContainText("Did you mean password?"))
	v.hasValue(keyHost, "")

	v.must(v.byID("line-6").GetByRole("button").Click())
	v.must(expect.Locator(v.byID("line-6").Locator("> code")).ToHaveText("    port: 6379"))
	v.must(expect.Locator(v.byID("line-7").GetByRole("button")).ToBeFocused())
	v.must(v.byID("fix-all").Click())
	v.must(expect.Locator(v.byID("yaml-in")).ToHaveValue("theme: 'dark'\nsession:\n  secret: 'x'\n  redis:\n    host: 'redis'\n    port: 6379\n    password: 'hunter2' # kept\n    frobnicate: 1\n"))
	v.must(expect.Locator(v.byID("use-import")).ToBeFocused())
	v.must(expect.Locator(review).ToContainText("1 error"))

	v.must(v.byID("use-import").Click())
	v.hasValue(keyHost, "redis")
	v.must(expect.Locator(v.byID("state")).ToHaveAttribute("data-states", "error"))
	v.must(expect.Locator(v.byID("import-used")).ToContainText("configuration.yml"))

	// What is said of the file is true of it at any time.
	v.must(v.byID("import-review-open").Click())
	v.must(v.byID("line-8").GetByRole("button").Click())
	v.must(expect.Locator(review).Not().ToContainText("error"))
	v.must(v.byID("use-import").Click())
	v.must(expect.Locator(v.byID("state")).Not().ToHaveAttribute("data-states", "error"))
}

// TestCleanImport: there is nothing to decide about a text without errors.
func TestCleanImport(t *testing.T) {
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
	v.must(v.byID("import-remove").Click())
	v.must(expect.Locator(v.byID("import-used")).ToHaveCount(0))
	v.hasValue(keyHost, "from-the-file")
}

// TestSecretFile: the file of a password stays the one that is named, and the review says
// that its content is not known here (fault 3).
func TestSecretFile(t *testing.T) {
	t.Parallel()
	v := openWithoutJavaScript(t)
	v.paste("AUTHELIA_SESSION_REDIS_HOST=redis\nAUTHELIA_SESSION_REDIS_PASSWORD_FILE=/run/secrets/pw\n")
	v.hasValue(keyHost, "redis")
	v.hasValue("AUTHELIA_SESSION_REDIS_PASSWORD_FILE", "/run/secrets/pw")
	v.must(v.byID("import-review-open").Click())
	v.must(expect.Locator(v.byID("import-elsewhere")).ToContainText("/run/secrets/pw (not known here)"))
}

// TestTemplateImport: a file that Authelia reads through its template filter is one
// (fault 10).
func TestTemplateImport(t *testing.T) {
	t.Parallel()
	v := openWithoutJavaScript(t)
	v.paste("session:\n  secret: 'x'\n  redis:\n    host: 'redis'\n    password: {{ secret \"/run/secrets/redis\" | mindent 0 \"|\" | msquote }}\n")
	v.hasValue(keyHost, "redis")
	v.must(expect.Locator(v.byID("state")).ToHaveAttribute("data-states", "warning"))
	v.must(expect.Locator(v.page.Locator("#page")).ToContainText("X_AUTHELIA_CONFIG_FILTERS"))
}
