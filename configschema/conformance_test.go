package configschema

import (
	"testing"

	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/conformance"
)

// Every block of configuration gets the verdict that eight real releases gave,
// and every error that they print about session.redis is among our problems.
func TestConformance(t *testing.T) {
	checkVerdicts(t, conformance.Read(t, "testdata/conformance"))
}

// So do whole files and odd keys, whose words the corpus lacks. These verdicts are
// put together from what some releases printed and from Authelia's source.
func TestWordings(t *testing.T) {
	checkVerdicts(t, conformance.ReadFile(t, "testdata/wordings.jsonl"))
}

func checkVerdicts(t *testing.T, blocks []conformance.Block) {
	t.Helper()
	judged := 0
	for _, b := range blocks {
		for release, want := range b.Verdicts {
			got, err := Evaluate(Input{Authelia: release, YAML: b.YAML})
			if err != nil {
				t.Fatalf("%s %s: %v", b.ID, release, err)
			}
			judged++
			messages := []string{}
			for _, p := range got.Problems {
				if p.Severity == causes.Error {
					messages = append(messages, p.Message)
				}
				if p.Line < 1 {
					t.Errorf("%s %s: problem without a line: %+v", b.ID, release, p)
				}
			}
			for _, difference := range b.Differences(want, got.OK, messages) {
				t.Errorf("%s %s: %s\nours: %q\nits: %q\n%s", b.ID, release, difference, messages, want.RedisErrors, b.YAML)
			}
		}
	}
	t.Logf("%d verdicts", judged)
}
