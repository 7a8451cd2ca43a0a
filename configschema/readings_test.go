package configschema

import (
	"maps"
	"slices"
	"testing"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/conformance"
)

// Every release reads every text as one of authelia.Readings does.
func TestReadings(t *testing.T) {
	readings := authelia.Readings()
	blocks := slices.Concat(conformance.Read(t, "testdata/conformance"), conformance.ReadFile(t, "testdata/wordings.jsonl"))
	for _, b := range blocks {
		read := func(release string) Result {
			result, err := Evaluate(Input{Authelia: release, YAML: b.YAML})
			if err != nil {
				t.Fatal(err)
			}
			return result
		}
		var known []Result
		for _, release := range readings {
			known = append(known, read(release.String()))
		}
		for _, choice := range authelia.VersionChoices() {
			r := read(choice)
			if !slices.ContainsFunc(known, func(k Result) bool { return k.Kind == r.Kind && maps.Equal(k.Values, r.Values) }) {
				t.Errorf("%s: none of %v reads what %s does: %s %v\n%s", b.ID, readings, choice, r.Kind, r.Values, b.YAML)
			}
		}
	}
}
