// Package conformance reads the corpus in configschema/testdata/conformance: blocks
// of configuration with the verdicts that real Authelia binaries gave. It is for
// tests only.
package conformance

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// Block is a block of configuration and what each release said about it.
type Block struct {
	ID       string             `json:"id"`
	YAML     string             `json:"yaml"`
	Verdicts map[string]Verdict `json:"verdicts"`
}

// Verdict is what one release printed.
type Verdict struct {
	// OK tells that it starts with this.
	OK bool `json:"ok"`
	// RedisErrors are its errors about session.redis, sorted, each once.
	RedisErrors []string `json:"redis_errors"`
	// ParseFailed tells that it could not read the file at all.
	ParseFailed bool `json:"parse_failed"`
}

// Read reads all blocks. The folder is that of the corpus, seen from the test.
func Read(t testing.TB, folder string) (blocks []Block) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.jsonl"))
	if err != nil || len(files) != 2 {
		t.Fatalf("the corpus in %s: %v, %v", folder, files, err)
	}
	for _, name := range files {
		file, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		lines := bufio.NewScanner(file)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var block Block
			if err := json.Unmarshal(lines.Bytes(), &block); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			blocks = append(blocks, block)
		}
		if err := lines.Err(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	if len(blocks) < 800 {
		t.Fatalf("the corpus has only %d blocks", len(blocks))
	}
	return blocks
}
