// Package growth is for tests that show how work grows with the size of what is
// read: four times as much may cost some four times the work, never sixteen
// times. It counts, and never looks at a clock, so that a busy machine gives the
// same answer as an idle one.
//
// The work is counted by the counters of Go's coverage. Only whole programs may
// read their own, so the readers stand in a small program, which Test builds
// with counters, its own packages, yaml and strings included. One step is one
// run of a block of statements. What the assembly below strings does in one call
// (IndexByte) is not seen; allocated bytes count beside the steps.
package growth

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/coverage"
	"strconv"
	"strings"
	"testing"
)

// A Shape makes texts of one kind, of about n bytes.
type Shape struct {
	Name string
	Make func(n int) string
}

// A Reader does the work on a text.
type Reader struct {
	Name string
	Read func(text string)
}

// Small is the size in bytes of the smaller of the two texts that are compared.
const Small = 2 << 10

// most is by how much the work may grow when the text grows fourfold. Linear
// work grows by 4, n log n by some 4.7, quadratic work by 16; what a bound stops
// early by less.
const most = 6

// Below these, growth is that of a small beginning.
const (
	fewSteps = 500_000
	fewBytes = 2 << 20
)

// A count is what one reader did with one shape.
type count struct {
	Name         string
	Small, Large work
}

// work is what something costs.
type work struct {
	Size  int    // bytes that were read
	Steps uint64 // blocks of statements that were run
	Bytes uint64 // bytes that were allocated
}

func (w work) String() string {
	return strconv.Itoa(w.Size) + " bytes take " + strconv.FormatUint(w.Steps, 10) + " steps and " + strconv.FormatUint(w.Bytes, 10) + " bytes of memory"
}

// tooFast tells whether the work grows out of proportion.
func (c count) tooFast() bool {
	return c.Large.Steps > fewSteps && c.Large.Steps > most*c.Small.Steps || c.Large.Bytes > fewBytes && c.Large.Bytes > most*c.Small.Bytes
}

// Test builds the program at a path ("./growth"), whose main function calls Main,
// and tells for each of its readers and shapes whether the work grows too fast.
func Test(t *testing.T, path string) {
	if runtime.GOOS == "js" {
		t.Skip("a browser has no go command to build the program with counters")
	}
	if testing.Short() {
		t.Skip("it counts the same in every run")
	}
	program := filepath.Join(t.TempDir(), "counted")
	build := exec.Command("go", "build", "-cover", "-covermode=atomic",
		"-coverpkg=redis-wizard/configschema/...,gopkg.in/yaml.v3,github.com/aymanbagabas/go-udiff/...,strings,bytes,strconv,sort,slices", "-o", program, path)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build %s with counters: %v\n%s", path, err, out)
	}
	run := exec.Command(program)
	// What is allocated is counted, so that collecting it less often changes nothing.
	run.Env = append(os.Environ(), "GOCOVERDIR="+t.TempDir(), "GOGC=400")
	var complaints bytes.Buffer
	run.Stderr = &complaints
	out, err := run.Output()
	if err != nil {
		t.Fatalf("run %s: %v\n%s", path, err, complaints.Bytes())
	}
	counts := 0
	lines := bufio.NewScanner(bytes.NewReader(out))
	for lines.Scan() {
		var c count
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		counts++
		t.Run(strings.ReplaceAll(c.Name, "/", "|"), func(t *testing.T) {
			t.Logf("%v; %v", c.Small, c.Large)
			if c.tooFast() {
				t.Errorf("the work grows too fast: %v, but %v", c.Small, c.Large)
			}
		})
	}
	if counts == 0 || lines.Err() != nil {
		t.Errorf("the program counted %d times: %v", counts, lines.Err())
	}
}

// Main is the main function of a program for Test: it counts the work of every
// reader with every shape. Arguments, if any, are parts of the names of those to
// count, for whoever looks for what is slow.
func Main(readers []Reader, shapes []Shape) {
	out := json.NewEncoder(os.Stdout)
	for _, reader := range readers {
		for _, shape := range shapes {
			name := reader.Name + ": " + shape.Name
			if len(os.Args) > 1 && !strings.Contains(name, os.Args[1]) {
				continue
			}
			small, large := shape.Make(Small), shape.Make(4*Small)
			c := count{Name: name}
			reader.Read(small) // fills caches
			var err error
			if c.Small, err = measure(reader.Read, small); err == nil {
				c.Large, err = measure(reader.Read, large)
			}
			if err != nil {
				fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
				os.Exit(1)
			}
			_ = out.Encode(c)
		}
	}
}

// measure is the work of reading a text.
func measure(read func(string), text string) (work, error) {
	if err := coverage.ClearCounters(); err != nil {
		return work{}, err
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	read(text)
	runtime.ReadMemStats(&after)
	var counters bytes.Buffer
	if err := coverage.WriteCounters(&counters); err != nil {
		return work{}, err
	}
	steps, err := sum(counters.Bytes())
	return work{len(text), steps, after.TotalAlloc - before.TotalAlloc}, err
}
