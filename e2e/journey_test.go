package e2e

import (
	"strconv"
	"testing"

	"redis-wizard/connectivity/redistest"
	"redis-wizard/web"
)

// TestFillFixCopy is the first minute with the wizard: type, see a problem,
// mend it with one click, take the YAML along. Once the module is there, none
// of it asks the server.
func TestFillFixCopy(t *testing.T) {
	t.Parallel()
	v := open(t, nil, clipboard(t))
	v.secrets = []string{"c0rrect h0rse"}
	evaluations := v.asked("POST", "/api/v1/evaluate")
	v.fill(keyHost, "redis")
	v.fill(keyPassword, "c0rrect h0rse")
	v.fill(keyPort, "70000")

	problem := v.problems(keyPort)
	v.must(expect.Locator(problem.Locator(".message")).ToContainText(
		"must be between 1 and 65535"))
	v.must(expect.Locator(v.byID(keyPort)).ToHaveAttribute("aria-invalid", "true"))
	v.must(expect.Locator(v.byID("summary").Locator(".problem")).ToHaveCount(1))
	v.must(expect.Locator(v.byID("state")).ToContainText("will not start"))

	// The summary leads to the field.
	v.must(v.byID("state").Click())
	v.must(v.byID("summary").GetByRole("link").First().Click())
	v.must(expect.Locator(v.byID(keyPort)).ToBeFocused())

	v.must(problem.GetByRole("button").First().Click())
	v.hasValue(keyPort, "6379")
	v.must(expect.Locator(problem).ToHaveCount(0))
	v.must(expect.Locator(v.byID(keyPort)).ToHaveAttribute("aria-invalid", "false"))
	v.must(expect.Locator(v.byID("state")).ToContainText("Valid for Authelia"))

	want := "session:\n  redis:\n    host: 'redis'\n    password: 'c0rrect h0rse'\n"
	v.yamlIs(want)
	v.press("Copy")
	v.must(expect.Locator(v.page.Locator(`[data-copy="file-0"] [data-on="done"], #said:has-text("copied")`)).ToBeVisible())
	copied, err := v.page.Evaluate("navigator.clipboard.readText()")
	v.must(err)
	if copied != want {
		t.Errorf("the clipboard holds %q, want %q", copied, want)
	}
	if got := v.asked("POST", "/api/v1/evaluate"); got != evaluations {
		t.Errorf("typing asked the server %d times although the module was there", got-evaluations)
	}
}

// TestRealRedis is the second minute: a real server, and every step green.
func TestRealRedis(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, redistest.Options{
		Password: "for-the-admin",
		ACL: []string{"authelia on >s3ssions ~authelia-session:* resetchannels -@all " +
			"+hello +auth +ping +select +get +set +del +exists +rename +expire"},
	})
	v := open(t, nil, nil)
	v.secrets = []string{"s3ssions"}
	v.connect(server.Host, server.Port)
	v.fill(keyUsername, "authelia")
	v.fill(keyPassword, "s3ssions")
	v.fill(keyDatabase, "3")
	v.test("pass")
	v.allPassed(8)
	v.must(expect.Locator(v.page.Locator("#report .endpoint")).ToContainText(server.Addr))
	v.must(expect.Locator(v.page.Locator(`#report [data-slot="latency"]`)).ToBeVisible())
	v.reportIsSilentAbout("s3ssions")
}

// TestWrongPassword is the same with a slip: red, with the right advice.
func TestWrongPassword(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, redistest.Options{Password: "the-right-one"})
	v := open(t, nil, nil)
	v.secrets = []string{"the-wrong-one", "the-right-one"}
	v.connect(server.Host, server.Port)
	v.fill(keyPassword, "the-wrong-one")
	v.test("fail")
	v.reportSays("A03", "password", "user")
	v.must(expect.Locator(v.page.Locator(`#report .step[data-status="failed"]`)).ToHaveCount(1))
	v.must(expect.Locator(v.page.Locator(`#report .step[data-status="failed"]`)).ToContainText("Authentication"))
	v.reportIsSilentAbout("the-wrong-one")

	v.fill(keyPassword, "the-right-one")
	v.test("pass")
}

// TestPrivateCA walks from "unknown authority" to a working connection by pasting
// the CA. The report still says that Authelia needs that CA, too.
func TestPrivateCA(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, redistest.Options{Password: "s3ssions", TLS: &redistest.TLS{}})
	v := open(t, nil, nil)
	v.secrets = []string{"s3ssions"}
	v.connect(server.Host, server.Port)
	v.fill(keyPassword, "s3ssions")
	v.must(v.page.GetByLabel("Use TLS").Check())
	v.test("fail")
	v.reportSays("certificate")

	v.must(v.page.GetByText("Custom CA (this test only)").Click())
	v.fill("ca", server.CA)
	v.test("pass")
	v.reportSays("certificates_directory")
}

// TestFixFromReport applies what the report advises with one click.
func TestFixFromReport(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, redistest.Options{Password: "s3ssions", TLS: &redistest.TLS{}})
	v := open(t, nil, nil)
	v.secrets = []string{"s3ssions"}
	v.connect(server.Host, server.Port)
	v.fill(keyPassword, "s3ssions")
	v.must(v.page.GetByText("Custom CA (this test only)").Click())
	v.fill("ca", server.CA)
	v.test("fail") // the port speaks TLS and the form says plain text
	v.reportSays("TLS")
	v.must(v.page.Locator("#report .fix").First().Click())
	v.must(expect.Locator(v.page.GetByLabel("Use TLS")).ToBeChecked())
	v.test("pass")
}

// TestFixTakesTLSOut is the other way round: the port speaks plain text.
func TestFixTakesTLSOut(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, redistest.Options{Password: "s3ssions"})
	v := open(t, nil, nil)
	v.secrets = []string{"s3ssions"}
	v.connect(server.Host, server.Port)
	v.fill(keyPassword, "s3ssions")
	v.must(v.page.GetByLabel("Use TLS").Check())
	v.test("fail")
	v.reportSays("C01")
	v.must(v.page.Locator("#report .fix").First().Click())
	v.must(expect.Locator(v.page.GetByLabel("Use TLS")).Not().ToBeChecked())
	v.test("pass")
}

// TestSentinelTakenForRedis points a form for a single server at a sentinel.
// One click makes it a form for the group, in which everything is found.
func TestSentinelTakenForRedis(t *testing.T) {
	t.Parallel()
	primary := redistest.Start(t, redistest.Options{Password: "s3ssions"})
	sentinel := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: primary})
	v := open(t, nil, nil)
	v.secrets = []string{"s3ssions"}
	v.connect(sentinel.Host, sentinel.Port)
	v.fill(keyPassword, "s3ssions")
	v.test("fail")
	v.reportSays("D06", "mymaster")
	v.must(v.page.Locator("#report .fix").First().Click())
	v.must(expect.Locator(v.page.Locator(`[name="kind"][value="sentinel"]`)).ToBeChecked())
	v.test("warn") // one sentinel, no replica
	v.reportSays(primary.Addr)
	// And back: the same form with the server in the place of the sentinel.
	v.fill(keyPort, strconv.Itoa(primary.Port))
	v.test("fail")
	v.reportSays("D05")
	v.must(v.page.Locator("#report .fix").First().Click())
	v.must(expect.Locator(v.page.Locator(`[name="kind"][value="single"]`)).ToBeChecked())
	v.test("pass")
}

// TestSocket reaches Redis through a unix socket below an allowed directory.
func TestSocket(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, redistest.Options{Password: "s3ssions", Socket: true, NoTCP: true})
	v := open(t, func(o *web.Options) { o.Policy.SocketDirs = []string{server.Dir} }, nil)
	v.choose("socket")
	v.must(expect.Locator(v.byID(keyPort)).ToBeHidden())
	v.fill(keyHost, server.Socket)
	v.fill(keyPassword, "s3ssions")
	v.test("pass")
	v.yamlIs("session:\n  redis:\n    host: '" + server.Socket + "'\n    password: 's3ssions'\n")
}
