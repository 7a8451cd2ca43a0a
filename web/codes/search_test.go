package codes

import (
	"strings"
	"testing"

	"redis-wizard/configschema/causes"
)

func TestSearch(t *testing.T) {
	german := func(english string) string {
		return map[string]string{"Redis asks for a password": "Redis verlangt ein Passwort"}[english]
	}
	for _, test := range []struct {
		query string
		want  string // is among what is found
		not   string
	}{
		{"a01", "A01", "A02"},
		{"NOAUTH", "A01", "B03"},
		{"  redis   PASSWORD asks ", "A01", "C12"},
		{"verlangt passwort", "A01", "B03"},
		{"", "yaml-syntax", "nothing"},
		{"policy-", "policy-port", "A01"},
	} {
		found := map[string]bool{}
		for _, group := range Search(test.query, german) {
			for _, e := range group.Entries {
				found[e.Code] = true
			}
		}
		if !found[test.want] || found[test.not] {
			t.Errorf("%q finds %v, want %s and not %s", test.query, found, test.want, test.not)
		}
	}
	if found := Search("no such words anywhere", nil); found != nil {
		t.Errorf("found %v", found)
	}
}

// Every code has a place, whatever its case, with its neighbours in the group.
func TestAt(t *testing.T) {
	for _, group := range causes.Catalogue() {
		before := ""
		for i, e := range group.Entries {
			place, ok := At(strings.ToUpper(e.Code))
			if !ok || place.Entry.Code != e.Code || place.Group.ID != group.ID || place.Before != before || (place.Next == "") != (i+1 == len(group.Entries)) {
				t.Errorf("%s: %v, %v", e.Code, place, ok)
			}
			before = e.Code
		}
	}
	if _, ok := At("A99"); ok {
		t.Error("A99 has a place")
	}
}
