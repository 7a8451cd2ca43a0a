package connectivity

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/phrase"
	"redis-wizard/connectivity/guard"
	"redis-wizard/connectivity/internal/resp"
	"redis-wizard/connectivity/internal/wording"
	"redis-wizard/connectivity/policy"
)

// The reports of this package's tests are told in a language that shows where
// each word comes from: a text stands between « and », and what was put into it
// between ‹place= and ›. Without the marks it is English, which is what the tests
// go on with. Words outside of the marks did not go through the language, nor did
// English in a place.

var (
	place = regexp.MustCompile(`\{([a-zA-Z]+)\}`)
	marks = regexp.MustCompile(`«|»|‹[a-zA-Z]+=|›`)
)

func marked(english string) string {
	return "«" + place.ReplaceAllString(english, "‹$1=$0›") + "»"
}

// unmarked is the English of a marked text. What was filled with nothing at its
// end leaves a blank, which the mark had kept from being cut.
func unmarked(text string) string { return strings.TrimSpace(marks.ReplaceAllString(text, "")) }

// quoting are the places for words that no language changes: those of servers,
// certificates and Go's TLS, names, and lines to be copied.
var quoting = map[string]bool{
	"error": true, "reason": true, "words": true, "link": true, "policy": true, "alert": true, "subject": true, "issuer": true, "authority": true,
	"host": true, "name": true, "spelled": true, "refused": true, "group": true, "step": true, "rule": true, "minimal": true,
}

// english is two words in a row, or one that stands alone.
var english = regexp.MustCompile(`(^|[ (])[a-z]{2,} [a-z]{2,}\b|^[a-z]{2,}$`)

// untold finds the words of a marked text that did not go through the language.
func untold(text string) []string {
	var out []string
	type part struct {
		place string // empty for a text
		words strings.Builder
	}
	open := []*part{{place: "outside"}}
	end := func() {
		last := open[len(open)-1]
		open = open[:len(open)-1]
		words := strings.TrimSpace(last.words.String())
		if last.place == "outside" && words != "" || last.place != "" && !quoting[last.place] && english.MatchString(words) {
			out = append(out, fmt.Sprintf("%s: %q", last.place, words))
		}
	}
	for text != "" {
		mark := marks.FindStringIndex(text)
		if mark == nil {
			mark = []int{len(text), len(text)}
		}
		open[len(open)-1].words.WriteString(text[:mark[0]])
		switch found := text[mark[0]:mark[1]]; {
		case found == "«":
			open = append(open, &part{})
		case strings.HasPrefix(found, "‹"):
			open = append(open, &part{place: strings.Trim(found, "‹=")})
		case found != "" && len(open) > 1:
			end()
		}
		text = text[mark[1]:]
	}
	for len(open) > 0 {
		end()
	}
	return out
}

func TestUntold(t *testing.T) {
	said := phrase.Language(marked)
	for _, test := range []struct {
		text string
		want []string
	}{
		{said.Say("{address} is {kind}.", "address", "127.0.0.1:6379", "kind", said.Say("a directory")), nil},
		{said.Say("It says: {error}", "error", "ERR no such thing"), nil},
		{said.Say("{known} and {address}", "known", wording.Keys.Say(said, 3), "address", "[::1]:1"), nil},
		{said.Say("{address} is {kind}.", "address", "127.0.0.1:6379", "kind", "a directory of files"), []string{`kind: "a directory of files"`}},
		{said.Say("It watches {names}.", "names", "nothing"), []string{`names: "nothing"`}},
		{"It works. " + said.Say("Good."), []string{`outside: "It works."`}},
	} {
		if got := untold(test.text); !slices.Equal(got, test.want) {
			t.Errorf("%q: %q, want %q", test.text, got, test.want)
		}
	}
}

// unmark takes the marks out of a report, after a look at each text.
func unmark(t *testing.T, report *Report) {
	t.Helper()
	take := func(texts ...*string) {
		t.Helper()
		for _, text := range texts {
			for _, words := range untold(*text) {
				t.Errorf("not said in the report's language: %s in %q", words, *text)
			}
			*text = unmarked(*text)
		}
	}
	for i := range report.Endpoints {
		for j := range report.Endpoints[i].Steps {
			step := &report.Endpoints[i].Steps[j]
			take(&step.Message, &step.Hint)
		}
	}
	for i := range report.Findings {
		take(&report.Findings[i].Message, &report.Findings[i].Hint)
		if fix := report.Findings[i].Fix; fix != nil {
			take(&fix.Label)
		}
	}
}

func TestErrorsAreTold(t *testing.T) {
	for _, cause := range causes.Tested {
		reason, refusal := strings.CutPrefix(cause.Name, "policy-")
		if !refusal {
			continue
		}
		err := &policy.Refusal{Reason: policy.Reason(reason), Address: "10.0.0.1:1"}
		want := "«address ‹address=10.0.0.1:1› is refused: ‹reason=«" + reason + "»›»"
		if got := wording.Error(marked, err); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	for _, test := range []struct {
		err  error
		want string
	}{
		{fmt.Errorf("initialize: %w", guard.Refuse("more than {limit} bytes in all", "limit", "7")), "initialize: «more than ‹limit=7› bytes in all»"},
		{&guard.Error{Problem: phrase.Of("it begins with an unknown type"), Start: []byte("x")}, "«reply is not RESP: ‹problem=«it begins with an unknown type»›»"},
		{resp.ErrorOf("ERR no such thing"), "ERR no such thing"},
	} {
		if got := wording.Error(marked, test.err); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
		if got := wording.Error(nil, test.err); got != test.err.Error() {
			t.Errorf("in English: %q, want %q", got, test.err)
		}
	}
}

func TestSomeOf(t *testing.T) {
	items := []string{"a", "b", "c", "d"}
	for most, want := range map[int]string{2: "a, b and 2 more", 3: "a, b, c and 1 more", 4: "a, b, c and d"} {
		if got := wording.SomeOf(nil, items, most); got != want {
			t.Errorf("%d of them: %q, want %q", most, got, want)
		}
	}
}
