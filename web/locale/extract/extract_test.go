package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"redis-wizard/web/locale"
)

// TestUpToDate finds a text that was added, changed or taken out without a `go
// generate ./web/locale`, and with it every translation that is missing.
func TestUpToDate(t *testing.T) {
	all, err := texts("../../..")
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 500 {
		t.Errorf("only %d texts were found: the search does not see them", len(all))
	}
	parts := byPart(all)
	for _, l := range locale.All[1:] {
		translated := l.Translations(locale.Parts...)
		for _, part := range locale.Parts {
			have, err := os.ReadFile(filepath.Join("..", l.Tag, part+".po"))
			if err != nil {
				t.Fatal(err)
			}
			if string(have) != po(l.Tag, parts[part], all, translated) {
				t.Errorf("%s/%s.po is not up to date: run go generate ./web/locale and translate what is new", l.Tag, part)
			}
			for _, text := range parts[part] {
				if translated[text] == "" {
					t.Errorf("%s/%s.po has no translation of %q (%s)", l.Tag, part, text, all[text][0])
				}
			}
		}
	}
}

var place = regexp.MustCompile(`\{[a-zA-Z]+\}`)

// TestPlaces: what was found must not get lost on the way into another language.
func TestPlaces(t *testing.T) {
	for _, l := range locale.All[1:] {
		for english, said := range l.Translations(locale.Parts...) {
			want, got := place.FindAllString(english, -1), place.FindAllString(said, -1)
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(slices.Compact(want), slices.Compact(got)) {
				t.Errorf("%s: %q has the places %v, and its translation %q has %v", l.Tag, english, want, said, got)
			}
		}
	}
}
