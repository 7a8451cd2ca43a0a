package probe

import (
	"regexp"
	"slices"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity"
)

// tellsNothing tells whether a test that failed says nothing about Authelia: all that
// failed may have failed because of the place that it was made from, or because a value
// is not known here and the test went without it.
func (j Judgement) tellsNothing(report connectivity.Report) bool {
	explained := false
	for _, f := range report.Findings {
		if f.Severity != causes.Error {
			continue
		}
		at := slices.IndexFunc(report.Endpoints, func(e connectivity.EndpointReport) bool { return e.ID == f.Endpoint })
		if at < 0 || !j.isOfHere(report.Endpoints[at]) && !slices.ContainsFunc(j.result.Unknown, func(key string) bool { return decides(key, report.Endpoints[at]) }) {
			return false
		}
		explained = true
	}
	return explained
}

// isOfHere tells whether an endpoint failed because of the place that it was tried from:
// its name is not known there, or it may not be reached from there. On the command line,
// which runs where its user wants an answer for, a name has to be known.
func (j Judgement) isOfHere(e connectivity.EndpointReport) bool {
	s, failed := failedStep(e)
	return failed && (s.Step == connectivity.StepPolicy || s.Step == connectivity.StepResolve && slices.Contains(unknownNames, s.Code) && !j.asked.Trust.FromFile)
}

// unknownNames are the codes of a name that the name server here does not know, or could
// not be asked for.
var unknownNames = []string{"B01", "D08", "dns-failed"}

func failedStep(e connectivity.EndpointReport) (connectivity.Step, bool) {
	i := slices.IndexFunc(e.Steps, func(s connectivity.Step) bool { return s.Status == connectivity.Failed })
	if i < 0 {
		return connectivity.Step{}, false
	}
	return e.Steps[i], true
}

// nowhere are the refusals that each wizard has, wherever it runs.
var nowhere = []string{
	"policy-link-local", "policy-metadata", "policy-multicast", "policy-broadcast", "policy-reserved", "policy-documentation",
	"policy-unspecified", "policy-zone", "policy-socket-path", "policy-server-name",
}

// elsewhere are the commands for the same test where Authelia runs, unless it would be
// refused there as well.
func (j Judgement) elsewhere(report connectivity.Report) []string {
	if slices.ContainsFunc(report.Endpoints, func(e connectivity.EndpointReport) bool {
		s, failed := failedStep(e)
		return failed && !slices.Contains(nowhere, s.Code)
	}) {
		return j.commands()
	}
	return nil
}

// commands run the test where Authelia runs: in its container, in its pod, on its machine.
// docs/deployment.md has more of them. Whoever uses the command line has found it.
func (j Judgement) commands() []string {
	if j.asked.Trust.FromFile {
		return nil
	}
	probe := "probe - < configuration.yml"
	if version := j.result.Authelia; plainVersion.MatchString(version) {
		probe = "probe --authelia " + version + " - < configuration.yml"
	}
	return []string{
		"docker run --rm --interactive --network container:authelia redis-wizard " + probe,
		"kubectl debug authelia-0 --namespace authelia --image redis-wizard --profile restricted --quiet --stdin --attach -- /redis-wizard " + probe,
		"redis-wizard " + probe,
	}
}

// plainVersion is a version that can stand in a command as it is.
var plainVersion = regexp.MustCompile(`^v?[0-9]+(\.[0-9]+){1,2}$`)

// decides tells whether an option decides the step that failed at an endpoint, or one
// before it.
func decides(key string, e connectivity.EndpointReport) bool {
	from := connectivity.StepAuth
	switch option := authelia.Key(key).Option(); {
	case authelia.Within(option, authelia.TLSPath):
		from = connectivity.StepTLS
	case option == authelia.KeySentinelUsername || option == authelia.KeySentinelPassword:
		if e.Role != connectivity.RoleSentinel {
			return false
		}
	case option == authelia.KeyIndex:
		from = connectivity.StepSelect
	case option != authelia.KeyUsername && option != authelia.KeyPassword || e.Role == connectivity.RoleSentinel:
		return false
	}
	begun := false
	for _, s := range e.Steps {
		begun = begun || s.Step == from || from == connectivity.StepSelect && s.Step == connectivity.StepIdentity
		if s.Status == connectivity.Failed {
			return begun
		}
	}
	return false
}
