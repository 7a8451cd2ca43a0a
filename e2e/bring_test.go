package e2e

import (
	"testing"

	"github.com/playwright-community/playwright-go"
)

// said is the sentence about the text that was brought.
func (v *visit) said() playwright.Locator {
	return v.byID("imported").Locator(`[data-slot="state"] > :not([hidden])`)
}

// TestEditBrought: what is said of the text in the box, and what is made of it, is true
// also once it is edited, and when the form is undone.
func TestEditBrought(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	v.drop(map[string]any{"configuration.yml": "session:\n  redis:\n    host: 'redis'\n"})
	v.must(expect.Locator(v.said()).ToContainText("Imported"))
	file := v.byID("panel-file")
	v.must(expect.Locator(file).ToContainText("No changes"))
	v.must(expect.Locator(file).Not().ToContainText("This file uses the form's values"))

	v.fill("yaml-in", "session:\n  redis:\n    host: 'NEWHOST'\n    port: 7000\n")
	v.must(expect.Locator(v.said()).ToContainText("Not imported yet"))
	v.hasValue(keyHost, "redis")
	v.must(expect.Locator(file).ToContainText("This file uses the form's values"))
	v.must(expect.Locator(file.Locator(`tr[data-op="removed"] code`)).ToContainText([]string{"NEWHOST", "7000"}))

	v.press("Import")
	v.hasValue(keyHost, "NEWHOST")
	v.must(expect.Locator(v.said()).ToContainText("Imported"))
	v.must(expect.Locator(file).ToContainText("No changes"))
	v.must(expect.Locator(file).Not().ToContainText("This file uses the form's values"))

	// The text belongs to what was filled in from it.
	v.press("Undo")
	v.hasValue(keyHost, "redis")
	v.must(expect.Locator(v.byID("yaml-in")).ToHaveValue("session:\n  redis:\n    host: 'redis'\n"))
	v.must(expect.Locator(v.said()).ToContainText("Imported"))
	v.press("Redo")
	v.hasValue(keyHost, "NEWHOST")
	v.must(expect.Locator(v.byID("yaml-in")).ToHaveValue("session:\n  redis:\n    host: 'NEWHOST'\n    port: 7000\n"))
	v.must(expect.Locator(v.said()).ToContainText("Imported"))
	v.fill("yaml-in", "")
	v.must(expect.Locator(v.byID("imported")).ToBeEmpty())
}

// TestRemoveUnknownOption: a key that Authelia does not know stays in the text and
// counts for the verdict, until the button takes it out of the text.
func TestRemoveUnknownOption(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(v *visit) {
		v.must(v.page.Locator("#import > summary").Click())
		v.fill("yaml-in", "session:\n  redis:\n    host: 'redis'\n    foo: 'bar'\n")
		v.press("Import")
		v.must(expect.Locator(v.byID("state")).ToContainText("will not start"))
		v.must(expect.Locator(v.byID("panel-file").Locator(`tr[data-op="removed"]`)).ToHaveCount(0))
		v.must(v.byID("imported").GetByRole("button", playwright.LocatorGetByRoleOptions{Name: "Remove foo"}).Click())
		v.must(expect.Locator(v.byID("imported").Locator(".problem")).ToHaveCount(0))
		v.must(expect.Locator(v.page.Locator("#gutter .mark")).ToHaveCount(0))
		v.must(expect.Locator(v.byID("yaml-in")).ToHaveValue("session:\n  redis:\n    host: 'redis'\n"))
		v.must(expect.Locator(v.byID("state")).ToContainText("Valid for Authelia"))
	})
}

// TestLeavingAsksForTheBox: a text that is in no form yet would be lost.
func TestLeavingAsksForTheBox(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	asked := 0
	v.page.OnDialog(func(d playwright.Dialog) {
		if d.Type() == "beforeunload" {
			asked++
		}
		_ = d.Accept()
	})
	v.must(v.page.Locator("#import > summary").Click())
	v.must(v.byID("yaml-in").Click())
	v.must(v.page.Keyboard().InsertText("redis:\n  password: 's3ssions'\n"))
	_, err := v.page.Reload()
	v.must(err)
	if asked != 1 {
		t.Errorf("leaving with a text in the box asked %d times, want once", asked)
	}
}
