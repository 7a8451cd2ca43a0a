package e2e

import (
	"regexp"
	"strings"
	"testing"

	"github.com/playwright-community/playwright-go"
)

// TestLinkFollowsTheForm: a link carries no secret, follows the form while it is shown, and fills in
// a form that is empty. Its fragment does not stay in the address.
func TestLinkFollowsTheForm(t *testing.T) {
	t.Parallel()
	v := open(t, nil, clipboard(t))
	v.secrets = []string{"s3ssions"}
	v.page.OnDialog(func(d playwright.Dialog) { _ = d.Accept() })
	v.fill(keyHost, "redis")
	v.fill(keyPassword, "s3ssions")
	v.press("Share link")
	v.must(expect.Locator(v.byID("shared")).ToContainText("Not included: Password"))
	v.fill(keyPort, "7000")
	v.must(expect.Locator(v.byID("link")).ToHaveValue(regexp.MustCompile(`port=7000`)))
	link, err := v.byID("link").InputValue()
	v.must(err)
	if !strings.HasPrefix(link, v.origin+"/#share=1&") {
		t.Errorf("the link is %s", link)
	}
	v.press("Reset")
	v.hasValue(keyHost, "")

	_, err = v.page.Goto(link)
	v.must(err)
	v.hasValue(keyPort, "7000")
	v.must(expect.Locator(v.byID("opened")).ToContainText("Loaded from a shared link."))
	v.must(expect.Locator(v.byID("opened")).ToContainText("Password"))
	if strings.Contains(v.page.URL(), "#") {
		t.Errorf("the fragment stays: %s", v.page.URL())
	}
	v.press("Undo") // fault 22
	v.hasValue(keyHost, "")
	v.must(expect.Locator(v.byID("opened")).ToBeEmpty())
}

// TestLinkAsks: a link does not replace what was typed without asking, and one that was cut
// short is refused. Faults 22 and 42.
func TestLinkAsks(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	follow := func(fragment string) {
		t.Helper()
		_, err := v.page.Evaluate("fragment => { location.hash = fragment; }", fragment)
		v.must(err)
	}
	v.fill(keyHost, "mine")
	v.yamlIs("session:\n  redis:\n    host: 'mine'\n")
	follow("share=1&kind=single&host=theirs")
	v.must(expect.Locator(v.byID("opened")).ToContainText("this form is not empty"))
	v.hasValue(keyHost, "mine")
	v.press("Keep mine")
	v.must(expect.Locator(v.byID("opened")).ToBeEmpty())
	follow("share=1&kind=single&host=theirs")
	v.press("Open the link")
	v.hasValue(keyHost, "theirs")
	v.press("Undo")
	v.hasValue(keyHost, "mine")

	for _, broken := range []string{"share=garbage&host=theirs", "share=1&check=zzz&kind=single&host=the"} {
		follow(broken)
		v.must(expect.Locator(v.byID("opened")).ToContainText("This share link is damaged"))
		v.hasValue(keyHost, "mine")
		if strings.Contains(v.page.URL(), "#") {
			t.Errorf("the fragment stays: %s", v.page.URL())
		}
	}
}
