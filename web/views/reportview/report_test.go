package reportview

import (
	"fmt"
	"slices"
	"testing"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity"
	"redis-wizard/web/locale"
	"redis-wizard/web/state"
)

// Steps that were not reached are one line, which names them as the page does, in its
// language.
func TestSkippedStepsAreOneLine(t *testing.T) {
	german, _ := locale.Named("de")
	e := connectivity.EndpointReport{Steps: []connectivity.Step{
		{Step: connectivity.StepResolve, Status: connectivity.Skipped, Message: "An address."},
		{Step: connectivity.StepAuth, Status: connectivity.Failed, Message: "Wrong."},
		{Step: connectivity.StepRole, Status: connectivity.Skipped},
		{Step: connectivity.StepCommands, Status: connectivity.Skipped},
	}}
	for l, want := range map[*locale.Locale]string{
		locale.English: "Skipped (Authentication failed): Server role, Write test session",
		german:         "Übersprungen (Authentifizierung fehlgeschlagen): Serverrolle, Testsitzung schreiben",
	} {
		r := Report{Locale: l}
		if got := r.NotReached(e); got != want {
			t.Errorf("%s: %q, want %q", l.Tag, got, want)
		}
		if steps := r.Steps(e); len(steps) != 2 || steps[1].Message != "Wrong." {
			t.Errorf("%s: the steps are %+v", l.Tag, steps)
		}
	}
}

// What three sentinels say alike is one finding with their addresses, and asks for its
// value once.
func TestFindingsStandOnce(t *testing.T) {
	report := connectivity.Report{Verdict: connectivity.Fail}
	for i, address := range []string{"s1:26379", "s2:26379", "s3:26379"} {
		id := fmt.Sprintf("e%d", i+1)
		report.Endpoints = append(report.Endpoints, connectivity.EndpointReport{ID: id, Endpoint: connectivity.Endpoint{Role: connectivity.RoleSentinel, Address: address}})
		report.Findings = append(report.Findings, causes.Problem{
			Code: "A03", Severity: causes.Error, Endpoint: id, Title: "The sentinel refuses the password", Message: "The sentinel " + address + " refused it.", Hint: "h",
		})
	}
	report.Findings = append(report.Findings, causes.Problem{Code: "C01", Severity: causes.Error, Endpoint: "e1", Title: "T", Message: "Another."})
	got := Report{Report: report}.Grouped()
	if len(got) != 2 || !slices.Equal(got[0].Servers, []string{"s1:26379", "s2:26379", "s3:26379"}) || len(got[0].Messages) != 1 {
		t.Fatalf("findings = %+v", got)
	}
	if f := got[0].Asks; f == nil || f.Key != authelia.KeySentinelPassword || !f.Secret || got[1].Asks != nil {
		t.Errorf("the fields are %+v and %+v", got[0].Asks, got[1].Asks)
	}
}

// Each finding that one value would put right has the field for it.
func TestAsks(t *testing.T) {
	e := func(role connectivity.Role) []connectivity.EndpointReport {
		return []connectivity.EndpointReport{{ID: "e1", Endpoint: connectivity.Endpoint{Role: role}}}
	}
	for _, c := range []struct {
		code string
		role connectivity.Role
		want string
	}{
		{"A03", connectivity.RoleRedis, authelia.KeyPassword}, {"A03", connectivity.RolePrimary, authelia.KeyPassword},
		{"A08", connectivity.RoleSentinel, authelia.KeySentinelPassword}, {"C04", connectivity.RoleSentinel, state.KeyCA},
		{"D01", connectivity.RoleSentinel, authelia.KeySentinelName}, {"E01", connectivity.RoleRedis, authelia.KeyIndex},
		{"B01", connectivity.RoleRedis, authelia.KeyHost}, {"B01", connectivity.RoleSentinel, ""}, {"B13", connectivity.RoleRedis, ""},
	} {
		r := Report{Report: connectivity.Report{Verdict: connectivity.Fail, Endpoints: e(c.role)}}
		got := ""
		if f := r.asks(causes.Problem{Code: c.code, Severity: causes.Error, Endpoint: "e1"}); f != nil {
			got = f.Key
		}
		if got != c.want {
			t.Errorf("%s at a %s asks for %q, want %q", c.code, c.role, got, c.want)
		}
	}
}

// There are five verdicts, with counts.
func TestHeadline(t *testing.T) {
	tried := []connectivity.EndpointReport{{ID: "e1", Steps: []connectivity.Step{
		{Step: connectivity.StepResolve, Status: connectivity.Skipped}, {Step: connectivity.StepConnect, Status: connectivity.Passed}, {Step: connectivity.StepRESP, Status: connectivity.Failed},
		{Step: connectivity.StepAuth, Status: connectivity.Skipped},
	}}}
	found := func(severities ...causes.Severity) (all connectivity.Findings) {
		for i, severity := range severities {
			all = append(all, causes.Problem{Code: fmt.Sprint("X", i), Severity: severity, Message: "m"})
		}
		return all
	}
	for want, r := range map[string]connectivity.Report{
		"Works · 2 checks · 24 ms":                               {Verdict: connectivity.Pass, Endpoints: tried, TookMS: 24},
		"Works, 1 warning · 2 checks · 24 ms":                    {Verdict: connectivity.Warn, Endpoints: tried, TookMS: 24, Findings: found(causes.Warning, causes.Info)},
		"Works, 2 warnings · 2 checks · 24 ms":                   {Verdict: connectivity.Warn, Endpoints: tried, TookMS: 24, Findings: found(causes.Warning, causes.Warning)},
		"Connection failed — 1 thing to fix · 2 checks · 24 ms":  {Verdict: connectivity.Fail, Endpoints: tried, TookMS: 24, Findings: found(causes.Error, causes.Warning)},
		"Connection failed — 3 things to fix · 2 checks · 24 ms": {Verdict: connectivity.Fail, Endpoints: tried, TookMS: 24, Findings: found(causes.Error, causes.Error, causes.Error)},
		"Could not be tested from here · 2 checks · 24 ms":       {Verdict: connectivity.Fail, Conclusive: new(bool), Endpoints: tried, TookMS: 24, Findings: found(causes.Error)},
		"Not tested: fix 2 errors first":                         {Verdict: connectivity.Fail, Findings: found(causes.Error, causes.Error)},
		"Not tested: there is no Redis to connect to":            {Verdict: connectivity.Fail, Findings: connectivity.Findings{{Code: connectivity.NoRedis, Severity: causes.Error}}},
		"Testing from this server…":                              {Verdict: Running, Endpoints: tried},
	} {
		view := Report{Report: r}
		got := view.Headline()
		if figures := view.Figures(); figures != "" {
			got += " · " + figures
		}
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := (Report{Report: connectivity.Report{Endpoints: tried}}).checks(); got != "1 passed, 1 failed, 1 not reached" {
		t.Errorf("the checks are %q", got)
	}
}
