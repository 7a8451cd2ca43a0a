package main

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/configschema/api"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/phrase"
	"redis-wizard/web/locale"
)

// TestModuleSpeaksLanguages: the module holds no translation. The page hands it those
// of its language; it then answers byte for byte as Go does in that language, and in
// English again when it is told null.
func TestModuleSpeaksLanguages(t *testing.T) {
	german, known := locale.Named("de")
	if !known {
		t.Fatal("there is no German")
	}
	translations := german.Translations(locale.Evaluation, locale.API)
	values := authelia.Values{"session.redis.host": "redis", "session.redis.password": "p$ss"}
	questions := []struct {
		name  string
		asked any
	}{
		{"evaluate", api.Evaluation{Values: authelia.Values{authelia.KeyHost: "redis:6380", authelia.KeyPort: "70000", authelia.KeyIndex: "-1"}}},
		{"evaluate", api.Evaluation{YAML: "session:\n  redis:\n    hsot: redis\n    tls: {}\n"}},
		{"evaluate", api.Evaluation{Authelia: "4.99"}},
		{"evaluate", api.Evaluation{Authelia: "5.0"}},
		{"evaluate", api.Evaluation{Authelia: "4.29", Values: authelia.Values{authelia.KeyHost: "redis", authelia.KeyPort: "x"}}},
		{"import", api.Question{Text: "Dear Sir or Madam"}},
		{"import", api.Question{Text: ""}},
		{"render", api.Question{To: "compose", Values: values}},
		{"upgrade", api.Question{From: "4.37", To: "4.39", Values: values}},
		{"open", api.Question{Fragment: "share=2"}},
	}
	encode := func(value any) []byte {
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	var lines, want []string
	for _, spoken := range []phrase.Language{nil, german.Language(), nil} {
		var told map[string]string
		if spoken != nil {
			told = translations
		}
		lines, want = append(lines, string(encode([]any{"language", told}))), append(want, "")
		for _, q := range questions {
			lines = append(lines, string(encode([]any{q.name, q.asked})))
			want = append(want, string(api.Ask(q.name, encode(q.asked), spoken)))
		}
	}
	for i, q := range questions {
		if n := len(questions) + 1; want[1+i] == want[n+1+i] {
			t.Errorf("%s has the same answer in both languages: %s", q.name, want[1+i])
		}
	}
	if diff := cmp.Diff(want, inNode(t, lines)); diff != "" {
		t.Errorf("the module answers differently (-Go +module):\n%s", diff)
	}
}
