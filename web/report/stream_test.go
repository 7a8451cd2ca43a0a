package report

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/connectivity"
)

func stepOf(id string, role connectivity.Role, name connectivity.StepName) connectivity.StepEvent {
	return connectivity.StepEvent{
		ID: id, Endpoint: connectivity.Endpoint{Role: role, Address: id + ".example:6379", Origin: connectivity.Configured},
		Step: connectivity.Step{Step: name, Status: connectivity.Passed, Message: "Fine."},
	}
}

// Endpoints stand in the order of their numbers, whichever speaks first.
func TestGrow(t *testing.T) {
	var report connectivity.Report
	for _, id := range []string{"e10", "e2", "e1", "e2"} {
		grow(&report, stepOf(id, connectivity.RoleSentinel, connectivity.StepConnect))
	}
	named := stepOf("e10", connectivity.RolePrimary, connectivity.StepRESP)
	named.AnnouncedBy = []string{"e1", "e2"}
	grow(&report, named)
	var got []string
	for _, e := range report.Endpoints {
		got = append(got, e.ID+strings.Repeat("+", len(e.Steps)))
	}
	if diff := cmp.Diff([]string{"e1+", "e2++", "e10++"}, got); diff != "" {
		t.Errorf("the endpoints (-want +got):\n%s", diff)
	}
	if len(report.Endpoints[2].AnnouncedBy) != 2 {
		t.Error("who named it has not been brought up to date")
	}
}
