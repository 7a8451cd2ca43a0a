package yamltree

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/knadh/koanf/maps"
	yaml2 "gopkg.in/yaml.v2"
	yaml3 "gopkg.in/yaml.v3"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/conformance"
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
		for _, p := range parsed(source, authelia.Newest()).Problems {
			got = append(got, lines(p.Message)...)
		}
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-yaml +ours:\n%s\n%s", diff, source)
		}
	}
}

// A key that is a mapping or a list is printed as the types that each library
// decodes it into, however deep.
func TestInvalidKeysLikeYAML(t *testing.T) {
	for _, key := range []string{
		"{a: 1}", "{}", "[]", "[a]", "{1: 2}", "{a: {b: c}}", "{a: {1: yes}}", "{a: [1, {b: ~}]}", "[[a], {b: 1.5}]", "{~: a}", "{a: 2024-01-01}",
		"{yes: no}", "{a: 0x10, b: 18446744073709551615}", "[*x, {b: *x}]", "{<<: *x, b: 1}", "{<<: [*x, {c: 2}], c: 1}", "[! 5]", "{a: '{{ x }}'}", "{{ x }}",
	} {
		for _, source := range []string{"x: &x {c: 3}\nsession:\n  redis:\n    ? " + key + "\n    : 1\n", "x: &x {c: 3}\nsession: {redis: {nodes: [{? " + key + " : 1}]}}\n"} {
			for version, unmarshal := range map[authelia.Version]func([]byte, any) error{
				{Minor: 34, Patch: 6}: yaml2.Unmarshal, {Minor: 39, Patch: 20}: yaml3.Unmarshal,
			} {
				var out map[string]any
				err := unmarshal([]byte(source), &out)
				if problems := parsed(source, version).Problems; err == nil || len(problems) != 1 || problems[0].Message != err.Error() {
					t.Errorf("%v: yaml says %v, we say %+v\n%s", version, err, problems, source)
				}
			}
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
			d := parsed(source, authelia.Version{Minor: 34, Patch: 6})
			switch {
			case err != nil:
				if len(d.Problems) != 1 || d.Problems[0].Message != err.Error() {
					t.Errorf("%s: yaml says %v, we say %+v", source, err, d.Problems)
				}
			case len(d.Problems) > 0:
				t.Errorf("%s: %+v", source, d.Problems)
			default:
				if diff := cmp.Diff(out, d.Root.GoValue()); diff != "" {
					t.Errorf("%s-yaml +ours:\n%s", source, diff)
				}
			}
		}
	}
}

// parsed is a text of which nothing is counted.
func parsed(source string, version authelia.Version) *Document {
	d, err := Parse(nil, source, version)
	if err != nil {
		panic(err)
	}
	return d
}

// The merge is koanf's.
func TestMergeLikeKoanf(t *testing.T) {
	version := authelia.Newest()
	blocks := conformance.Read(t, "../../testdata/conformance")
	for i := range blocks[:len(blocks)-1] {
		a, b := parsed(blocks[i].YAML, version), parsed(blocks[i+1].YAML, version)
		if len(a.Problems)+len(b.Problems) > 0 {
			continue
		}
		want, ok1 := a.Root.GoValue().(map[string]any)
		later, ok2 := b.Root.GoValue().(map[string]any)
		if !ok1 || !ok2 {
			continue
		}
		maps.Merge(later, want)
		a.Root.Merge(b.Root)
		if got := a.Root.GoValue(); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%s and %s:\n got %v\nwant %v", blocks[i].ID, blocks[i+1].ID, got, want)
		}
	}
}
