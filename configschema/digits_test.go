package configschema_test

import (
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

// Numbers that people read as such get a fix, and the example in the hint is one of the
// option.
func TestNumbersInOtherDigits(t *testing.T) {
	for typed, want := range map[string]string{
		" 6379": "6379", "6379 ": "6379", "６３７９": "6379", "6379.0": "6379", "6 379": "6379", "-1.": "-1",
		"six": "", "6379.5": "", "": "", " ": "", "99999999999999999999 ": "",
	} {
		for _, key := range []string{authelia.KeyPort, "session.redis.maximum_active_connections", "session.redis.high_availability.nodes.0.port"} {
			in := configschema.Input{Authelia: "4.39", Values: configschema.Values{authelia.KeyHost: "redis", key: typed}}
			result, err := configschema.Evaluate(in)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, p := range result.Problems {
				if p.Key == key && p.Code == "not-a-number" && p.Fix != nil {
					got = p.Fix.Set[key]
				}
			}
			if got != want {
				t.Errorf("%s: %q is fixed to %q, want %q", key, typed, got, want)
			}
		}
	}
}
