package main

import (
	"testing"

	"redis-wizard/configschema/conformance"
)

// TestCheckAgreesWithAuthelia gives check every block of the corpus for every
// release that judged it: the exit status is Authelia's verdict.
func TestCheckAgreesWithAuthelia(t *testing.T) {
	judged := 0
	for _, block := range conformance.Read(t, "../../configschema/testdata/conformance") {
		for release, verdict := range block.Verdicts {
			judged++
			want := 1
			if verdict.OK {
				want = 0
			}
			if got := invoke(t, block.YAML, emptyEnvironment, "check", "--authelia", release, "-"); got.code != want {
				t.Errorf("%s %s: status %d, want %d\n%s%s", block.ID, release, got.code, want, got.stdout, got.stderr)
			}
		}
	}
	if judged < 6000 {
		t.Errorf("only %d verdicts", judged)
	}
}
