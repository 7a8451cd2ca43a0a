// Package conformance is the form of the corpus in configschema/testdata: blocks of
// configuration with the verdicts that real Authelia binaries gave, and how a verdict
// is compared with the wizard's own. It is for tests, and for the program that takes
// such verdicts (cmd/verdicts).
package conformance

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Block is a block of configuration and what each release said about it.
type Block struct {
	ID       string             `json:"id"`
	Title    string             `json:"title"`
	YAML     string             `json:"yaml"`
	Verdicts map[string]Verdict `json:"verdicts"` // by release, as in "v4.39.20"
}

// Verdict is what one release printed.
type Verdict struct {
	// OK tells that it starts with this. Some releases leave with status 0 in spite
	// of errors, so it goes by the errors.
	OK   bool `json:"ok"`
	Exit int  `json:"exit"`
	// Errors and Warnings are as they were printed, in their order.
	Errors   []string `json:"errors"`
	Warnings []string `json:"warnings"`
	// ParseFailed tells that it could not read the file at all, DecodeFailed that a
	// value has a wrong type.
	ParseFailed  bool `json:"parse_failed"`
	DecodeFailed bool `json:"decode_failed"`
	// RedisErrors are its errors about Redis, sorted, each once.
	RedisErrors []string `json:"redis_errors"`
}

// ConfigFile stands for the path of the file in what a release prints.
const ConfigFile = "<config>"

var sections = regexp.MustCompile(`(?im)^(?:session|cache)\b`)

// BelowSession tells whether a block was judged below a line session: and two
// spaces further in. Otherwise it begins the file.
func (b Block) BelowSession() bool { return !sections.MatchString(b.YAML) }

// Differences lists what the wizard says about a block otherwise than a release:
// whether it starts, errors that are missing and those that are too many.
func (b Block) Differences(want Verdict, ok bool, errors []string) (out []string) {
	if ok != want.OK {
		out = append(out, fmt.Sprintf("ok is %v, Authelia says %v", ok, want.OK))
	}
	wanted := b.faults(want)
	for _, message := range wanted {
		if !slices.Contains(errors, message) {
			out = append(out, fmt.Sprintf("missing %q", message))
		}
	}
	for _, message := range errors {
		if !want.ParseFailed && !slices.Contains(wanted, message) {
			out = append(out, fmt.Sprintf("superfluous %q", message))
		}
	}
	return out
}

var yamlError = regexp.MustCompile(`^(?:Error malformed yaml: |failed to load configuration from (?:yaml file|file path)\(` + ConfigFile + `\) source: yaml: )`)
var lineNumber = regexp.MustCompile(`line (\d+)`)

// faults takes Authelia's errors apart: faults of decoding are joined into one
// message there, and lines count from the beginning of the whole file.
func (b Block) faults(v Verdict) (out []string) {
	above := 0
	if b.BelowSession() {
		above = 1
	}
	for _, e := range v.RedisErrors {
		switch {
		case yamlError.MatchString(e):
			e = "yaml: " + yamlError.ReplaceAllString(e, "")
			if strings.Contains(e, "end of stream") {
				continue // older parsers count to the end of the whole file
			}
			out = append(out, lineNumber.ReplaceAllStringFunc(e, func(s string) string {
				n, _ := strconv.Atoi(strings.TrimPrefix(s, "line "))
				return "line " + strconv.Itoa(n-above)
			}))
		case strings.HasPrefix(e, "error occurred during unmarshal"):
			_, faults, _ := strings.Cut(e, "\n\n")
			for fault := range strings.SplitSeq(faults, "\n") {
				out = append(out, strings.TrimPrefix(fault, "* "))
			}
		default:
			out = append(out, e)
		}
	}
	return out
}

// Decode reads blocks, one in each line.
func Decode(r io.Reader) (blocks []Block, err error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var block Block
		if err := json.Unmarshal(lines.Bytes(), &block); err != nil {
			return nil, fmt.Errorf("line %d: %w", len(blocks)+1, err)
		}
		blocks = append(blocks, block)
	}
	return blocks, lines.Err()
}

// Encode writes blocks, one in each line.
func Encode(w io.Writer, blocks []Block) error {
	lines := json.NewEncoder(w)
	lines.SetEscapeHTML(false)
	for _, block := range blocks {
		if err := lines.Encode(block); err != nil {
			return err
		}
	}
	return nil
}

// Read reads all blocks. The folder is that of the corpus, seen from the test.
func Read(t testing.TB, folder string) (blocks []Block) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.jsonl"))
	if err != nil || len(files) != 2 {
		t.Fatalf("the corpus in %s: %v, %v", folder, files, err)
	}
	for _, name := range files {
		blocks = append(blocks, ReadFile(t, name)...)
	}
	if len(blocks) < 800 {
		t.Fatalf("the corpus has only %d blocks", len(blocks))
	}
	return blocks
}

// ReadFile reads the blocks of one file.
func ReadFile(t testing.TB, name string) []Block {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	blocks, err := Decode(file)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return blocks
}
