package configschema

import (
	"fmt"
	"strings"
	"testing"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/bounds"
)

// crowds are files of as many keys as there may be.
var crowds = []struct{ name, version, yaml string }{
	{"at the root", "4.29", crowd("", "k%d: 1\n")},
	{"at the root, nested", "4.38", crowd("", "k%d: 1\n")},
	{"below redis", "4.29", crowd("redis:\n", " k%d: 1\n")},
	{"with dots", "4.38", crowd("", "session.redis.k%d: 1\n")},
	{"as sections", "4.39", crowd("redis:\n", " k%d: {a: 1}\n")},
	{"with merges", "4.39", crowd("a: &a {x: 1}\nredis:\n", " k%d: {<<: *a}\n")},
}

// crowd is a file of many lines of a form, each of which has three entries at
// most.
func crowd(head, line string) string {
	var b strings.Builder
	b.WriteString(head)
	for i := range bounds.Entries/3 - 10 {
		fmt.Fprintf(&b, line, i)
	}
	return b.String()
}

func BenchmarkCrowds(b *testing.B) {
	for _, c := range crowds {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Evaluate(Input{Authelia: c.version, YAML: c.yaml}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestLongPaths: keys below a long path, or with very many parts, are refused
// like any other; written out with their paths they would not fit into memory.
func TestLongPaths(t *testing.T) {
	dots := authelia.Prefix + strings.Repeat("a.", 400_000) + "a"
	crowded := "redis:\n ? " + strings.Repeat("x", MaxInput/2) + "\n :\n" + crowd("", "  k%d: 1\n")
	for name, in := range map[string]Input{
		"a value":            {Values: authelia.Values{dots: "1"}},
		"a key":              {YAML: "? " + dots + "\n: 1\n"},
		"a key below redis":  {YAML: "redis:\n ? " + dots + "\n : 1\n"},
		"keys below a long":  {YAML: crowded},
		"sections in crowds": {YAML: "redis:\n" + strings.Repeat(" ", 1) + "a: " + strings.Repeat("{a: ", 1900) + "1" + strings.Repeat("}", 1900) + "\n"},
	} {
		for _, version := range []string{"4.29", "4.34", "4.38", "4.39"} {
			in.Authelia = version
			r, err := Evaluate(in)
			if err != nil {
				t.Fatal(err)
			}
			if size := len(r.JSON()); r.OK || size > 16*MaxInput {
				t.Errorf("%s, %s: ok is %t, and the answer has %d bytes", name, version, r.OK, size)
			}
		}
	}
}
