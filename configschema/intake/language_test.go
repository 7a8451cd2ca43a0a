package intake

import (
	"slices"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase/phrasetest"
)

// checkLanguage fails where something is said about a text that does not go
// through the language, or is something else than in English.
func checkLanguage(t *testing.T, source string) {
	t.Helper()
	files := []configschema.File{{Name: "paste", Text: source}}
	english, err := Read(t.Context(), files, "4.39", nil)
	if err != nil {
		t.Fatal(err)
	}
	found, err := Read(t.Context(), files, "4.39", phrasetest.Marked)
	if err != nil {
		t.Fatal(err)
	}
	said := append(slices.Clone(found.Notes), found.LookedFor...)
	var back []string
	for _, sentence := range said {
		back = append(back, phrasetest.English(sentence))
	}
	if want := append(slices.Clone(english.Notes), english.LookedFor...); !slices.Equal(back, want) {
		t.Errorf("without its marks it says %q, want %q", back, want)
	}
	if r := read(newText(nil, files[0], phrasetest.Marked)); r != nil {
		for _, p := range r.problems { // those of the evaluation are configschema's
			said = append(said, p.Message, p.Hint)
		}
	}
	for _, sentence := range said {
		if words := phrasetest.Unsaid(sentence); words != "" {
			t.Errorf("%q of %q is not said in the language", words, sentence)
		}
	}
}

// TestLanguageOfLists: names in a sentence are joined by words, which are the
// language's, too.
func TestLanguageOfLists(t *testing.T) {
	r := &reading{text: &text{language: phrasetest.Marked}}
	if got, want := r.list([]string{"a", "b", "c"}), "«a, b and c»"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := r.list(strings.Fields("a b c d e f g h i j")), "«a, b, c, d, e, f, g, h and «2 more»»"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLanguageOfSeveral(t *testing.T) {
	found, err := Read(t.Context(), []configschema.File{{Name: "what.txt", Text: "hello"}, {Text: "hello"}, {Text: "redis://redis"}}, "", phrasetest.Marked)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"«'what.txt' is nothing that is known here, and was left aside.»",
		"«One of the texts is nothing that is known here, and was left aside.»",
	}
	if !slices.Equal(found.Notes, want) {
		t.Errorf("got %q, want %q", found.Notes, want)
	}
}
