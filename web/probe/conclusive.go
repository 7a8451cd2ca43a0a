package probe

import (
	"slices"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity"
)

// isExplained tells whether all that failed may have failed because a value is not known
// here: the test went without it.
func (j Judgement) isExplained(report connectivity.Report) bool {
	explained := false
	for _, f := range report.Findings {
		if f.Severity != causes.Error {
			continue
		}
		at := slices.IndexFunc(report.Endpoints, func(e connectivity.EndpointReport) bool { return e.ID == f.Endpoint })
		if at < 0 || !slices.ContainsFunc(j.result.Unknown, func(key string) bool { return decides(key, report.Endpoints[at]) }) {
			return false
		}
		explained = true
	}
	return explained
}

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
