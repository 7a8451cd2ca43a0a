package api

import (
	"os"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

// What variables of a text set stays there, and is not written into the configuration.yml
// beside them; of one that was changed in the file it is said that it still counts.
func TestVariablesStay(t *testing.T) {
	source, err := os.ReadFile("../intake/testdata/lists/compose-bitnami.txt")
	if err != nil {
		t.Fatal(err)
	}
	text := string(source)
	found, err := Import(t.Context(), nil, text, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	in := configschema.Input{Authelia: "4.39", Kind: found.Result.Kind, Values: found.Result.Values}
	in.Values[authelia.KeyIndex] = "7"
	merged, err := Merge(t.Context(), text, in)
	if want := strings.Replace(text, "                port: 26379\n", "                port: 26379\n          database_index: 7\n", 1); err != nil || merged.Text != want {
		t.Errorf("%v: %s", err, merged.Text)
	}
	judged, err := Judge(t.Context(), text, in)
	if err != nil || !judged.OK || problem(judged, "still-set") != nil {
		t.Errorf("%v %+v", err, judged.Problems)
	}

	in.Values[authelia.KeyPassword] = "other"
	if merged, err = Merge(t.Context(), text, in); err != nil || !strings.Contains(merged.Text, "          password: 'other'\n") {
		t.Errorf("%v: %s", err, merged.Text)
	}
	judged, err = Judge(t.Context(), text, in)
	if p := problem(judged, "still-set"); err != nil || p == nil || p.Line != 27 || p.Severity != configschema.Warning || !strings.Contains(p.Message, "_PASSWORD ") {
		t.Errorf("%v %+v", err, judged.Problems)
	}
}

func problem(r configschema.Result, code string) *configschema.Problem {
	for i := range r.Problems {
		if r.Problems[i].Code == code {
			return &r.Problems[i]
		}
	}
	return nil
}
