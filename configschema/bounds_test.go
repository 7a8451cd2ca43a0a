package configschema_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/bounds"
	"redis-wizard/configschema/merge"
)

// many is a list of rows as YAML.
func many(n int) string {
	return "session: {redis: {high_availability: {sentinel_name: m, nodes: [" + strings.Repeat("a,", n) + "]}}}\n"
}

// TestTooMuch: what goes over a bound is an error for each way in, and what stays
// within all of them is judged.
func TestTooMuch(t *testing.T) {
	crowdOf := func(n int) (values authelia.Values, settings []configschema.Setting, variables []configschema.Variable) {
		values = authelia.Values{}
		for i := range n {
			name := strconv.Itoa(i)
			values[authelia.Prefix+name] = "v"
			settings = append(settings, configschema.Setting{Key: authelia.Prefix + name, Value: "v"})
			variables = append(variables, configschema.Variable{Name: "AUTHELIA_SESSION_REDIS_" + name, Value: "v"})
		}
		return values, settings, variables
	}
	values, settings, variables := crowdOf(bounds.Options)
	moreValues, moreSettings, moreVariables := crowdOf(bounds.Options + 1)
	aliases := "x: &x [" + strings.Repeat("a,", 99) + "]\ny: [" + strings.Repeat("*x,", 245) + "]\n"
	for name, c := range map[string]struct{ fits, more configschema.Input }{
		"entries":          {configschema.Input{YAML: many(bounds.Entries - 20)}, configschema.Input{YAML: many(bounds.Entries)}},
		"entries of files": {configschema.Input{Files: []configschema.File{{Name: "a", Text: many(4000)}, {Name: "b", Text: many(4000)}}}, configschema.Input{Files: []configschema.File{{Name: "a", Text: many(4000)}, {Name: "b", Text: many(6000)}}}},
		"aliases":          {configschema.Input{YAML: aliases}, configschema.Input{YAML: aliases + "z: [*x, *x, *x]\n"}},
		"aliases of files": {configschema.Input{Files: []configschema.File{{Name: "a", Text: aliases}, {Name: "b", Text: "a: 1\n"}}}, configschema.Input{Files: []configschema.File{{Name: "a", Text: aliases}, {Name: "b", Text: aliases}}}},
		"files":            {configschema.Input{Files: make([]configschema.File, bounds.Texts)}, configschema.Input{Files: make([]configschema.File, bounds.Texts+1)}},
		"values":           {configschema.Input{Values: values}, configschema.Input{Values: moreValues}},
		"settings":         {configschema.Input{Settings: settings}, configschema.Input{Settings: moreSettings}},
		"variables":        {configschema.Input{Environment: variables[:bounds.Variables]}, configschema.Input{Environment: moreVariables[:bounds.Variables+1]}},
	} {
		if _, err := configschema.Evaluate(c.fits); err != nil {
			t.Errorf("%s that fit: %v", name, err)
		}
		if r, err := configschema.Evaluate(c.more); !errors.Is(err, configschema.ErrTooLarge) || err == configschema.ErrTooLarge || r.JSON() == nil {
			t.Errorf("more %s: %v", name, err)
		}
		files := c.more.Files
		if len(files) == 0 {
			files = []configschema.File{{Text: c.more.YAML}}
		}
		if len(c.more.Files)+len(c.more.YAML) > 0 {
			if _, err := merge.Files(t.Context(), files, configschema.Input{Values: authelia.Values{authelia.KeyHost: "a"}}); !errors.Is(err, configschema.ErrTooLarge) {
				t.Errorf("more %s to merge into: %v", name, err)
			}
		}
	}
	if _, err := merge.Files(t.Context(), []configschema.File{{}}, configschema.Input{Values: moreValues}); !errors.Is(err, configschema.ErrTooLarge) {
		t.Errorf("more values to merge: %v", err)
	}
}

// TestFaultsAreBounded: of very many rows that are no section, as many faults are
// listed as of anything, and the last problem counts the others.
func TestFaultsAreBounded(t *testing.T) {
	r, err := configschema.Evaluate(configschema.Input{YAML: many(5000)})
	if err != nil || len(r.Problems) != authelia.MaxProblems+1 || r.Problems[authelia.MaxProblems].Code != "more-problems" {
		t.Errorf("%d problems, %v", len(r.Problems), err)
	}
	old, err := configschema.Evaluate(configschema.Input{Authelia: "4.29", YAML: many(5000)})
	if err != nil || len(old.Problems) == 0 || len(old.Problems) > authelia.MaxProblems {
		t.Errorf("%d problems, %v", len(old.Problems), err)
	}
}
