package main

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/workshop"
	"redis-wizard/web/locale"
)

// TestWorkshopLanguage: the second module answers in the language that it was
// told last, byte for byte as Go does, and in English again when it is told null.
func TestWorkshopLanguage(t *testing.T) {
	german, known := locale.Named("de")
	if !known {
		t.Fatal("there is no German")
	}
	translations := german.Translations(locale.Evaluation, locale.Workshop)
	language := func(english string) string {
		if said, known := translations[english]; known {
			return said
		}
		return english
	}
	values := configschema.Values{"session.redis.host": "redis", "session.redis.password": "p$ss"}
	questions := []struct {
		name string
		workshop.Question
	}{
		{"import", workshop.Question{Text: "Dear Sir or Madam"}},
		{"import", workshop.Question{Text: ""}},
		{"render", workshop.Question{To: "compose", Values: values}},
		{"upgrade", workshop.Question{From: "4.37", To: "4.39", Values: values}},
		{"open", workshop.Question{Fragment: "share=2"}},
	}
	line := func(name string, asked any) string {
		text, err := json.Marshal([]any{name, asked})
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	var lines, want []string
	for _, spoken := range []phrase.Language{nil, language, nil} {
		if spoken != nil {
			lines = append(lines, line("language", translations))
		} else {
			lines = append(lines, line("language", nil))
		}
		want = append(want, "")
		for _, q := range questions {
			lines = append(lines, line(q.name, q.Question))
			q.Language = spoken
			answer, err := workshop.Answer(q.name, q.Question)
			if err != nil {
				answer = configschema.Refusal(err, spoken)
			}
			want = append(want, string(answer))
		}
	}
	for i, q := range questions {
		if n := len(questions) + 1; want[1+i] == want[n+1+i] {
			t.Errorf("%s has the same answer in both languages: %s", q.name, want[1+i])
		}
	}
	if diff := cmp.Diff(want, inNode(t, "ask.mjs", "wasm/workshop", lines)); diff != "" {
		t.Errorf("the module answers differently (-Go +module):\n%s", diff)
	}
}
