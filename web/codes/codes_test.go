package codes

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/phrase"
)

func entries() (all []causes.Entry) {
	for _, group := range causes.Catalogue() {
		all = append(all, group.Entries...)
	}
	return all
}

// Every code is there once, under its letter, with all that a person needs.
func TestEntries(t *testing.T) {
	seen := map[string]bool{}
	for _, group := range causes.Catalogue() {
		for _, e := range group.Entries {
			if seen[e.Code] {
				t.Errorf("%s is listed twice", e.Code)
			}
			seen[e.Code] = true
			if letter, ok := strings.CutPrefix(group.ID, "group-"); ok && len(letter) == 1 && !strings.HasPrefix(e.Code, strings.ToUpper(letter)) {
				t.Errorf("%s stands in %q", e.Code, group.Title)
			}
			if e.Title == "" {
				t.Errorf("%s has no title", e.Code)
			}
			if len(e.Causes) == 0 && (e.Cause == "" || e.Act == "") {
				t.Errorf("%s does not say what is behind it, and what to do", e.Code)
			}
			if len(e.Judged) > 0 && (e.Cause == "" || e.Act == "") {
				t.Errorf("%s: the evaluation's words are not repeated here, so it needs a cause and an act", e.Code)
			}
			for _, release := range []string{e.Since, e.Until} {
				if _, err := authelia.ParseVersion(release); err != nil {
					t.Errorf("%s: %v", e.Code, err)
				}
			}
			for _, severity := range e.Judged {
				if !slices.Contains(Severities(e), severity) {
					t.Errorf("%s: no such severity: %q", e.Code, severity)
				}
			}
			for _, cause := range e.Causes {
				if !slices.Contains(Severities(e), configschema.Severity(cause.Severity)) {
					t.Errorf("%s, cause %s: no such severity: %q", e.Code, cause.Name, cause.Severity)
				}
			}
		}
	}
}

// The ids are promises: people find them in messages, logs and threads.
func TestFailureIDs(t *testing.T) {
	for letter, count := range map[string]int{"A": 14, "B": 16, "C": 16, "D": 20, "E": 13, "F": 15} {
		for n := 1; n <= count; n++ {
			if id := fmt.Sprintf("%s%02d", letter, n); !known(id) {
				t.Errorf("%s has no entry", id)
			}
		}
	}
}

func known(code string) bool {
	_, ok := causes.Find(code)
	return ok
}

// Whatever the connection test learns to say is in the catalogue by itself.
func TestCatalogueIsCovered(t *testing.T) {
	id := regexp.MustCompile(`^[A-F][0-9]{2}$`)
	for _, cause := range causes.Tested {
		e, ok := causes.Find(cause.Code)
		if !ok || !slices.ContainsFunc(e.Causes, func(c causes.Cause) bool { return c.Name == cause.Name }) {
			t.Errorf("%s, of cause %s, is not in the catalogue", cause.Code, cause.Name)
		}
		if ok && id.MatchString(cause.Code) && !slices.ContainsFunc(causes.Catalogue()[:6], func(g causes.Group) bool {
			return slices.ContainsFunc(g.Entries, func(e causes.Entry) bool { return e.Code == cause.Code })
		}) {
			t.Errorf("%s, of cause %s, is no failure that is known here", cause.Code, cause.Name)
		}
	}
}

// What is written here is in the notation of Spans: nothing of the notation is
// left over, and references lead somewhere.
func TestTextsAreClean(t *testing.T) {
	for _, e := range entries() {
		texts := []string{string(e.Title), string(e.Cause), string(e.Act), Seen(e, nil)}
		for _, cause := range e.Causes {
			texts = append(texts, string(cause.Title), string(cause.Message), string(cause.Hint))
		}
		for _, text := range texts {
			if text != strings.TrimSpace(text) {
				t.Errorf("%s: blanks around %q", e.Code, text)
			}
			for _, span := range causes.SpansIn(nil, string(text)) {
				if span.Kind == causes.Plain && strings.ContainsAny(span.Text, "{}`") {
					t.Errorf("%s: %q is left over in %q", e.Code, span.Text, text)
				}
			}
		}
		for _, text := range []phrase.Text{e.Cause, e.Act, e.Beyond} {
			for _, found := range regexp.MustCompile(`\[([A-Za-z0-9-]{3,})\]`).FindAllStringSubmatch(string(text), -1) {
				if !known(found[1]) {
					t.Errorf("%s refers to %s, which is not there", e.Code, found[1])
				}
			}
		}
	}
}

// What there is to say about a code is said in the language that is asked for,
// word for word.
func TestLanguage(t *testing.T) {
	marked := func(english string) string { return "«" + english + "»" }
	for _, e := range entries() {
		for _, part := range Parts(e, marked) {
			for _, text := range []string{part.Name, part.Text} {
				if !strings.HasPrefix(text, "«") || !strings.HasSuffix(text, "»") {
					t.Errorf("%s: %q is not said in the language", e.Code, text)
				}
			}
		}
	}
	if got := fmt.Sprint(causes.SpansIn(marked, "at {notAfter}: `host`")); got != "[{0 at } {2 «date»} {0 : } {1 host}]" {
		t.Errorf("spans: %s", got)
	}
}

func TestSpans(t *testing.T) {
	got := fmt.Sprint(causes.SpansIn(nil, "Set `host` at {address} to '[{host}]', see [A03] and [nope-nope]; {notAfter}, {passwordKey}."))
	want := "[{0 Set } {1 host} {0  at } {2 address} {0  to '[} {2 host} {0 ]', see } {3 A03} {0  and [nope-nope]; } {2 date} {0 , } {2 password option} {0 .}]"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
