package causes

import (
	"regexp"
	"slices"
	"testing"

	"redis-wizard/configschema/phrase"
)

// Only words that are listed can be translated.
func TestPlacesAreListed(t *testing.T) {
	for _, cause := range Tested {
		for _, found := range regexp.MustCompile(`\{([A-Za-z]+)\}`).FindAllStringSubmatch(string(cause.Message+" "+cause.Hint), -1) {
			if placeNames[found[1]] == "" && !slices.Contains(ownNames, phrase.Text(found[1])) {
				t.Errorf("cause %s: there are no words for {%s}", cause.Name, found[1])
			}
		}
	}
}
