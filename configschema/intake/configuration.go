package intake

import (
	"strings"

	"redis-wizard/configschema"
)

// sections are the sections of a configuration.yml, in any version, and what
// people write for them.
var sections = []string{
	"session", "sessions", "redis", "authentication_backend", "access_control", "storage", "notifier", "server", "identity_validation", "identity_providers",
	"jwt_secret", "log", "telemetry", "totp", "webauthn", "duo_api", "ntp", "regulation", "password_policy", "privacy_policy", "definitions", "certificates_directory", "theme",
}

// readConfiguration takes a text that is YAML and has a section of Authelia's.
func readConfiguration(t *text) *reading {
	if len(t.documents) == 0 {
		return nil
	}
	for _, f := range fields(t.documents[0]) {
		if isSection(f.key) {
			return t.configuration()
		}
	}
	return nil
}

func (t *text) configuration() *reading {
	out := t.reading(Configuration)
	out.files = []configschema.File{t.File}
	return out
}

func isSection(key string) bool {
	head, _, _ := strings.Cut(key, ".")
	for _, s := range sections {
		if strings.EqualFold(s, head) {
			return true
		}
	}
	return false
}

// readBroken takes a text that is no YAML but looks as if it were meant to be a
// configuration: one of its lines begins a section.
func readBroken(t *text) *reading {
	for l := range t.lines() {
		name, rest, ok := strings.Cut(strings.TrimSpace(l.text), ":")
		if ok && isSection(strings.Trim(name, `"'`)) && (rest == "" || rest[0] == ' ' || rest[0] == '\t') {
			return t.configuration()
		}
	}
	return nil
}
