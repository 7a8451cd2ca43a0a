package web

import (
	"strings"
	"testing"
)

// A test that was none, or that says nothing, is not told as one that Authelia would fail.
func TestOutcomes(t *testing.T) {
	server, _ := newServer(t, Options{})
	for name, test := range map[string]struct {
		form    map[string]string
		verdict string
		says    []string
	}{
		"not known here": {map[string]string{"AUTHELIA_SESSION_REDIS_HOST": "${REDIS_HOST}"}, "inconclusive",
			[]string{"so it says nothing about Authelia", "# Redis connection test: inconclusive", "not-known-here"}},
		"an error":        {map[string]string{hostKey: "redis", portKey: "70000"}, "untested", []string{"would not start with this configuration", "# Redis connection test: not tested"}},
		"an error beside": {map[string]string{hostKey: "redis", "yaml": "log: {level: info}\nsession:\n  redis:\n    host: 'redis'\n"}, "untested", []string{"F05", "# Redis connection test: not tested"}},
	} {
		t.Run(name, func(t *testing.T) {
			test.form["kind"], test.form["action"] = "single", "test"
			page := postForm(t, server, test.form, "")
			wantStatus(t, page, 200)
			wantText(t, page, append(test.says, `<div class="report" data-verdict="`+test.verdict+`"`, "&#34;verdict&#34;: &#34;fail&#34;")...)
			if isConclusive := !strings.Contains(page.body, "&#34;conclusive&#34;: false"); isConclusive == (test.verdict == "inconclusive") {
				t.Errorf("conclusive in the report: %t", isConclusive)
			}
		})
	}
}

// What is no configuration is refused at each address in the same words.
func TestOtherTextsAreRefusedAlike(t *testing.T) {
	server, _ := newServer(t, Options{})
	const deployment = `"apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: authelia}\n"`
	for address, body := range map[string]string{
		"evaluate": `{"yaml": ` + deployment + `}`, "probe": `{"yaml": ` + deployment + `}`,
		"merge": `{"text": ` + deployment + `}`, "upgrade": `{"from": "4.34", "to": "4.39", "text": ` + deployment + `}`, "render": `{"to": "env", "text": ` + deployment + `}`,
	} {
		for _, body := range []string{body, strings.Replace(body, `"yaml"`, `"text"`, 1)} {
			got := postJSON(t, server, "/api/v1/"+address, body)
			if got.StatusCode != 400 || !strings.Contains(got.body, "This is a Deployment of Kubernetes, and no option of session.redis is in it") {
				t.Errorf("%s of %s: %d %s", address, body, got.StatusCode, got.body)
			}
		}
	}
}
