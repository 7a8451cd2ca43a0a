package reportview

import (
	"fmt"
	"testing"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity"
	"redis-wizard/web/locale"
)

// A step that was skipped names the one that failed as the page does, in its
// language.
func TestSkippedStepsNameTitles(t *testing.T) {
	german, _ := locale.Named("de")
	const byID = `Skipped (auth failed).`
	e := connectivity.EndpointReport{Steps: []connectivity.Step{
		{Step: connectivity.StepRESP, Status: connectivity.Passed, Message: "It answers."},
		{Step: connectivity.StepAuth, Status: connectivity.Failed, Message: "Wrong."},
		{Step: connectivity.StepRole, Status: connectivity.Skipped, Message: byID},
		{Step: connectivity.StepCommands, Status: connectivity.Skipped, Message: byID},
	}}
	for l, want := range map[*locale.Locale]string{
		locale.English: `Skipped (Authentication failed).`,
		german:         "Übersprungen (Authentifizierung fehlgeschlagen).",
	} {
		steps := Report{Locale: l}.Steps(e)
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

// What three sentinels say alike stands once on the page, with their addresses.
func TestFindingsStandOnce(t *testing.T) {
	report := connectivity.Report{Verdict: connectivity.Fail}
	for i, address := range []string{"s1:26379", "s2:26379", "s3:26379"} {
		id := fmt.Sprintf("e%d", i+1)
		report.Endpoints = append(report.Endpoints, connectivity.EndpointReport{ID: id, Endpoint: connectivity.Endpoint{Address: address}})
		report.Findings = append(report.Findings, causes.Problem{
			Code: "D01", Severity: causes.Error, Endpoint: id, Message: address + " knows no such group", Hint: "h",
			Fix: &causes.Fix{Label: "Use the name mymaster", Set: map[string]string{authelia.KeySentinelName: "mymaster"}},
		})
	}
	report.Findings[2].Message = "s3:26379 watches something else"
	got := Report{Report: report}.findings()
	if len(got) != 2 || got[0].address != "s1:26379, s2:26379" || got[1].address != "s3:26379" || got[0].problem.Fix == nil {
		t.Errorf("findings = %+v", got)
	}
}
