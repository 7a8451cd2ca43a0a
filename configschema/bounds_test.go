package configschema

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema/bounds"
)

// many is a list of rows as YAML.
func many(n int) string {
	return "session: {redis: {high_availability: {sentinel_name: m, nodes: [" + strings.Repeat("a,", n) + "]}}}\n"
}

// TestTooMuch: what goes over a bound is an error for each way in, and what stays
// within all of them is judged.
func TestTooMuch(t *testing.T) {
	crowdOf := func(n int) (values Values, settings []Setting, variables []Variable) {
		values = Values{}
		for i := range n {
			name := strconv.Itoa(i)
			values[Prefix+name] = "v"
			settings = append(settings, Setting{Key: Prefix + name, Value: "v"})
			variables = append(variables, Variable{Name: env + name, Value: "v"})
		}
		return values, settings, variables
	}
	values, settings, variables := crowdOf(bounds.Options)
	moreValues, moreSettings, moreVariables := crowdOf(bounds.Options + 1)
	aliases := "x: &x [" + strings.Repeat("a,", 99) + "]\ny: [" + strings.Repeat("*x,", 245) + "]\n"
	for name, c := range map[string]struct{ fits, more Input }{
		"entries":          {Input{YAML: many(bounds.Entries - 20)}, Input{YAML: many(bounds.Entries)}},
		"entries of files": {Input{Files: []File{{"a", many(4000)}, {"b", many(4000)}}}, Input{Files: []File{{"a", many(4000)}, {"b", many(6000)}}}},
		"aliases":          {Input{YAML: aliases}, Input{YAML: aliases + "z: [*x, *x, *x]\n"}},
		"aliases of files": {Input{Files: []File{{"a", aliases}, {"b", "a: 1\n"}}}, Input{Files: []File{{"a", aliases}, {"b", aliases}}}},
		"files":            {Input{Files: make([]File, bounds.Texts)}, Input{Files: make([]File, bounds.Texts+1)}},
		"values":           {Input{Values: values}, Input{Values: moreValues}},
		"settings":         {Input{Settings: settings}, Input{Settings: moreSettings}},
		"variables":        {Input{Environment: variables[:bounds.Variables]}, Input{Environment: moreVariables[:bounds.Variables+1]}},
	} {
		if _, err := Evaluate(c.fits); err != nil {
			t.Errorf("%s that fit: %v", name, err)
		}
		if r, err := Evaluate(c.more); !errors.Is(err, ErrTooLarge) || err == ErrTooLarge || r.JSON() == nil {
			t.Errorf("more %s: %v", name, err)
		}
		files := c.more.texts()
		if len(c.more.Files)+len(c.more.YAML) > 0 {
			if _, err := MergeFiles(files, Input{Values: Values{KeyHost: "a"}}); !errors.Is(err, ErrTooLarge) {
				t.Errorf("more %s to merge into: %v", name, err)
			}
		}
	}
	if _, err := MergeFiles([]File{{}}, Input{Values: moreValues}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("more values to merge: %v", err)
	}
}

// TestFaultsAreBounded: of very many rows that are no section, as many faults are
// told as are listed of anything.
func TestFaultsAreBounded(t *testing.T) {
	r, err := Evaluate(Input{YAML: many(5000)})
	if err != nil || len(r.Problems) != maxProblems {
		t.Errorf("%d problems, %v", len(r.Problems), err)
	}
	old, err := Evaluate(Input{Authelia: "4.29", YAML: many(5000)})
	if err != nil || len(old.Problems) == 0 || len(old.Problems) > maxProblems {
		t.Errorf("%d problems, %v", len(old.Problems), err)
	}
}

// FuzzBareTags: the tag "!" is found in one pass as it is by looking at the place
// of each scalar from the start of its line.
func FuzzBareTags(f *testing.F) {
	for _, seed := range []string{"a: ! b\nc: [! d, !e f, &x ! g, *x]\n", "! a: ! b\n", "ä: ! ö\n{! ü: !}", "a: !\nb: !\r\n", "- ! a\n- - ! b\n  - ! c\n", "? ! a\n: ! b\n", "x: {a, ! b, c: }\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) {
		defer func() {
			if recover() != nil { // a bug in the parser
				t.Skip()
			}
		}()
		var root yaml.Node
		if yaml.Unmarshal([]byte(source), &root) != nil || len(root.Content) == 0 {
			return
		}
		found := findTags(root.Content[0], source)
		var walk func(n *yaml.Node)
		walk = func(n *yaml.Node) {
			alone := &tagFinder{lines: strings.Split(source, "\n")}
			if n.Kind == yaml.ScalarNode && alone.nonSpecific(n) != found[n] {
				t.Errorf("%q in line %d, column %d of %q is found to be %t", n.Value, n.Line, n.Column, source, found[n])
			}
			for _, inner := range n.Content {
				walk(inner)
			}
		}
		walk(root.Content[0])
	})
}
