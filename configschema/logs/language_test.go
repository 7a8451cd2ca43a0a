package logs

import (
	"slices"
	"strings"
	"testing"

	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/phrase/phrasetest"
)

// TestDetailNames: a name of a pattern that is not in the list would be English
// in every language.
func TestDetailNames(t *testing.T) {
	var used []phrase.Text
	for _, r := range rules() {
		for _, name := range r.pattern.tells {
			if name = strings.TrimRight(name, ":#"); !slices.Contains(used, phrase.Text(name)) {
				used = append(used, phrase.Text(name))
			}
		}
	}
	slices.Sort(used)
	if !slices.Equal(used, detailNames) {
		t.Errorf("the patterns have the names\n%q\nand the list has\n%q", used, detailNames)
	}
}

// TestLanguage: what is said about a line goes through the language, and what the
// line itself says stays as it is.
func TestLanguage(t *testing.T) {
	const text = "redis connection error: dial tcp 10.0.0.5:6379: connect: connection refused\n" +
		"redis: all sentinels specified in configuration are unreachable: WRONGPASS invalid username-password pair or user is disabled.\n"
	english, found := explained(text, nil), explained(text, phrasetest.Marked)
	if len(found) != 2 || len(english) != 2 || len(found[0].Details) == 0 || len(found[1].Causes) < 2 {
		t.Fatalf("got %+v", found)
	}
	for i, e := range found {
		if e.Text != english[i].Text || e.Source != english[i].Source {
			t.Errorf("the line is another one: %+v", e)
		}
		for j, d := range e.Details {
			if want := phrasetest.Marked(english[i].Details[j].Name); d.Name != want || d.Value != english[i].Details[j].Value {
				t.Errorf("got the detail %+v, want the name %q", d, want)
			}
		}
		for j, c := range e.Causes {
			in := english[i].Causes[j]
			if want := (Cause{in.Code, phrasetest.Marked(in.Title), phrasetest.Marked(in.Cause), phrasetest.Marked(in.Act)}); c != want {
				t.Errorf("got %+v, want %+v", c, want)
			}
		}
	}
}
