package connectivity

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"redis-wizard/connectivity/redistest"
)

// A real server that takes its time to load what an earlier one has saved.
func TestLoading(t *testing.T) {
	earlier := redistest.Start(t, redistest.Options{})
	for i := range 4000 {
		earlier.Do(t, "SET", "k"+strconv.Itoa(i), strings.Repeat("x", 100))
	}
	earlier.Do(t, "SAVE")
	dump, err := os.ReadFile(filepath.Join(earlier.Dir, "dump.rdb"))
	if err != nil {
		t.Fatal(err)
	}
	for _, password := range []string{"", password} {
		server := redistest.Start(t, redistest.Options{
			Password: password, NotReady: true, Files: map[string][]byte{"dump.rdb": dump},
			// Ten milliseconds for each key, and a look at clients in between: it still
			// loads when a busy machine comes to ask it.
			Args: []string{"--key-load-delay", "10000", "--loading-process-events-interval-bytes", "1024"},
		})
		report := try(t, at(server))
		wantVerdict(t, report, Fail)
		fault := finding(t, report, "E07")
		if !strings.Contains(fault.Hint, "Wait") || strings.Contains(fault.Message, ".It") {
			t.Errorf("finding = %+v", fault)
		}
	}
}
