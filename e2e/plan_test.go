package e2e

import (
	"testing"

	"github.com/playwright-community/playwright-go"
)

// plan asks for the change between two versions.
func (v *visit) plan(from, to string) {
	v.Helper()
	_, err := v.byID("plan").Evaluate("(e) => { e.open = true }", nil)
	v.must(err)
	v.between(from, to)
	v.press("Show the plan")
	v.must(expect.Locator(v.byID("planned").Locator(`[data-slot="state"]`)).ToBeVisible())
}

func (v *visit) between(from, to string) {
	v.Helper()
	for id, version := range map[string]string{"from": from, "to": to} {
		_, err := v.byID(id).SelectOption(playwright.SelectOptionValues{Values: &[]string{version}})
		v.must(err)
	}
}

// TestPlanGrowsOld: a plan is not taken over once something that it was made of has
// changed, because it would undo that.
func TestPlanGrowsOld(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	v.secrets = []string{"newsecret"}
	adopt := v.button("Apply upgrade")
	stale := v.byID("planned").Locator(`[data-slot="stale"]`)
	current := func() {
		t.Helper()
		v.must(expect.Locator(adopt).ToBeEnabled())
		v.must(expect.Locator(stale).ToBeHidden())
	}
	old := func() {
		t.Helper()
		v.must(expect.Locator(adopt).ToBeDisabled())
		v.must(expect.Locator(stale).ToContainText("Out of date"))
	}
	v.fill(keyHost, "old")
	v.plan("4.33", "4.39")
	current()
	v.fill(keyHost, "newhost")
	v.fill(keyPassword, "newsecret")
	old()
	v.press("Show the plan")
	current()
	v.between("4.34", "4.39")
	old()
	v.between("4.33", "4.39")
	current()
	v.must(v.page.Locator("#import > summary").Click())
	v.fill("yaml-in", "session:\n  redis:\n    host: 'old'\n")
	old()
	v.fill("yaml-in", "")
	current()
	v.must(adopt.Click())
	v.must(expect.Locator(v.byID("state")).ToBeFocused())
	v.hasValue(keyHost, "newhost")
	v.hasValue(keyPassword, "newsecret")
}

// TestPlanOfNothing: with nothing in the form, there is nothing that it complains of.
func TestPlanOfNothing(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(v *visit) {
		v.must(v.page.Locator("#plan > summary").Click())
		v.press("Show the plan")
		planned := v.byID("planned").Locator(`[data-slot="state"] > :not([hidden])`)
		v.must(expect.Locator(planned).ToContainText("Nothing is in the form yet"))
		v.must(expect.Locator(v.byID("state")).ToContainText("Enter a host"))
	})
}

// TestLatePlan holds back the module that plans: a plan that comes when the page has
// been cleared is dropped.
func TestLatePlan(t *testing.T) {
	t.Parallel()
	v := begin(t, nil, nil)
	release := make(chan struct{})
	v.must(v.context.Route("**/*.wasm", func(route playwright.Route) {
		go func() {
			<-release
			_ = route.Continue()
		}()
	}))
	v.load()
	v.fill(keyHost, "redis")
	v.must(v.page.Locator("#import > summary").Click())
	v.fill("yaml-in", "session:\n  redis:\n    host: other\n") // no server may know it
	v.must(v.page.Locator("#plan > summary").Click())
	v.press("Show the plan")
	v.press("Reset")
	close(release)
	v.ready()
	_, err := v.page.Evaluate("new Promise((done) => setTimeout(done))") // what waited for it has had its turn
	v.must(err)
	v.must(expect.Locator(v.byID("planned")).ToBeEmpty())
}
