package main

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

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
			if err := write(&out, judged(result, []*source{{redact.Source{Name: "standard input", Text: yaml}, "-"}}, false, "")); err != nil {
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

// As many keys as there may be, all of them wrong, are reported on in moments.
func TestManyProblems(t *testing.T) {
	var lines, row strings.Builder
	for i := range 4900 {
		key := "key" + strconv.Itoa(i)
		lines.WriteString("  " + key + ": hunter2\n")
		row.WriteString(key + ": hunter2, ")
	}
	for name, yaml := range map[string]string{"lines": "redis:\n" + lines.String(), "one line": "redis: {" + row.String() + "}\n"} {
		result, err := configschema.Evaluate(configschema.Input{YAML: yaml})
		if err != nil || len(result.Problems) < 200 {
			t.Fatalf("%s: %v, %d problems", name, err, len(result.Problems))
		}
		for format, write := range checkWriters {
			start := time.Now()
			var out strings.Builder
			if err := write(&out, judged(result, []*source{{redact.Source{Name: "standard input", Text: yaml}, "-"}}, false, "")); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(start); took > 30*time.Second {
				t.Errorf("%s, %s: %s", name, format, took)
			}
			if strings.Contains(out.String(), "hunter2") {
				t.Errorf("%s, %s: a value that may be a secret is repeated", name, format)
			}
		}
	}
}
