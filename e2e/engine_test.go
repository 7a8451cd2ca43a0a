package e2e

import (
	"testing"

	"github.com/playwright-community/playwright-go"
)

// TestModuleAnswers: what is typed, pressed and taken back is answered by the module, and
// the server is asked nothing.
func TestModuleAnswers(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	v.must(v.byID(keyHost).PressSequentially("redis"))
	v.yamlIs("session:\n  redis:\n    host: 'redis'\n")
	v.must(expect.Locator(v.byID(keyHost)).ToBeFocused())
	v.preset("Kubernetes + Sentinel")
	v.hasValue(keyName, "mymaster")
	v.press("+ Add sentinel")
	v.must(expect.Locator(v.page.Locator("[data-row]")).ToHaveCount(4))
	v.press("Undo")
	v.must(expect.Locator(v.page.Locator("[data-row]")).ToHaveCount(3))
	v.press("Undo")
	v.hasValue(keyHost, "redis")
	v.must(expect.Locator(v.page.Locator(`[name="kind"][value="single"]`)).ToBeChecked())
	v.must(expect.Locator(v.byID("said")).ToContainText("Undone"))
	v.press("Undo")
	v.hasValue(keyHost, "")
	v.must(expect.Locator(v.byID("undo")).ToBeDisabled())
	v.must(v.page.Keyboard().Press("Control+y"))
	v.hasValue(keyHost, "redis")
	if n := v.pagesAsked(); n > 0 {
		t.Errorf("the server was asked %d times", n)
	}
}

// TestImportIsAnsweredHere: a text is read by the module, after an action the controls hold
// what came of it, and Undo takes all of it back.
func TestImportIsAnsweredHere(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	v.drop(map[string]any{"configuration.yml": "session:\n  redis:\n    host: 'read'\n    port: 7000\n"})
	v.hasValue(keyHost, "read")
	v.hasValue(keyPort, "7000")
	v.fill(keyPort, "7001")
	v.press("Undo")
	v.hasValue(keyPort, "7000")
	v.press("Undo")
	v.hasValue(keyHost, "")
	if n := v.pagesAsked(); n > 0 {
		t.Errorf("the server was asked %d times", n)
	}
}

// TestLanguageKeepsThePage: a switch of the language asks no page, keeps what was typed and
// what there is to undo, and leaves nothing in the history. Faults 19 and 20.
func TestLanguageKeepsThePage(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	before, err := v.page.Evaluate("history.length")
	v.must(err)
	v.fill(keyHost, "redis")
	v.fill(keyPassword, "s3ssions")
	v.secrets = []string{"s3ssions"}
	v.choosesLanguage("Deutsch")
	v.must(expect.Locator(v.page.Locator("html")).ToHaveAttribute("lang", "de"))
	v.must(expect.Locator(v.byID("undo")).ToHaveAttribute("aria-label", "Rückgängig"))
	v.hasValue(keyPassword, "s3ssions")
	v.press("Rückgängig")
	v.hasValue(keyPassword, "")
	v.hasValue(keyHost, "redis")
	after, err := v.page.Evaluate("history.length")
	v.must(err)
	if before != after || v.pagesAsked() > 0 {
		t.Errorf("the history has %v entries, before there were %v, and the server was asked %d times", after, before, v.pagesAsked())
	}
	v.page.OnDialog(func(d playwright.Dialog) { _ = d.Accept() })
	_, err = v.page.Reload() // it was remembered
	v.must(err)
	v.must(expect.Locator(v.page.Locator("html")).ToHaveAttribute("lang", "de"))
	v.hasValue(keyHost, "redis")
	v.choosesLanguage("English")
	v.must(expect.Locator(v.page.Locator("html")).ToHaveAttribute("lang", "en"))
}
