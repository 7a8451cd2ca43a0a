package configschema

import (
	"strings"

	"redis-wizard/configschema/phrase"
)

// A place is where session.redis stands in a document.
type place struct {
	redis        *entry
	certificates string // certificates_directory, a global option
	problems     []Problem

	whole    bool   // a whole configuration.yml rather than a fragment
	session  *entry // the section around it; where it would stand in a file without one
	noSecret bool   // session.secret is absent or empty
}

// otherSections are sections of configuration.yml beside session, in any
// version; one of them marks a whole file rather than a fragment.
var otherSections = []string{
	"authentication_backend", "access_control", "storage", "notifier", "server", "identity_validation", "identity_providers",
	"jwt_secret", "log", "telemetry", "totp", "webauthn", "duo_api", "ntp", "regulation", "password_policy", "privacy_policy", "definitions",
}

// find looks for session.redis. A document without session: but with redis: is
// a fragment, judged as standing below session:.
func (d *document) find(version Version, at *sources) place {
	root := d.root
	if nests(version) {
		root.nest(!version.Since(v430) || version.Since(v438), maxNesting)
	}
	if !version.Since(v430) {
		root = lowered(root)
	}
	whole := false
	for _, name := range otherSections {
		whole = whole || root.exact(name) != nil
	}
	p := place{whole: whole, session: &entry{"session", 1, 1, &node{kind: mapping, line: 1, column: 1}}, noSecret: true}
	if e := root.exact("certificates_directory"); e != nil && e.value.kind == text {
		p.certificates = e.value.text
	}
	p.problems = withDots(root, version)
	session, bare := root.exact("session"), root.exact("redis")
	switch {
	case session == nil && bare != nil && !whole:
		p.redis = bare
		return p
	case bare != nil:
		message := "configuration key not expected: redis"
		if !version.Since(v430) {
			message = "config key not expected: redis"
		}
		p.problems = append(p.problems, Problem{Key: "redis", Line: bare.line, Column: bare.column, Severity: Error, Code: "F10",
			Message: message, hint: phrase.Of("redis: belongs below session:, two spaces further in.")})
	}
	if session != nil || whole {
		p.problems = append(p.problems, misplaced(root, version, at)...)
	}
	if session == nil || session.value.kind != mapping {
		return p
	}
	p.session, p.noSecret = session, noSecret(session.value)
	p.redis = session.value.exact("redis")
	return p
}

func lowered(root *node) *node {
	out := lowerKeys(root)
	for i, e := range out.entries {
		if e.key == "session" && e.value.kind == mapping {
			out.entries[i].value = lowerKeys(e.value)
		}
	}
	return out
}

// lowerKeys is a mapping with its keys in lower case; of two that become one,
// the last counts.
func lowerKeys(n *node) *node {
	out := *n
	out.entries = nil
	lower := gather(&out)
	for _, e := range n.entries {
		e.key = strings.ToLower(e.key)
		lower.set(e)
	}
	return &out
}

func noSecret(session *node) bool {
	e := session.exact("secret")
	return e == nil || e.value.kind == null || e.value.kind == text && e.value.text == ""
}

// missingSecret is the one fault outside session.redis that Redis brings with
// it: sessions in Redis are encrypted with session.secret.
func missingSecret(session *entry, v Version) Problem {
	message := "session: option 'secret' is required when using the 'redis' provider"
	switch {
	case !v.Since(v430):
		message = "Set secret of the session object"
	case !v.Since(v434):
		message = "the session secret must be set when using the redis session provider"
	}
	return Problem{Key: "session.secret", Line: session.line, Column: session.column, Severity: Error, Code: "F05", Message: message,
		hint: phrase.Of("Sessions in Redis are encrypted with it. Set session.secret to 64 random characters (openssl rand -hex 32), or set AUTHELIA_SESSION_SECRET_FILE and ignore this.")}
}

// withDots judges keys such as "session.redis.host" at the root, or "redis.host"
// below session, in the versions that do not read them like the nested form.
// Source: observed; the check of keys sees them with the rest of their path.
func withDots(root *node, v Version) []Problem {
	if nests(v) {
		return nil
	}
	j := &judge{version: v}
	look := func(n *node, path string) {
		for _, e := range n.entries {
			key := path + e.key
			switch {
			case !strings.Contains(e.key, ".") || !strings.HasPrefix(key+".", Prefix):
			case accepted(key, e, v):
				j.add(ignoredKey(key, e, v))
			default:
				j.unexpected(key, e)
			}
		}
	}
	look(root, "")
	if session := root.exact("session"); session != nil {
		look(session.value, "session.")
	}
	return j.problems
}

// ignored warns of such keys below redis.
func (j *judge) ignored(n *node, path string) {
	if n.kind != mapping || nests(j.version) || len(path) > maxPath {
		return
	}
	for _, e := range n.entries {
		if strings.Contains(e.key, ".") && accepted(path+e.key, e, j.version) {
			j.add(ignoredKey(path+e.key, e, j.version))
			continue
		}
		if e.value.kind == mapping {
			j.ignored(e.value, path+e.key+".")
		}
	}
}

func ignoredKey(key string, e entry, v Version) Problem {
	p := Problem{Key: key, Line: e.line, Column: e.column, Severity: Warning, Code: "ignored-option",
		message: phrase.Of("Authelia {version} accepts the key '{key}' with its dots, and ignores it", "version", v.String(), "key", e.key),
		hint:    phrase.Of("Write the nested form: each part on its own line, two spaces further in.")}
	if value := scalarText(e.value); value != "" {
		p.Fix = newFix("Write it nested", Values{key: value})
	}
	return p
}
