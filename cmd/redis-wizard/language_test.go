package main

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
	"redis-wizard/web/locale"
)

// The module holds no translation: the page hands it those of its language, and
// it then answers with the same bytes as the server would in that language, until
// it is told otherwise.
func TestModuleSpeaksLanguages(t *testing.T) {
	german, known := locale.Named("de")
	if !known {
		t.Fatal("there is no German")
	}
	translations := german.Translations(locale.Evaluation)
	inputs := []configschema.Input{
		{Values: configschema.Values{configschema.KeyHost: "redis:6380", configschema.KeyPort: "70000", configschema.KeyIndex: "-1"}},
		{YAML: "session:\n  redis:\n    hsot: redis\n    tls: {}\n"},
		{Authelia: "4.99"},
		{Authelia: "5.0"},
		{Authelia: "4.29", Values: configschema.Values{configschema.KeyHost: "redis", configschema.KeyPort: "x"}},
	}
	var lines, want []string
	for _, language := range []phrase.Language{german.Language(), nil} {
		var handed any
		if language != nil {
			handed = translations
		}
		for _, in := range inputs {
			line, err := json.Marshal([]any{handed, map[string]any{"authelia": in.Authelia, "values": in.Values, "yaml": in.YAML}})
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, string(line))
			in.Language = language
			want = append(want, answerIn(in))
		}
	}
	if want[0] == want[len(inputs)] || want[2] == want[len(inputs)+2] {
		t.Fatal("German and English are the same: there is nothing to tell apart")
	}
	if diff := cmp.Diff(want, inNode(t, "language.mjs", "wasm", lines)); diff != "" {
		t.Errorf("the module says something else than the server would (-want +got):\n%s", diff)
	}
}

func answerIn(in configschema.Input) string {
	result, err := configschema.Evaluate(in)
	if err != nil {
		return string(configschema.ErrorJSON(errors.New(phrase.Explain(err, in.Language))))
	}
	return string(result.JSON())
}
