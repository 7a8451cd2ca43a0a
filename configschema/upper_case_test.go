package configschema_test

import (
	"strings"
	"testing"
	"unicode"

	"redis-wizard/configschema"
	"redis-wizard/configschema/conformance"
)

// Our sentences begin in upper case, or with the name of an option. Authelia's own stay as
// they are, and have one of ours before them.
func TestSentencesBeginInUpperCase(t *testing.T) {
	for i, b := range conformance.Read(t, "testdata/conformance") {
		for _, version := range []string{"4.29", "4.37", "4.39"} {
			if i%8 != 0 {
				continue
			}
			result, err := configschema.Evaluate(configschema.Input{Authelia: version, YAML: b.YAML})
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range result.Problems {
				first := p.Plain
				if first == "" && !autheliaSays(p) {
					first = p.Message
				}
				word, _, _ := strings.Cut(first, " ")
				if first == "" || unicode.IsLower([]rune(word)[0]) && !strings.ContainsAny(word, "._:") {
					t.Errorf("%s: %q is what one reads first", p.Code, first)
				}
			}
		}
	}
}
