package state

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
)

func TestFixed(t *testing.T) {
	before := configschema.Values{authelia.KeyPassword: "one", authelia.KeySentinelPassword: "two", authelia.KeyHost: " r€dis  "}
	for name, test := range map[string]struct {
		fix  causes.Fix
		want configschema.Values
	}{
		"set":             {causes.Fix{Set: configschema.Values{authelia.KeyPort: "6379"}}, configschema.Values{authelia.KeyPort: "6379"}},
		"swap":            {causes.Fix{Copy: map[string]string{authelia.KeyPassword: authelia.KeySentinelPassword, authelia.KeySentinelPassword: authelia.KeyPassword}}, configschema.Values{authelia.KeyPassword: "two", authelia.KeySentinelPassword: "one"}},
		"move":            {causes.Fix{Set: configschema.Values{authelia.KeySentinelPassword: ""}, Copy: map[string]string{authelia.KeyPassword: authelia.KeySentinelPassword}}, configschema.Values{authelia.KeyPassword: "two", authelia.KeySentinelPassword: ""}},
		"cut":             {causes.Fix{Cut: map[string][2]int{authelia.KeyHost: {1, 2}}}, configschema.Values{authelia.KeyHost: "r€dis"}},
		"cut characters":  {causes.Fix{Cut: map[string][2]int{authelia.KeyHost: {3, 0}}}, configschema.Values{authelia.KeyHost: "dis  "}},
		"cut too much":    {causes.Fix{Cut: map[string][2]int{authelia.KeyHost: {5, 50}}}, configschema.Values{authelia.KeyHost: ""}},
		"cut below 0":     {causes.Fix{Cut: map[string][2]int{authelia.KeyHost: {-5, -1}}}, configschema.Values{authelia.KeyHost: " r€dis  "}},
		"copy, then cut":  {causes.Fix{Copy: map[string]string{authelia.KeyPassword: authelia.KeySentinelPassword}, Cut: map[string][2]int{authelia.KeyPassword: {1, 0}}}, configschema.Values{authelia.KeyPassword: "wo"}},
		"copy of nothing": {causes.Fix{Copy: map[string]string{authelia.KeyPassword: authelia.KeyPort}}, configschema.Values{authelia.KeyPassword: ""}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, fixed(test.fix, before)); diff != "" {
				t.Errorf("the values (-want +got):\n%s", diff)
			}
		})
	}
	if before[authelia.KeyPassword] != "one" {
		t.Error("the values before were changed")
	}
}
