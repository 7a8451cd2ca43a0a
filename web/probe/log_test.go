package probe

import (
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/connectivity"
)

// What was typed as an address is in the log only when it is one: it may be a
// password in the wrong box.
func TestLoggedTargets(t *testing.T) {
	result := configschema.Result{Values: configschema.Values{authelia.KeyHost: "redis", authelia.KeyPassword: "hush-hush"}}
	at := func(address string, steps ...connectivity.Step) connectivity.EndpointReport {
		return connectivity.EndpointReport{Endpoint: connectivity.Endpoint{Address: address}, Steps: steps}
	}
	step := func(name connectivity.StepName, status connectivity.Status) connectivity.Step {
		return connectivity.Step{Step: name, Status: status}
	}
	resolved, connected := step(connectivity.StepResolve, connectivity.Passed), step(connectivity.StepConnect, connectivity.Passed)
	for _, test := range []struct {
		endpoint connectivity.EndpointReport
		logged   bool
	}{
		{at("redis.example:6379", resolved), true},
		{at("10.0.0.1:6379", resolved, step(connectivity.StepConnect, connectivity.Failed)), true},
		{at("[fd00::1%eth0]:6379", resolved), true},
		{at("/run/redis/redis.sock", connected), true},
		{at("hunter2:6379", step(connectivity.StepResolve, connectivity.Failed)), false}, // nobody knows the name
		{at("hunter2:6379", step(connectivity.StepResolve, connectivity.Skipped)), false},
		{at("hunter2:6379"), false},
		{at("/hunter2", step(connectivity.StepConnect, connectivity.Failed)), false},
		{at("hush-hush:6379", resolved), false},
		{at("<secret>:6379", resolved), false},
		{at("pass word:6379", resolved), false},
		{at("redis://joe:hunter2@redis:6379", resolved), false},
		{at("a\r\nb:6379", resolved), false},
		{at("p@ss:6379", resolved), false},
		{at("", resolved), false},
	} {
		want := notATarget
		if test.logged {
			want = test.endpoint.Address
		}
		if got := targetsOf(result, connectivity.Report{Endpoints: []connectivity.EndpointReport{test.endpoint}}); len(got) != 1 || got[0] != want {
			t.Errorf("%q is logged as %q, want %q", test.endpoint.Address, got, want)
		}
	}
}
