package configschema

import (
	"fmt"
	"strings"
	"testing"

	"redis-wizard/configschema/causes"
)

// What is beyond the list is counted, and said at its end.
func TestMoreProblems(t *testing.T) {
	lines := func(number int, line string) (out string) {
		for i := range number {
			out += strings.ReplaceAll(line, "N", fmt.Sprint(i))
		}
		return out
	}
	var variables []Variable
	for i := range 260 {
		variables = append(variables, Variable{Name: fmt.Sprintf("AUTHELIA_SESSION_REDIS_X%d", i), Value: "1", File: "env", Line: i + 1})
	}
	const fine = "redis:\n  host: a\n  port: 1\n"
	for name, c := range map[string]struct {
		in     Input
		listed int
		more   string // the message; empty for none
	}{
		"all are listed":     {Input{YAML: fine + lines(200, "  xN: 1\n")}, 200, ""},
		"one more":           {Input{YAML: fine + lines(201, "  xN: 1\n")}, 200, "1 more problem is not listed"},
		"unknown keys":       {Input{YAML: fine + lines(5000, "  xN: 1\n")}, 200, "4800 more problems are not listed"},
		"keys and a type":    {Input{YAML: "redis:\n  host: a\n  port: []\n" + lines(300, "  xN: 1\n")}, 200, "101 more problems are not listed"},
		"keys with dots":     {Input{YAML: "session:\n  redis:\n    host: a\n" + lines(230, "session.redis.xN: 1\n")}, 200, "30 more problems are not listed"},
		"wrong types":        {Input{YAML: fine + "  high_availability:\n    sentinel_name: m\n    nodes:\n" + lines(250, "      - port: []\n")}, 200, "50 more problems are not listed"},
		"every pair of keys": {Input{YAML: "a: 1\n" + lines(99, "a: 2\n")}, 200, "4750 more problems are not listed"},
		"in two files":       {Input{Files: []File{{Text: "a: 1\n" + lines(20, "a: 2\n")}, {Text: "b: 1\n" + lines(5, "b: 2\n")}}}, 200, "25 more problems are not listed"},
		"variables":          {Input{YAML: fine, Environment: variables}, 200, "60 more problems are not listed"},
	} {
		r := evaluate(t, c.in)
		listed, more := r.Problems, ""
		if last := len(listed) - 1; listed[last].Code == "more-problems" {
			listed, more = listed[:last], listed[last].Message
			if p := r.Problems[last]; p.Severity != causes.Info || p.Hint == "" || p.Line != 0 || p.Key != "" {
				t.Errorf("%s: %+v", name, p)
			}
		}
		if len(listed) != c.listed || more != c.more {
			t.Errorf("%s: %d and %q", name, len(listed), more)
		}
	}
}
