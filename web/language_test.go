package web

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"redis-wizard/connectivity"
	"redis-wizard/web/assets"
	"redis-wizard/web/locale"
	"redis-wizard/web/vantage"
)

// with is a request with headers, in pairs.
func with(r *http.Request, headers ...string) *http.Request {
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

func TestLanguageOfPage(t *testing.T) {
	s, _ := newServer(t, Options{})
	const german, english = "de-CH, de;q=0.9, en;q=0.5", "en-GB"
	for _, test := range []struct {
		name, path       string
		headers          []string
		lang, remembered string
	}{
		{"nothing said", "/", nil, "en", ""},
		{"by the browser", "/", []string{"Accept-Language", german}, "de", ""},
		{"a language that is not spoken", "/", []string{"Accept-Language", "fi"}, "en", ""},
		{"an unreadable header", "/", []string{"Accept-Language", ";;;"}, "en", ""},
		{"by the cookie", "/", []string{"Accept-Language", english, "Cookie", "lang=de"}, "de", ""},
		{"an unknown cookie", "/", []string{"Accept-Language", german, "Cookie", "lang=xx"}, "de", ""},
		{"by hand", "/?lang=de", []string{"Accept-Language", english, "Cookie", "lang=en"}, "de", "de"},
		{"back by hand", "/?lang=en", []string{"Accept-Language", german, "Cookie", "lang=de"}, "en", "en"},
		{"unknown by hand", "/?lang=xx", []string{"Cookie", "lang=de"}, "de", ""},
		{"another page", "/codes?lang=de", nil, "de", "de"},
		{"another page by the cookie", "/codes", []string{"Cookie", "lang=de"}, "de", ""},
		{"an error page", "/nowhere", []string{"Accept-Language", german}, "de", ""},
		{"an error page by hand", "/nowhere?lang=de", nil, "de", "de"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := do(t, s, with(newRequest("GET", test.path, "", ""), test.headers...))
			wantText(t, got, `<html lang="`+test.lang+`"`)
			if vary := got.Header.Get("Vary"); !strings.HasPrefix(vary, "Accept-Language, Cookie") {
				t.Errorf("Vary: %q", vary)
			}
			cookies := got.Cookies()
			if test.remembered == "" {
				if len(cookies) > 0 {
					t.Errorf("a cookie was set: %v", cookies)
				}
				return
			}
			if len(cookies) != 1 || cookies[0].Name != "lang" || cookies[0].Value != test.remembered {
				t.Errorf("the cookies are %v", cookies)
			}
		})
	}
}

// The cookie is for this wizard alone, and goes no other way than it came.
func TestLanguageCookie(t *testing.T) {
	s, _ := newServer(t, Options{BasePath: "/tools/wizard", TrustedProxies: proxies(t, "10.0.0.0/8")})
	r := with(newRequest("GET", "/tools/wizard/?lang=de", "", ""), "X-Forwarded-Proto", "https")
	r.RemoteAddr = "10.0.0.1:1"
	got := do(t, s, r).Header.Get("Set-Cookie")
	if want := "lang=de; Path=/tools/wizard/; Max-Age=31536000; HttpOnly; Secure; SameSite=Lax"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	got = get(t, s, "/tools/wizard/?lang=de").Header.Get("Set-Cookie")
	if want := "lang=de; Path=/tools/wizard/; Max-Age=31536000; HttpOnly; SameSite=Lax"; got != want {
		t.Errorf("over HTTP: got  %s\nwant %s", got, want)
	}
}

// A button of the form chooses the language, and nothing that was typed is lost.
func TestChooseLanguageInForm(t *testing.T) {
	s, _ := newServer(t, Options{})
	got := postForm(t, s, map[string]string{
		"action": "language.de", "kind": "single", "left": "*", "session.redis.host": "a-host", "session.redis.port": "70000", "session.redis.password": "a-secret",
	}, "")
	wantText(t, got, `<html lang="de"`, `value="a-host"`, `value="70000"`, `value="a-secret"`, "startet damit nicht: 1 Fehler")
	if cookies := got.Cookies(); len(cookies) != 1 || cookies[0].Value != "de" {
		t.Errorf("the cookies are %v", cookies)
	}

	got = postForm(t, s, map[string]string{"action": "language.xx", "kind": "single", "session.redis.host": "a-host"}, "")
	wantText(t, got, `<html lang="en"`, `value="a-host"`)
	if len(got.Cookies()) > 0 {
		t.Errorf("an unknown language was remembered: %v", got.Cookies())
	}

	// A form that nobody has touched still does not complain.
	got = postForm(t, s, map[string]string{"action": "language.de", "kind": "single"}, "")
	wantText(t, got, `data-states="fresh"`)
}

// Programs read English, whatever the machine that they run on speaks.
func TestLanguageOfAPI(t *testing.T) {
	const nothing = `{"values":{"session.redis.password":"x"},"ca":"no certificate"}`
	for _, test := range []struct {
		name, path, want string
	}{
		{"as ever", "/api/v1/probe", "The CA for this test contains no readable certificate"},
		{"asked for", "/api/v1/probe?lang=de", "Die CA für diesen Test enthält kein lesbares Zertifikat"},
		{"not known", "/api/v1/probe?lang=xx", "The CA for this test contains no readable certificate"},
	} {
		s, _ := newServer(t, Options{Prober: passing})
		got := do(t, s, with(newRequest("POST", test.path, "application/json", nothing), "Accept-Language", "de", "Cookie", "lang=de"))
		wantStatus(t, got, 400)
		wantText(t, got, test.want)
		if len(got.Cookies()) > 0 || got.Header.Get("Vary") != "" {
			t.Errorf("%s: the answer depends on a person's browser: %v", test.name, got.Header)
		}
	}
	s, _ := newServer(t, Options{Prober: passing})
	// What is no page remembers nothing.
	for _, path := range []string{"/healthz?lang=de", "/schemas/?lang=de", "/openapi.json?lang=de"} {
		if got := get(t, s, path); len(got.Cookies()) > 0 {
			t.Errorf("%s sets %v", path, got.Cookies())
		}
	}
	// The page's own stream follows the page.
	got := do(t, s, with(newRequest("POST", "/report", "application/json", nothing), "Cookie", "lang=de"))
	wantText(t, got, "Die CA für diesen Test enthält kein lesbares Zertifikat")

	var answer struct{ Error string }
	got = do(t, s, newRequest("POST", "/api/v1/nothing?lang=de", "application/json", "{}"))
	if err := json.Unmarshal([]byte(got.body), &answer); err != nil || answer.Error != "Unter dieser Adresse gibt es nichts." {
		t.Errorf("%v: %s", err, got.body)
	}
}

// The page says where the translations for its module are, for every language: it can
// change its language without being loaded again.
func TestTranslationsForModule(t *testing.T) {
	s, _ := newServer(t, Options{})
	if s.pages.Files.URL(assets.Module) == "" {
		t.Fatal("there is no module that could say them: run make wasm")
	}
	german, _ := locale.Named("de")
	_, rest, _ := strings.Cut(get(t, s, "/").body, `"tag":"de","name":"Deutsch","decimal":",","words":"`)
	url, _, _ := strings.Cut(rest, `"`)
	got := get(t, s, url)
	wantStatus(t, got, 200)
	if cache := got.Header.Get("Cache-Control"); !strings.Contains(cache, "immutable") {
		t.Errorf("Cache-Control: %q", cache)
	}
	var words map[string]string
	if err := json.Unmarshal([]byte(got.body), &words); err != nil {
		t.Error(err)
	}
	if want := german.Translations(locale.Evaluation, locale.API, locale.Page); len(words) != len(want) {
		t.Errorf("there are %d texts, want %d", len(words), len(want))
	}
	for _, encoding := range []string{"br", "gzip"} {
		packed := do(t, s, with(newRequest("GET", url, "", ""), "Accept-Encoding", encoding))
		if packed.Header.Get("Content-Encoding") != encoding {
			t.Errorf("the file is not there in %s", encoding)
		}
	}
}

// What a report says in Authelia's words is marked as English on a German page,
// and the rest of it is not.
func TestLanguageOfFindings(t *testing.T) {
	s, _ := newServer(t, Options{Prober: passing})
	const (
		message = "session: redis: option 'port' must be between 1 and 65535 but it's configured as '70000'"
		refused = `{"values":{"session.redis.host":"redis","session.redis.port":"70000"}}`
	)
	for query, want := range map[string]string{"": "", "?lang=de": "en"} {
		var report connectivity.Report
		if err := json.Unmarshal([]byte(postJSON(t, s, "/api/v1/probe"+query, refused).body), &report); err != nil {
			t.Fatal(err)
		}
		if f := report.Findings[0]; f.Lang != want || f.Message != message {
			t.Errorf("%q: %q is marked as %q, want %q", query, f.Message, f.Lang, want)
		}
	}
	form := map[string]string{"action": "test", "kind": "single", "session.redis.host": "redis", "session.redis.port": "70000"}
	got := do(t, s, with(formRequest(t, form, ""), "Cookie", "lang=de"))
	wantText(t, content(t, got, "session.redis.port.problems"), `Authelia meldet: <span lang="en">session: redis: option`)
}

// A vantage point is told the language, and says what it finds in it; where it
// cannot be asked, that is said in it too.
func TestLanguageFromVantagePoint(t *testing.T) {
	token := strings.Repeat("a", 32)
	there, _ := newServer(t, Options{VantageAcceptToken: vantage.NewToken(token), Prober: passing})
	var asked []string
	far := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.RequestURI())
		there.Handler().ServeHTTP(w, r)
	}))
	defer far.Close()
	here, _ := newServer(t, Options{Vantages: []vantage.Point{{Name: "cluster", URL: far.URL, Token: vantage.NewToken(token)}}})
	const question = `{"values":{"session.redis.host":"redis"},"vantage":"cluster"}`
	postJSON(t, here, "/api/v1/probe", question)
	postJSON(t, here, "/api/v1/probe?lang=de", question)
	if want := []string{vantage.Path, vantage.Path + "?lang=de"}; !slices.Equal(asked, want) {
		t.Errorf("asked %q, want %q", asked, want)
	}
	far.Close()
	got := postJSON(t, here, "/api/v1/probe?lang=de", question)
	wantText(t, got, "Der Messpunkt cluster hat keinen Bericht geliefert: dort lauscht nichts; prüfen Sie, ob er läuft.")
}
