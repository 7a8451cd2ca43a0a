package web

import (
	"maps"
	"strings"
	"testing"

	"redis-wizard/connectivity"
	"redis-wizard/connectivity/policy"
)

// A test that says nothing is not told as one that Authelia would fail.
func TestOutcomes(t *testing.T) {
	server, _ := newServer(t, Options{Policy: policy.ForServer(false)})
	elsewhere := []string{`data-verdict="inconclusive"`, "Could not be tested from here", "This says nothing about Authelia", "docker run --rm --interactive --network ", "&#34;conclusive&#34;: false"}
	for name, test := range map[string]struct {
		form map[string]string
		says []string
	}{
		"not known here":  {map[string]string{"AUTHELIA_SESSION_REDIS_HOST": "${REDIS_HOST}"}, append(elsewhere, "not-known-here", "# Redis connection test: Could not be tested from here")},
		"no such name":    {map[string]string{hostKey: "redis.invalid"}, append(elsewhere, "B01")},
		"not allowed":     {map[string]string{hostKey: "127.0.0.1"}, append(elsewhere, "policy-loopback")},
		"a low port":      {map[string]string{hostKey: "10.0.0.1", portKey: "1"}, append(elsewhere, "policy-port")},
		"a metadata host": {map[string]string{hostKey: "169.254.169.254"}, []string{`data-verdict="inconclusive"`, "policy-"}},
		"an error":        {map[string]string{hostKey: "redis", portKey: "70000"}, []string{"Not tested: fix 1 error first", `href="#session.redis.port"`}},
		"an error beside": {map[string]string{hostKey: "redis", "yaml": "log: {level: info}\nsession:\n  redis:\n    host: 'redis'\n"}, []string{"F05", "Not tested: fix 1 error first"}},
		"nothing":         {nil, []string{"Not tested: fix 1 error first", `href="#session.redis.host"`}},
	} {
		t.Run(name, func(t *testing.T) {
			form := map[string]string{"kind": "single", "action": "test"}
			maps.Copy(form, test.form)
			if form["yaml"] != "" {
				form = again(t, postForm(t, server, map[string]string{"action": "use-import", "yaml": form["yaml"]}, ""), form)
			}
			page := postForm(t, server, form, "")
			wantStatus(t, page, 200)
			wantText(t, page, test.says...)
			wantNoText(t, page, "Connection failed", `data-verdict="fail"`)
			if tested := strings.Contains(page.body, `class="report"`); tested == strings.Contains(page.body, "Not tested") {
				t.Errorf("there is a report: %t", tested)
			}
		})
	}
}

// The API says of a test that tells nothing how to make it where Authelia runs.
func TestElsewhere(t *testing.T) {
	server, _ := newServer(t, Options{Policy: policy.ForServer(false)})
	for host, commands := range map[string]int{"redis.invalid": 3, "127.0.0.1": 3, "169.254.169.254": 0} {
		got := readReport(t, postJSON(t, server, "/api/v1/probe", `{"values":{"session.redis.host":"`+host+`"}}`).body)
		if got.Verdict != connectivity.Fail || got.Conclusive == nil || *got.Conclusive || len(got.Elsewhere) != commands {
			t.Errorf("%s: verdict %s, conclusive %v, elsewhere %q", host, got.Verdict, got.Conclusive, got.Elsewhere)
		}
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
