package upgrade

import (
	"os"
	"slices"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

// Plans for whole files as people have them: what a plan must not do to them.
func TestPublished(t *testing.T) {
	read := func(name string) string {
		text, err := os.ReadFile("../intake/testdata/lists/" + name + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	t.Run("the minimum of TLS is not given up", func(t *testing.T) {
		plan, err := Make(t.Context(), "4.33", "4.39", configschema.Input{YAML: read("sentinel-tls")})
		if err != nil {
			t.Fatal(err)
		}
		values := plan.Rewritten.Values
		if values[authelia.KeyMinVersion] != "TLS1.3" || values[authelia.KeyMaxVersion] != "" || !plan.Rewritten.OK {
			t.Errorf("%v", values)
		}
	})
	t.Run("what a filter fills in is not rewritten", func(t *testing.T) {
		_, text, _ := strings.Cut(read("compose-filters"), "configuration.yml ========\n")
		plan, err := Make(t.Context(), "4.33", "4.39", configschema.Input{YAML: text, Filters: []string{"expand-env"}})
		if err != nil {
			t.Fatal(err)
		}
		if i := slices.IndexFunc(plan.Steps, func(s Step) bool { return s.Kind == Rewrite }); i >= 0 || plan.Needed() {
			t.Errorf("%+v", plan.Steps)
		}
		if i := slices.IndexFunc(plan.Steps, func(s Step) bool { return s.Title == "host is filled in" }); i < 0 {
			t.Errorf("%+v", plan.Steps)
		}
	})
}
