package e2e

import (
	"strings"
	"testing"

	"github.com/playwright-community/playwright-go"
)

// place goes to another place of the page.
func (v *visit) place(name string) {
	v.Helper()
	v.must(v.page.Locator(".masthead").GetByRole("button", playwright.LocatorGetByRoleOptions{Name: name}).Click())
}

func (v *visit) between(from, to string) {
	v.Helper()
	for id, version := range map[string]string{"from": from, "to": to} {
		_, err := v.byID(id).SelectOption(playwright.SelectOptionValues{Values: &[]string{version}})
		v.must(err)
	}
	if v.scriptless {
		v.press("Update")
	}
}

const ofAnOldRelease = "session:\n  secret: 'x'\n  redis:\n    host: 'redis'\n    database_index: 2\n    timeouts:\n      dial: 5\n    tls:\n      skip_verify: yes\n"

// TestUpgrade: a plan is about the file as it is written, read by the version that one
// comes from, and about what is in the form now (faults 4, 5 and 14).
func TestUpgrade(t *testing.T) {
	t.Parallel()
	v := openWithoutJavaScript(t)
	v.paste(ofAnOldRelease)
	v.must(expect.Locator(v.byID("written").Locator("option:checked")).ToContainText("(detected)"))
	v.must(v.byID("use-import").Click())
	v.hasValue(keyHost, "redis")
	v.place("Upgrade")
	if !strings.HasSuffix(v.page.URL(), "/upgrade") {
		t.Errorf("the place is at %s", v.page.URL())
	}
	v.between("4.33", "4.39")
	v.must(expect.Locator(v.byID("plan-done")).ToContainText("timeouts"))
	v.must(expect.Locator(v.byID("plan-differs")).ToBeVisible())
	v.must(expect.Locator(v.byID("planned").Locator(`tr[data-op="added"]`)).ToContainText("skip_verify: true"))

	v.must(v.byID("adopt").Click())
	v.must(expect.Locator(v.byID("authelia")).ToHaveValue("4.39"))
	v.must(expect.Locator(v.byID("state")).Not().ToHaveAttribute("data-states", "error"))
	v.hasValue(keyHost, "redis")

	// What is typed afterwards is in the plan at once.
	v.fill(keyHost, "another")
	v.place("Upgrade")
	v.between("4.33", "4.39")
	v.must(expect.Locator(v.byID("planned").Locator(".diff").First()).ToContainText("another"))
	v.place("Configure")
	v.hasValue(keyHost, "another")
}

// TestUpgradeOfNothing: with nothing in the form there is nothing to say.
func TestUpgradeOfNothing(t *testing.T) {
	t.Parallel()
	v := openWithoutJavaScript(t)
	v.place("Upgrade")
	v.must(expect.Locator(v.byID("planned")).ToContainText("The form is empty"))
}

// TestExplainALog: lines that say the same are one explanation (fault 16), and it leads to
// the field that it is about. What was typed is still there.
func TestExplainALog(t *testing.T) {
	t.Parallel()
	v := openWithoutJavaScript(t)
	v.fill(keyHost, "redis")
	v.place("Explain a log")
	v.fill("log", strings.Repeat("time=\"2025-11-25T08:00:00Z\" level=fatal msg=\"redis connection error: NOAUTH Authentication required.\"\n", 1000))
	v.press("Explain it")
	v.must(expect.Locator(v.page.Locator(".explanation")).ToHaveCount(1))
	v.must(expect.Locator(v.page.Locator(".explanation")).ToContainText("1000 lines say the same"))
	if box, err := v.byID("explained").BoundingBox(); err != nil || box.Height > 900 {
		t.Errorf("the explanation is %v high (%v)", box, err)
	}
	v.must(v.byID("explained").GetByRole("button", playwright.LocatorGetByRoleOptions{Name: "Go to Password"}).First().Click())
	v.must(expect.Locator(v.byID(keyPassword)).ToBeFocused())
	v.hasValue(keyHost, "redis")
}
