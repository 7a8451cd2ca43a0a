// Command bench reads what benchmarks print, in the format of `go test -bench`,
// passes it on, and writes it into docs/performance.md: `make bench`.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"

	"redis-wizard/e2e/figures"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: bench REPORT < OUTPUT")
		os.Exit(2)
	}
	machine := figures.Machine()
	tables, err := read(io.TeeReader(os.Stdin, os.Stdout))
	if err == nil {
		err = figures.Write(os.Args[1], "make bench", "\n## Single evaluations and connection tests\n\nWritten by `make bench` on "+machine+".\n"+tables+"\n")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// read makes a table of each package's benchmarks. A failure among them is an error,
// so that half of the figures do not replace all of them.
func read(output io.Reader) (string, error) {
	var b strings.Builder
	failed, found := false, false
	for lines := bufio.NewScanner(output); lines.Scan(); {
		line := lines.Text()
		if name, is := strings.CutPrefix(line, "pkg: "); is {
			fmt.Fprintf(&b, "\n### %s\n\n| | measured |\n|---|---|\n", name)
			continue
		}
		if strings.Contains(line, "FAIL") {
			failed = true
		}
		if row, is := tableRow(line); is {
			b.WriteString(row)
			found = true
		}
	}
	switch {
	case failed:
		return "", errors.New("a benchmark failed; the report stays as it is")
	case !found:
		return "", errors.New("there was no benchmark in the output")
	}
	return b.String(), nil
}

// cores is their number behind the name of a benchmark.
var cores = regexp.MustCompile(`-\d+$`)

// tableRow reads a line like "BenchmarkEvaluate/yaml-2  5761  551477 ns/op  772 allocs/op".
func tableRow(line string) (string, bool) {
	words := strings.Fields(line)
	if len(words) < 4 || !strings.HasPrefix(words[0], "Benchmark") {
		return "", false
	}
	var measured []string
	for i := 2; i+1 < len(words); i += 2 {
		number, err := strconv.ParseFloat(words[i], 64)
		if err != nil {
			return "", false
		}
		measured = append(measured, figure(number, words[i+1]))
	}
	name := cores.ReplaceAllString(strings.TrimPrefix(words[0], "Benchmark"), "")
	return fmt.Sprintf("| %s | %s |\n", strings.ReplaceAll(name, "_", " "), strings.Join(measured, ", ")), true
}

// figure is a number as people read it. A unit like "probe-p95-ms" has its name first.
func figure(number float64, unit string) string {
	name := ""
	if unit == "ns/op" {
		unit = "ns"
	} else if i := strings.LastIndex(unit, "-"); i >= 0 {
		name, unit = strings.ReplaceAll(unit[:i], "-", " ")+" ", unit[i+1:]
	}
	if unit == "ns" {
		number, unit = number/1e3, "µs"
		if number >= 1e3 {
			number, unit = number/1e3, "ms"
		}
	}
	if unit == "ratio" {
		return fmt.Sprintf("%sratio %.2f", name, number)
	}
	precision := 0
	if number < 100 && number != float64(int(number)) {
		precision = 2
	}
	return name + strconv.FormatFloat(number, 'f', precision, 64) + " " + strings.TrimSuffix(unit, "/op")
}
