package upgrade

import (
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/phrase/phrasetest"
)

// TestLanguage: every step of the journeys, both ways, is said in the language,
// and in English it is what it was. Three things are not: names of options that
// stand for a title, Authelia's own words, and what configschema says.
func TestLanguage(t *testing.T) {
	steps := 0
	for _, j := range journeys {
		for _, ends := range [][2]string{{j.from, j.to}, {j.to, j.from}} {
			in := configschema.Input{YAML: j.yaml}
			english, err := Make(t.Context(), ends[0], ends[1], in)
			if err != nil {
				t.Fatal(err)
			}
			in.Language = phrasetest.Marked
			plan, err := Make(t.Context(), ends[0], ends[1], in)
			if err != nil {
				t.Fatal(err)
			}
			if len(plan.Steps) != len(english.Steps) {
				t.Fatalf("%s: %d steps, in English %d", j.name, len(plan.Steps), len(english.Steps))
			}
			for i, s := range plan.Steps {
				steps++
				if words := phrasetest.Unsaid(s.Title); words != "" && words != authelia.ShortName(s.Key) {
					t.Errorf("%s: %q of the title %q is not said in the language", j.name, words, s.Title)
				}
				if words := phrasetest.Unsaid(without(s.Text, plan)); words != "" {
					t.Errorf("%s: %q of %q is not said in the language", j.name, words, s.Text)
				}
				want := english.Steps[i]
				if back := phrasetest.English(s.Title + "\n" + without(s.Text, plan)); back != want.Title+"\n"+without(want.Text, english) {
					t.Errorf("%s: got %q, in English %q", j.name, back, want.Title+"\n"+want.Text)
				}
			}
		}
	}
	if steps < 100 {
		t.Errorf("only %d steps are looked at", steps)
	}
}

// without takes what the two evaluations say out of a step.
func without(text string, p Plan) string {
	for _, problems := range [][]configschema.Problem{p.Before.Problems, p.After.Problems} {
		for _, problem := range problems {
			text = strings.ReplaceAll(text, sentence(problem.Message)+" "+problem.Hint, "")
			text = strings.ReplaceAll(text, sentence(problem.Message), "")
		}
	}
	return text
}

func TestLanguageOfRefusals(t *testing.T) {
	if said := phrase.Explain(ErrTooMany, phrasetest.Marked); phrasetest.Unsaid(said) != "" || phrasetest.English(said) != ErrTooMany.Error() {
		t.Errorf("got %q for %q", said, ErrTooMany)
	}
}
