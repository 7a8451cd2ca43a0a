package configschema

import (
	"slices"

	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/phrase"
)

// ofTheRest are the codes of what is missing: where only a part of a configuration was
// given, the rest may well have it.
var ofTheRest = []string{"host-required", "sentinel-name-required", "nodes-required", "port-required", "required", "A01", "A08", "D11", "D16", "client-certificate"}

// forgive takes out what is said of options that are missing, and says once that the rest
// is elsewhere. Nothing that is there is judged otherwise.
func (r *Result) forgive() {
	missing := ""
	kept := slices.DeleteFunc(r.Problems, func(p causes.Problem) bool {
		isAbsentPort := p.Code == "port-range" && r.Values[p.Key] == "" // 4.37 says so of a 0
		if !slices.Contains(ofTheRest, p.Code) && !isAbsentPort {
			return false
		}
		if p.Severity == causes.Error && missing == "" {
			missing = p.Key
		}
		return true
	})
	r.Problems = kept
	if missing != "" {
		r.Problems = append(r.Problems, causes.Problem{Key: missing, Severity: causes.Info, Code: "part-only",
			MessageText: phrase.Of("Only a part of session.redis was given"),
			HintText:    phrase.Of("The rest is in your configuration.yml: give it as well, to have everything judged together.")})
	}
}
