package main

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// TestCheckAgreesWithAuthelia gives check every block of the corpus for every
// release that judged it: the exit status is Authelia's verdict.
func TestCheckAgreesWithAuthelia(t *testing.T) {
	files, err := filepath.Glob("../../configschema/testdata/conformance/*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatalf("no corpus: %v", err)
	}
	judged := 0
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var block struct {
				ID, YAML string
				Verdicts map[string]struct{ OK bool }
			}
			if err := json.Unmarshal(lines.Bytes(), &block); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
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
	}
	if judged < 6000 {
		t.Errorf("only %d verdicts", judged)
	}
}
