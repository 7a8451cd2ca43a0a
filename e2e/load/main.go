// Command load measures the wizard as it is shipped and writes its part of
// docs/performance.md: `make load`. It starts the built binary and real Redis servers on loopback, and
// drives a real browser. Its figures are shown, never asserted: they belong to the
// machine that it runs on.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"redis-wizard/e2e/figures"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: load BINARY REPORT")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

// A row is one figure of the report.
type row struct{ what, figure, target string }

// A chapter is a table of the report.
type chapter struct {
	title, intro string
	rows         []row
}

func run(binary, path string) error {
	machine := figures.Machine()
	var report []chapter
	for _, measure := range []func(string) (chapter, error){size, browser, requests, inFlight, hour, crashes} {
		began := time.Now()
		c, err := measure(binary)
		if err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "%s: %.0f s\n", c.title, time.Since(began).Seconds())
		report = append(report, c)
	}
	return figures.Write(path, "make load", markdown(machine, report))
}

func markdown(machine string, report []chapter) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\nWritten by `make load` on %s.\n", machine)
	for _, c := range report {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| | measured | target |\n|---|---|---|\n", c.title, c.intro)
		for _, r := range c.rows {
			fmt.Fprintf(&b, "| %s | %s | %s |\n", r.what, r.figure, r.target)
		}
	}
	b.WriteString("\n")
	return b.String()
}

// size is what is shipped.
func size(binary string) (chapter, error) {
	file, err := os.Stat(binary)
	if err != nil {
		return chapter{}, err
	}
	c := chapter{title: "Size", intro: "The binary is stripped and holds everything, the page and both modules included."}
	c.rows = append(c.rows, row{"binary", megabytes(float64(file.Size())), "under 25 MB"})
	for _, module := range []struct{ name, target string }{{"redis-wizard.wasm", "under 930 KB"}, {"workshop.wasm", "loaded when it is first needed"}} {
		packed, err := os.Stat("web/assets/dist/" + module.name + ".br")
		if err != nil {
			return c, err
		}
		c.rows = append(c.rows, row{module.name + ", brotli", kilobytes(float64(packed.Size())), module.target})
	}
	out, err := exec.Command(binary, "version").Output()
	if err != nil {
		return c, fmt.Errorf("run %s: %w", binary, err)
	}
	c.rows = append(c.rows, row{"version", strings.SplitN(strings.TrimSpace(string(out)), "\n", 2)[0], ""})
	return c, nil
}

func megabytes(bytes float64) string { return fmt.Sprintf("%.2f MB", bytes/1e6) }

func kilobytes(bytes float64) string { return fmt.Sprintf("%.0f KB", bytes/1e3) }

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
}
