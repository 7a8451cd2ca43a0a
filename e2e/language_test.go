package e2e

import (
	"strings"
	"testing"

	"github.com/playwright-community/playwright-go"

	"redis-wizard/connectivity"
	"redis-wizard/connectivity/redistest"
	"redis-wizard/web/locale"
)

// inGerman is a browser whose owner reads German.
func inGerman(o *playwright.BrowserNewContextOptions) { o.Locale = playwright.String("de-DE") }

// german is what the catalogue says for a text.
func german(t *testing.T, english string) string {
	t.Helper()
	l, known := locale.Named("de")
	if !known {
		t.Fatal("German is not spoken")
	}
	return l.Language()(english)
}

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

// TestGerman is the journey of a person whose browser asks for German.
func TestGerman(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, redistest.Options{Password: "s3ssions"})
	v := open(t, nil, inGerman)
	v.secrets = []string{"s3ssions"}
	v.speaks("de")
	v.must(expect.Locator(v.page.GetByRole("heading", playwright.PageGetByRoleOptions{Level: playwright.Int(1)})).ToHaveText("Redis für Authelia-Sitzungen konfigurieren"))
	v.must(expect.Locator(v.page.Locator(`label[for="` + keyPassword + `"]`)).ToHaveText(german(t, "Password")))

	// What is wrong is said while it is typed, by the module.
	v.fill(keyHost, "redis")
	v.fill(keyPort, "70000")
	problem := v.problems(keyPort).First()
	v.must(expect.Locator(problem.Locator(".severity")).ToHaveText("Fehler"))
	v.must(expect.Locator(problem.Locator(`[lang="en"]`).First()).ToBeAttached()) // Authelia's own words
	v.must(expect.Locator(problem.Locator(".hint")).ToHaveText(german(t, "Redis listens on 6379 and its sentinels on 26379, unless you changed it.")))
	v.must(expect.Locator(v.byID("state")).ToContainText("startet damit nicht"))
	if v.pagesAsked() > 0 {
		t.Error("the server was asked for what the module says")
	}
	v.openAll()
	v.axe("in German, with problems")

	v.connect(server.Host, server.Port)
	v.fill(keyPassword, "s3ssions")
	v.must(v.byID("test").Click())
	report := v.page.Locator("#report .report")
	v.must(expect.Locator(report).ToHaveAttribute("data-verdict", "pass"))
	v.must(expect.Locator(report.Locator(".verdict")).ToContainText(german(t, "Works")))
	v.must(expect.Locator(report.Locator(".step-title").First()).ToHaveText("DNS-Auflösung"))
	v.must(expect.Locator(report.Locator("figcaption")).ToContainText("Latenz ("))
	v.must(expect.Locator(v.byID("report-markdown")).ToContainText("Redis-Verbindungstest: bestanden"))
	v.axe("in German, with a report")
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

// TestLanguageByHand changes the language in the middle of the work, and goes on
// with everything that was typed.
func TestLanguageByHand(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(v *visit) {
		v.secrets = []string{"s3ssions"}
		v.page.OnDialog(func(d playwright.Dialog) {
			v.Errorf("the browser asks: %s", d.Message())
			_ = d.Accept()
		})
		v.speaks("en")
		v.fill(keyHost, "a-host")
		v.fill(keyPassword, "s3ssions") // the last thing before the button: no draft has it yet
		for _, language := range []struct{ name, tag string }{{"Deutsch", "de"}, {"English", "en"}} {
			v.choosesLanguage(language.name)
			v.speaks(language.tag)
			if !v.scriptless {
				v.ready()
			}
			v.must(expect.Locator(v.page.Locator(`.language[aria-current="true"]`)).ToHaveText(language.name))
			v.hasValue(keyHost, "a-host")
			v.hasValue(keyPassword, "s3ssions")
			v.yamlIs("session:\n  redis:\n    host: 'a-host'\n    password: 's3ssions'\n")
			v.must(expect.Locator(v.byID("opened")).ToBeEmpty())
		}
	})
}

// TestLanguageOfOtherPages: other pages have links, and the choice is kept.
func TestLanguageOfOtherPages(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	_, err := v.page.Goto("/codes")
	v.must(err)
	v.must(v.page.Locator(".menu-button").Click())
	v.must(v.page.GetByRole("link", playwright.PageGetByRoleOptions{Name: "Deutsch"}).Click())
	v.speaks("de")
	v.axe("the codes in German")
	v.must(v.page.GetByRole("link", playwright.PageGetByRoleOptions{Name: "Zurück zum Assistenten"}).First().Click())
	v.speaks("de")
}

// TestGermanOnPhone: German words are longer, and still nothing is cut off.
func TestGermanOnPhone(t *testing.T) {
	t.Parallel()
	v := open(t, nil, func(o *playwright.BrowserNewContextOptions) {
		inGerman(o)
		o.Viewport = &playwright.Size{Width: 360, Height: 740}
		o.IsMobile, o.HasTouch = playwright.Bool(true), playwright.Bool(true)
	})
	v.fitsScreen()
	v.openAll()
	v.choose("sentinel")
	v.fitsScreen()
	v.axe("in German on a phone")
}
