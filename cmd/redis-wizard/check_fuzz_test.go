package main

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/redact"
)

// FuzzFormats holds that every format can be read by what reads it, whatever is
// judged, and that nothing in it moves a terminal's cursor.
func FuzzFormats(f *testing.F) {
	for _, seed := range []string{troubled, wrongPort, "", "\x1b[2J: \x00", "redis: {host: '\u202e', port: \"\\e\"}", "a: &a [*a]", "redis:\n\tx: y\r\n z"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, yaml string) {
		result, err := configschema.Evaluate(configschema.Input{YAML: yaml})
		if err != nil {
			t.Skip()
		}
		for format, write := range checkWriters {
			var out strings.Builder
			if err := write(&out, judged(result, []*redact.Source{{Name: standardInput, Text: yaml}}, false, "")); err != nil {
				t.Fatal(err)
			}
			text := out.String()
			if strings.ContainsAny(text, "\x00\x1b\x7f\r") {
				t.Fatalf("%s: control characters in %q", format, text)
			}
			switch format {
			case "sarif":
				if !json.Valid([]byte(text)) {
					t.Fatalf("no JSON: %s", text)
				}
			case "junit":
				decoder := xml.NewDecoder(strings.NewReader(text))
				for {
					if _, err := decoder.Token(); err == io.EOF {
						break
					} else if err != nil {
						t.Fatalf("%v: %s", err, text)
					}
				}
			}
		}
	})
}

// As many keys as there may be, all of them wrong, are reported on with work that grows as the
// file does. What is copied stands for the work; how long it takes is shown by
// BenchmarkManyProblems.
func TestManyProblems(t *testing.T) {
	for name, wrong := range wrongEverywhere {
		copied := map[string]uint64{}
		for _, keys := range []int{1_200, 4_800} {
			yaml := wrong(keys)
			result, err := configschema.Evaluate(configschema.Input{YAML: yaml})
			if err != nil || len(result.Problems) < 200 {
				t.Fatalf("%s: %v, %d problems", name, err, len(result.Problems))
			}
			for format, write := range checkWriters {
				var before, after runtime.MemStats
				var out strings.Builder
				runtime.ReadMemStats(&before)
				if err := write(&out, judged(result, []*redact.Source{{Name: standardInput, Text: yaml}}, false, "")); err != nil {
					t.Fatal(err)
				}
				runtime.ReadMemStats(&after)
				if strings.Contains(out.String(), "hunter2") {
					t.Errorf("%s, %s: a value that may be a secret is repeated", name, format)
				}
				now, earlier := after.TotalAlloc-before.TotalAlloc, copied[format]
				if copied[format] = now; earlier > 0 && now > 6*earlier+256<<10 {
					t.Errorf("%s, %s: %d bytes are copied for four times as much as took %d", name, format, now, earlier)
				}
			}
		}
	}
}

// wrongEverywhere are files of so many keys that nobody knows.
var wrongEverywhere = map[string]func(keys int) string{
	"lines":    func(keys int) string { return "redis:\n" + repeated(keys, "  key%d: hunter2\n") },
	"one line": func(keys int) string { return "redis: {" + repeated(keys, "key%d: hunter2, ") + "}\n" },
}

func repeated(times int, format string) string {
	var b strings.Builder
	for i := range times {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func BenchmarkManyProblems(b *testing.B) {
	for name, wrong := range wrongEverywhere {
		yaml := wrong(4_800)
		result, err := configschema.Evaluate(configschema.Input{YAML: yaml})
		if err != nil {
			b.Fatal(err)
		}
		for format, write := range checkWriters {
			b.Run(name+", "+format, func(b *testing.B) {
				for b.Loop() {
					if err := write(io.Discard, judged(result, []*redact.Source{{Name: standardInput, Text: yaml}}, false, "")); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
