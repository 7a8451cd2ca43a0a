package configschema

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	yaml2 "gopkg.in/yaml.v2"
	yaml3 "gopkg.in/yaml.v3"
)

// yaml.v3 tells of every pair of equal keys, and looks no deeper; we have a
// problem for each of its lines.
func TestDuplicatesLikeYAML(t *testing.T) {
	sources := []string{"host: a\nhost: b\nhost: c\n", "a:\n  b: {x: 1, x: 2}\n  b: {x: 1, x: 2}\n", "? [a]\n: 1\n? [b]\n: 2\n", "a: &x b\n*x : 1\n*x : 2\n"}
	r := rand.New(rand.NewPCG(3, 3))
	var random func(indent string) string
	random = func(indent string) (out string) {
		for range 1 + r.IntN(4) {
			out += indent + string("abc"[r.IntN(3)]) + ":"
			if len(indent) < 6 && r.IntN(3) == 0 {
				out += "\n" + random(indent+"  ")
			} else {
				out += " 1\n"
			}
		}
		return out
	}
	for range 500 {
		sources = append(sources, random(""))
	}
	lines := func(message string) []string {
		message = strings.TrimPrefix(message, "yaml: unmarshal errors:\n")
		return strings.Split(strings.ReplaceAll(message, "  line", "line"), "\n")
	}
	for _, source := range sources {
		var want, got []string
		var out map[string]any
		if err := yaml3.Unmarshal([]byte(source), &out); err != nil {
			want = lines(err.Error())
		}
		for _, p := range parsed(source, Newest()).problems {
			got = append(got, lines(p.Message)...)
		}
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-yaml +ours:\n%s\n%s", diff, source)
		}
	}
}

// What a tag makes of a scalar in yaml.v2, the real one does.
func TestOldTags(t *testing.T) {
	for _, tag := range []string{"", "! ", "!!bool ", "!!str ", "!!int ", "!!float ", "!!null ", "!foo ", "&a ! ", "!!bool &a "} {
		for _, value := range []string{"yes", "'yes'", "Off", "true", "'true'", "5", "'5'", "1.5", "~", "", "''", "maybe", "y"} {
			source := "a: " + tag + value + "\n"
			var out map[string]any
			err := yaml2.Unmarshal([]byte(source), &out)
			d := parsed(source, Version{34, 6})
			switch {
			case err != nil:
				if len(d.problems) != 1 || d.problems[0].Message != err.Error() {
					t.Errorf("%s: yaml says %v, we say %+v", source, err, d.problems)
				}
			case len(d.problems) > 0:
				t.Errorf("%s: %+v", source, d.problems)
			default:
				if diff := cmp.Diff(out, d.root.value()); diff != "" {
					t.Errorf("%s-yaml +ours:\n%s", source, diff)
				}
			}
		}
	}
}
