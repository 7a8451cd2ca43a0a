// Command load measures the wizard as it is shipped and writes its part of
// docs/performance.md: `make load`. It starts the built binary and real Redis servers on loopback, and
// drives a real browser. Its figures are shown, never asserted: they belong to the
// machine that it runs on.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"redis-wizard/e2e/figures"
)

// A row is one figure of the report.
type row struct{ what, figure, target string }

// A chapter is a table of the report.
type chapter struct {
	name, title, intro string
	measure            func(binary string) []row
}

var chapters = []chapter{size, browser, requests, inFlight, hour, crashes}

func main() {
	only := flag.String("only", "", "measure the chapter of this `name` alone and print it instead of writing the report")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: load BINARY REPORT\n       load -only CHAPTER BINARY")
		flag.PrintDefaults()
		for _, c := range chapters {
			fmt.Fprintf(os.Stderr, "    %s: %s\n", c.name, c.title)
		}
	}
	flag.Parse()
	measured := slices.DeleteFunc(slices.Clone(chapters), func(c chapter) bool { return *only != "" && c.name != *only })
	switch {
	case *only == "" && flag.NArg() == 2:
		check(figures.Write(flag.Arg(1), "make load", markdown(flag.Arg(0), measured)))
	case len(measured) == 1 && flag.NArg() == 1:
		fmt.Print(markdown(flag.Arg(0), measured))
	default:
		flag.Usage()
		os.Exit(2)
	}
}

// check ends the program where something cannot be measured. It is a panic, so that
// whatever was started on the way there is stopped, and the trace says where it was.
func check(err error) {
	if err != nil {
		panic(err)
	}
}

func must[T any](value T, err error) T {
	check(err)
	return value
}

func markdown(binary string, chapters []chapter) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\nWritten by `make load` on %s.\n", figures.Machine())
	for _, c := range chapters {
		began := time.Now()
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| | measured | target |\n|---|---|---|\n", c.title, c.intro)
		for _, r := range c.measure(binary) {
			fmt.Fprintf(&b, "| %s | %s | %s |\n", r.what, r.figure, r.target)
		}
		fmt.Fprintf(os.Stderr, "%s: %.0f s\n", c.title, time.Since(began).Seconds())
	}
	b.WriteString("\n")
	return b.String()
}

var size = chapter{
	name: "size", title: "Size", intro: "The binary is stripped and contains everything, the page and its module included.",
	measure: func(binary string) []row {
		bytes := func(path string) float64 { return float64(must(os.Stat(path)).Size()) }
		version, _, _ := strings.Cut(string(must(exec.Command(binary, "version").Output())), "\n")
		return []row{
			{"binary", fmt.Sprintf("%.2f MB", bytes(binary)/1e6), "under 25 MB"},
			{"the module, brotli", fmt.Sprintf("%.0f KB", bytes("web/assets/dist/redis-wizard.wasm.br")/1e3), "under 2000 KB"},
			{"version", version, ""},
		}
	},
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
}
