package e2e

import (
	"strings"
	"testing"

	"github.com/playwright-community/playwright-go"

	"redis-wizard/connectivity"
	"redis-wizard/web/locale"
)

func (v *visit) speaks(language string) {
	v.Helper()
	v.must(expect.Locator(v.page.Locator("html")).ToHaveAttribute("lang", language))
}

// choosesLanguage switches the language, in the menu where that is folded.
func (v *visit) choosesLanguage(name string) {
	v.Helper()
	language := v.button(name)
	if visible, err := language.IsVisible(); err == nil && !visible {
		v.must(v.page.Locator("[popovertarget=menu]").Click())
	}
	v.must(language.Click())
}

// TestLanguageWhileATestRuns: the test goes on, and its report is there in both languages.
func TestLanguageWhileATestRuns(t *testing.T) {
	t.Parallel()
	let := make(chan struct{})
	v := open(t, answering(let, connectivity.Report{Verdict: connectivity.Pass}), nil)
	v.fill(keyHost, "redis")
	v.press("Test connection")
	report := v.page.Locator("#report .report")
	v.must(expect.Locator(report).ToHaveAttribute("data-verdict", "running"))
	v.choosesLanguage("Deutsch")
	v.speaks("de")
	v.must(expect.Locator(report).ToHaveAttribute("data-verdict", "running"))
	v.must(expect.Locator(v.byID("cancel")).ToBeAttached())
	close(let)
	v.must(expect.Locator(report).ToHaveAttribute("data-verdict", "pass"))
	v.must(expect.Locator(v.byID("report-verdict")).ToContainText(german(t, "Works")))
	v.must(expect.Locator(v.byID("cancel")).ToHaveCount(0))
	v.choosesLanguage("English")
	v.speaks("en")
	v.must(expect.Locator(v.byID("report-verdict")).ToContainText("Works"))
	v.isEarlier(false)
	if tests := v.asked("POST", "/report?lang=en"); tests != 1 {
		t.Errorf("there were %d tests", tests)
	}
}

// TestTranslationsAreLoaded holds that the page waits for no English first: the
// translations are loaded with the module, and on no page that is English.
func TestTranslationsAreLoaded(t *testing.T) {
	t.Parallel()
	for language, want := range map[string]int{"de": 1, "en": 0} {
		v := open(t, nil, func(o *playwright.BrowserNewContextOptions) { o.Locale = &language })
		v.speaks(language)
		loaded := 0
		for _, request := range v.noted(&v.requests) {
			if strings.HasSuffix(request, "/words.de.json") {
				loaded++
			}
		}
		if loaded != want {
			t.Errorf("%s: the translations were loaded %d times, want %d", language, loaded, want)
		}
	}
}

// german is what the catalogue says for a text.
func german(t *testing.T, english string) string {
	t.Helper()
	l, known := locale.Named("de")
	if !known {
		t.Fatal("German is not spoken")
	}
	return l.Language()(english)
}
