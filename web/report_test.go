package web

import (
	"testing"

	"redis-wizard/connectivity"
	"redis-wizard/web/locale"
)

// A step that was skipped names the one that failed as the page does, in its
// language.
func TestSkippedStepsNameTitles(t *testing.T) {
	german, _ := locale.Named("de")
	const byID = `Not tried, because the step "auth" before it failed.`
	e := connectivity.EndpointReport{Steps: []connectivity.Step{
		{Step: connectivity.StepRESP, Status: connectivity.Passed, Message: "It answers."},
		{Step: connectivity.StepAuth, Status: connectivity.Failed, Message: "Wrong."},
		{Step: connectivity.StepRole, Status: connectivity.Skipped, Message: byID},
		{Step: connectivity.StepCommands, Status: connectivity.Skipped, Message: byID},
	}}
	for l, want := range map[*locale.Locale]string{
		locale.English: `Not tried, because the step "Log in" before it failed.`,
		german:         "Nicht versucht, weil der Schritt „Anmelden“ davor gescheitert ist.",
	} {
		steps := viewSteps(connectivity.Report{Endpoints: []connectivity.EndpointReport{e}}, l).Endpoints[0].Steps
		for i, want := range []string{"It answers.", "Wrong.", want, want} {
			if steps[i].Message != want {
				t.Errorf("%s: step %d says %q, want %q", l.Tag, i+1, steps[i].Message, want)
			}
		}
	}
	if got := e.Steps[2].Message; got != byID {
		t.Errorf("the report itself was changed to %q", got)
	}
}
