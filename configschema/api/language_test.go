package api

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/phrase/phrasetest"
)

// TestLanguage: the language of a question reaches whatever has something to say
// in answer to it.
func TestLanguage(t *testing.T) {
	for name, q := range map[string]Question{
		"import": {Text: "Dear Sir"},
		"render": {To: "k8s", Kind: configschema.Single, Values: configschema.Values{"session.redis.host": "redis"}},
		"upgrade": {From: "4.38.9", To: "4.38.10", Kind: configschema.Sentinel, Values: configschema.Values{
			authelia.KeySentinelName: "mymaster", authelia.KeyIndex: "2", authelia.KeyNodes + ".0.host": "s0",
		}},
		"explain": {Text: "NOAUTH Authentication required."},
	} {
		q.Language = phrasetest.Marked
		marked, err := Answer(t.Context(), name, q)
		if err != nil {
			t.Fatal(err)
		}
		q.Language = nil
		english, err := Answer(t.Context(), name, q)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(marked), "«") || strings.Contains(string(english), "«") {
			t.Errorf("%s is answered with\n%s\nand in English with\n%s", name, marked, english)
		}
		if back := phrasetest.English(string(marked)); back != string(english) {
			t.Errorf("%s without its marks is\n%s\nand in English\n%s", name, back, english)
		}
	}
}

// TestLanguageOfRefusals: so do refusals that a person can meet.
func TestLanguageOfRefusals(t *testing.T) {
	_, merged := Merge(t.Context(), "REDIS_URL=redis://redis", configschema.Input{})
	refusals := []error{ErrNothing, ErrBrokeOff, merged}
	for _, fragment := range []string{"", "share=2", "share=1&host=%zz", "share=1&host=" + strings.Repeat("a", 1<<16)} {
		_, err := Open(t.Context(), fragment)
		refusals = append(refusals, err)
	}
	for _, err := range refusals {
		if err == nil {
			t.Fatal("something was not refused")
		}
		var answer struct{ Error string }
		if err := json.Unmarshal(configschema.Refusal(err, phrasetest.Marked), &answer); err != nil {
			t.Fatal(err)
		}
		if phrasetest.Unsaid(answer.Error) != "" || phrasetest.English(answer.Error) != err.Error() {
			t.Errorf("got %q for %q", answer.Error, err)
		}
	}
	if got := string(configschema.Refusal(errors.New("for programmers"), phrasetest.Marked)); strings.Contains(got, "«") {
		t.Errorf("got %s", got)
	}
}
