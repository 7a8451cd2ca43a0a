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
	const whole = "log: {level: info}\nsession:\n  secret: x\n  redis:\n    host: 'old'\n    password: 's3ssions'\n"
	server := redistest.Start(t, redistest.Options{Password: "s3ssions"})
	withAndWithoutScript(t, func(v *visit) {
		v.page.OnRequest(func(r playwright.Request) {
			if body, err := r.PostData(); err == nil && r.URL() != v.origin+"/" && strings.Contains(body, "level: info") {
				t.Errorf("the text left the browser: %s %s", r.URL(), body)
			}
		})
		v.must(v.byID("import-open").Click())
		v.fill("yaml-in", "log: {level: info}\nsession:\n  redis:\n    host: 'old'\n    foo: 'bar'\n    password: 's3ssions'\n")
		v.press("Import")
		v.hasValue(keyHost, "old")
		v.connect(server.Host, server.Port)
		v.test("untested")
		v.reportSays("session.redis.foo", "F05")
		v.must(v.page.Locator("#report").GetByRole("button", playwright.LocatorGetByRoleOptions{Name: "Remove foo"}).Click())
		v.must(expect.Locator(v.byID("yaml-in")).ToHaveValue("log: {level: info}\nsession:\n  redis:\n    host: 'old'\n    password: 's3ssions'\n"))
		v.test("untested")
		if v.asked("POST", "/") == 0 { // with the script
			v.isEarlier(false)
			v.fill("yaml-in", whole)
			v.isEarlier(true)
			if asked := v.asked("POST", "/report"); asked != 0 {
				t.Errorf("the server was asked %d times for a test that cannot be", asked)
			}
		} else {
			v.must(v.byID("import-open").Click())
			v.fill("yaml-in", whole)
		}
		v.test("pass")
	})
}
