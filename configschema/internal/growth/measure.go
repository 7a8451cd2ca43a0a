package growth

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"runtime/coverage"
	"strings"
)

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

// measure is the work of reading a text for the second time: the first time
// fills caches.
func measure(read func(string), text string) (work, error) {
	read(text)
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
