package e2e

import (
	"strings"
	"testing"

	"github.com/playwright-community/playwright-go"

	"redis-wizard/connectivity/redistest"
)

// TestImportedTextIsTested: what is wrong with an imported text is why there is no test,
// although the form alone would do. It is told of in the browser, where the text stays.
func TestImportedTextIsTested(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, redistest.Options{Password: "s3ssions"})
	withAndWithoutScript(t, func(v *visit) {
		v.page.OnRequest(func(r playwright.Request) {
			if body, err := r.PostData(); err == nil && !v.scriptless && strings.Contains(body, "level: info") {
				t.Errorf("the text left the browser: %s %s", r.URL(), body)
			}
		})
		text := "log: {level: info}\nsession:\n  secret: 'x'\n  redis:\n    host: 'old'\n    foo: 'bar'\n    password: 's3ssions'\n"
		if v.scriptless {
			v.paste(text)
		} else {
			v.drop(map[string]any{"configuration.yml": text})
		}
		v.must(v.byID("use-import").Click())
		v.hasValue(keyHost, "old")
		v.connect(server.Host, server.Port)
		v.must(v.byID("test").Click())
		v.must(expect.Locator(v.byID("untested")).ToContainText("Not tested: fix 1 error first"))
		v.must(expect.Locator(v.page.Locator("#report .report")).ToHaveCount(0))
		if asked := v.asked("POST", "/report?lang=en"); asked != 0 {
			t.Errorf("the server was asked %d times for a test that cannot be", asked)
		}

		v.must(v.byID("import-review-open").Click())
		v.must(v.byID("line-6").GetByRole("button").First().Click())
		v.must(expect.Locator(v.byID("yaml-in")).ToHaveValue("log: {level: info}\nsession:\n  secret: 'x'\n  redis:\n    host: 'old'\n    password: 's3ssions'\n"))
		v.must(v.byID("use-import").Click())
		v.must(expect.Locator(v.byID("import-review")).ToBeHidden())
		v.connect(server.Host, server.Port)
		v.test("pass")
	})
}
