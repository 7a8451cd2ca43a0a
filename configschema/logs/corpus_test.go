package logs

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCorpus reads whole logs, with everything that stands in them around what counts.
// Each explanation is written as its first line, how many lines say the same, and its
// causes. The first cause of the first explanation is the true one.
func TestCorpus(t *testing.T) {
	want := map[string]string{
		"bare-timeout":                "5 B03 C03 silent",
		"coredns-search":              "1×4 B15 B01",
		"coredns-timeout":             "4×2 dns-failed B15",
		"disk-full":                   "3×2 E06; 5 E06",
		"docker-json":                 "2 A03 A13 F07 A10 A11",
		"foreign-master":              "5×3 foreign-master; 16 replica-link-down; 17×2 D13 foreign-master",
		"foreign-master-failing":      "3 foreign-master; 2×3 replica-link-down",
		"image-gone-compose":          "5 image-gone",
		"image-gone-registry":         "2×2 image-gone",
		"image-gone-kubernetes":       "6×2 image-gone",
		"kubernetes-events":           "",
		"loopback-authelia":           "3 B02 D09",
		"loopback-node":               "3×3 B02 D09",
		"newer-data":                  "4×2 data-unreadable",
		"other-network":               "2×3 B01 D08",
		"others":                      "",
		"pool-timeout":                "1×4 E02 B03 E12",
		"pool-timeout-behind-timeout": "3 B03 D07 C03; 1×3 E02 B03 E12",
		"redis-cli":                   "2 B02 D09; 4 B09",
		"issue-report":                "11 dns-failed B15",
		"replica-of-own":              "3 replica-link-down",
		"sentinel-noauth-trace":       "7×3 A08; 10 D03 D01 A08 D05 D04 C08",
		"sentinel-refused-and-auth":   "5 B03 D07 C03",
		"sentinel-wrongpass":          "4×4 A11 A03 A10 A13 F07",
		"secret-files":                "2 F03 F04; 3 F03",
		"sentinel-failover":           "1×2 primary-down D12; 5 failover-failed D11; 6 no-replicas failover-failed",
		"service-links":               "1×3 B14",
		"socket-missing":              "3 B09",
		"startup-acl":                 "2 A05",
		"tls-plain":                   "1 C13 C02; 2 C02 B16 E03 closed",
		"variables":                   "1×3 F01 B14",
	}
	files, err := filepath.Glob("testdata/*.log")
	if err != nil || len(files) != len(want) {
		t.Errorf("%d logs for %d expectations, %v", len(files), len(want), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".log")
		if got := told(explained(string(text), nil)); got != want[name] {
			t.Errorf("%s:\ngot  %q\nwant %q", name, got, want[name])
		}
	}
}

// told are explanations in short.
func told(explanations []Explanation) string {
	var all []string
	for _, e := range explanations {
		number := fmt.Sprint(e.Line)
		if e.Count > 1 {
			number += fmt.Sprintf("×%d", e.Count)
		}
		for _, c := range e.Causes {
			number += " " + c.Code
		}
		all = append(all, number)
	}
	return strings.Join(all, "; ")
}

// BenchmarkExplain reads a megabyte of what a busy proxy's log looks like.
func BenchmarkExplain(b *testing.B) {
	text, err := os.ReadFile("testdata/others.log")
	if err != nil {
		b.Fatal(err)
	}
	long := strings.Repeat(string(text), 1<<20/len(text))
	for b.Loop() {
		if _, err := Explain(context.Background(), long, Setup{}, nil); err != nil {
			b.Fatal(err)
		}
	}
}
