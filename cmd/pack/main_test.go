package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

// TestPack holds that both files unpack to the original, byte for byte.
func TestPack(t *testing.T) {
	for _, flags := range [][]string{nil, {"-fast"}} {
		t.Run(strings.Join(flags, " "), func(t *testing.T) { testPack(t, flags) })
	}
}

func testPack(t *testing.T, flags []string) {
	name, folder := filepath.Join(t.TempDir(), "module.wasm"), t.TempDir()
	raw := []byte(strings.Repeat("\x00asm and what follows\n", 5000))
	if err := os.WriteFile(name, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	if code := run(append(flags, name, folder), &stdout, &stderr); code != 0 {
		t.Fatalf("exit status %d: %s", code, &stderr)
	}
	for suffix, open := range map[string]func(io.Reader) (io.Reader, error){
		".br": func(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil },
		".gz": func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
	} {
		packed, err := os.ReadFile(filepath.Join(folder, "module.wasm"+suffix))
		if err != nil {
			t.Fatal(err)
		}
		if len(packed) >= len(raw) {
			t.Errorf("%s has %d bytes, no fewer than the %d of the original", suffix, len(packed), len(raw))
		}
		reader, err := open(bytes.NewReader(packed))
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, raw) {
			t.Errorf("%s does not unpack to the original", suffix)
		}
	}
}

// TestBudget holds that a file over its budget fails, and that one within it passes.
func TestBudget(t *testing.T) {
	name := filepath.Join(t.TempDir(), "module.wasm")
	if err := os.WriteFile(name, []byte("abcdefghijklmnopqrstuvwxyz0123456789"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		budget, want string
		code         int
	}{
		{"100", "within the budget of 100 bytes", 0},
		{"10", "OVER the budget of 10 bytes", 1},
	} {
		var stdout, stderr bytes.Buffer
		if code := run([]string{"-budget", c.budget, name}, &stdout, &stderr); code != c.code {
			t.Errorf("budget %s: exit status %d, want %d: %s", c.budget, code, c.code, &stderr)
		}
		if !strings.Contains(stdout.String(), c.want) {
			t.Errorf("budget %s: %q does not say %q", c.budget, &stdout, c.want)
		}
	}
}

func TestWrongUse(t *testing.T) {
	for _, args := range [][]string{nil, {"one"}, {"-nonsense"}, {filepath.Join(t.TempDir(), "missing"), t.TempDir()}, {"-budget", "1", filepath.Join(t.TempDir(), "missing")}, {"-budget", "1", "one", "two"}} {
		var stdout, stderr bytes.Buffer
		if code := run(args, &stdout, &stderr); code != 2 || stderr.Len() == 0 {
			t.Errorf("run(%q) = %d with %q, want 2 and a reason", args, code, &stderr)
		}
	}
}
