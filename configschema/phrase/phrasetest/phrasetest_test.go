package phrasetest

import (
	"testing"

	"redis-wizard/configschema/phrase"
)

func TestUnsaid(t *testing.T) {
	language := phrase.Language(Marked)
	said := language.Say("one of {choices}", "choices", language.Say("none"))
	if got := Unsaid(said); got != "" {
		t.Errorf("of %q, %q is unsaid", said, got)
	}
	if got := Unsaid(said + " more " + said); got != "more" {
		t.Errorf("%q is unsaid, want the word between", got)
	}
	if got := English(said); got != "one of none" {
		t.Errorf("got %q", got)
	}
}
