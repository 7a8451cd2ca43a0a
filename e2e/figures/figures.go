// Package figures keeps docs/performance.md, which several programs write a part of.
package figures

import (
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"
)

// Write replaces one part of a document and leaves the others as they are. A part
// stands between two comments with its name; a new one is added at the end.
func Write(path, part, text string) error {
	document, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	changed, err := replace(string(document), part, text)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return os.WriteFile(path, []byte(changed), 0o644)
}

func replace(document, part, text string) (string, error) {
	begin, end := "<!-- "+part+" writes from here -->\n", "<!-- "+part+" writes to here -->\n"
	before, rest, found := strings.Cut(document, begin)
	if !found {
		return strings.TrimRight(document, "\n") + "\n\n" + begin + text + end, nil
	}
	_, after, found := strings.Cut(rest, end)
	if !found {
		return "", fmt.Errorf("the line %q is missing", strings.TrimSpace(end))
	}
	return before + begin + text + end + after, nil
}

// Machine says what the figures belong to. Other work on it makes them worse, so
// its load is named: the number of processes that wanted to run, over a minute.
func Machine() string {
	machine := fmt.Sprintf("%d cores of %s, %s", runtime.NumCPU(), processor(), runtime.Version())
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		minute, _, _ := strings.Cut(string(load), " ")
		machine += ", load " + minute + " at the start"
	}
	return machine
}

var modelName = regexp.MustCompile(`(?m)^model name\s*:\s*(.*\S)`)

func processor() string {
	info, _ := os.ReadFile("/proc/cpuinfo")
	if model := modelName.FindSubmatch(info); model != nil {
		return string(model[1])
	}
	return runtime.GOARCH
}
