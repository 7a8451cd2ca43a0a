package authelia

import (
	"slices"
	"strings"
)

// A TopSection is one at the top level of a configuration.yml.
type TopSection struct {
	Name string
	// Inner are the sections of which there has to be one for it to be Authelia's: other
	// programs have a section of that name, too.
	Inner []string
	// First is the first release that has it; zero for the oldest that is known.
	First Version
	// Plain ones stand in fragments as well as in whole files: they say nothing about what
	// else there is.
	Plain bool
}

// TopSections are those of any release, beside the ones that hold a root. Source: the
// configuration schema of each release, and internal/configuration/schema of the coming one.
var TopSections = []TopSection{
	{Name: "authentication_backend"}, {Name: "access_control"}, {Name: "storage"}, {Name: "notifier"}, {Name: "server"},
	{Name: "identity_validation"}, {Name: "identity_providers"}, {Name: "jwt_secret"}, {Name: "log"}, {Name: "telemetry"},
	{Name: "totp"}, {Name: "webauthn"}, {Name: "duo_api"}, {Name: "ntp"}, {Name: "regulation"}, {Name: "password_policy"},
	{Name: "privacy_policy"}, {Name: "definitions"},
	{Name: "theme", Plain: true}, {Name: "certificates_directory", Plain: true},
	{Name: "default_2fa_method", Plain: true}, {Name: "default_redirection_url", Plain: true},
	{Name: "cache", First: Version{Minor: 40}, Inner: []string{"redis", "redis_sentinel", "redis_cluster"}, Plain: true},
}

// SectionOf is the section at the top level that a key at the root of a text begins, if
// what is below it (has tells of a name) is Authelia's.
func SectionOf(key string, has func(inner string) bool) (TopSection, bool) {
	name, rest, dotted := strings.Cut(key, ".")
	for _, s := range TopSections {
		if s.Name == name {
			return s, s.Inner == nil || slices.ContainsFunc(s.Inner, func(inner string) bool { return dotted && Within(rest, inner) || has(inner) })
		}
	}
	for _, r := range Known {
		if r.Parts()[0] == name {
			return TopSection{Name: name, Plain: true}, true
		}
	}
	return TopSection{}, false
}

// SectionNames are the names at the top level that are Authelia's by themselves.
func SectionNames() (names []string) {
	for _, s := range TopSections {
		if s.Inner == nil {
			names = append(names, s.Name)
		}
	}
	for _, r := range Known {
		if name := r.Parts()[0]; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
