package api_test

import (
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/api"
)

// A key that a fix renames keeps its line: the comment above it, the one behind its
// value, the quotes and the place.
func TestRenamedKeyKeepsItsLine(t *testing.T) {
	const text = "session:\n  redis:\n    # the server\n    host: redis\n    # from the vault\n    pasword: 'hunter2'   # changed in May\n    port: 6379\n"
	in := configschema.Input{Authelia: "4.39", YAML: text}
	result, err := configschema.Evaluate(in)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range result.Problems {
		if p.Key != "session.redis.pasword" {
			continue
		}
		fixed, err := api.Fix(t.Context(), text, p.Fix.Set, in)
		if want := strings.Replace(text, "pasword", "password", 1); err != nil || fixed.Text != want {
			t.Errorf("got %q, %v, want %q", fixed.Text, err, want)
		}
		return
	}
	t.Errorf("pasword is not among the problems: %v", result.Problems)
}
