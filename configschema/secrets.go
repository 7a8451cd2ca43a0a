package configschema

import (
	"strings"

	"redis-wizard/configschema/phrase"
)

// loadSecrets does what Authelia does with the variables that name files: each
// gives its option a value, which must not have one already. What is in the
// files is not known here. It adds the options to the place, and returns the
// problems.
// Source: internal/configuration/sources.go since 4.30, and
// validator/secrets.go in 4.29.
func (env *environment) loadSecrets(p *place) (problems []Problem) {
	for _, secret := range env.secrets {
		report := func(code, message string, hint phrase.Said) {
			problems = append(problems, Problem{Key: secret.key, Line: secret.number, Severity: Error, Code: code, Message: message, hint: hint})
		}
		fault, hint := env.badPath(secret)
		if fault != "" {
			code := "F04"
			if secret.variable.Value == "" {
				code = "F03"
			}
			report(code, fault, hint)
		}
		old := p.option(secret.key)
		if env.isDefined(old) && fault != "" && env.version.Since(v438) {
			continue // what cannot be read is no longer compared
		}
		if env.isDefined(old) {
			report("F02", env.alreadyDefined(secret.key),
				phrase.Of("Keep one of the two: take {option} out, or the variable {variable}.", "option", name(secret.key), "variable", secret.variable.Name))
			old.alsoFile = true
			continue
		}
		if secret.key == keySecret || !env.applies(p, secret.key) {
			continue
		}
		root := &node{kind: mapping, line: secret.number, column: 1}
		root.put(strings.Split(strings.TrimPrefix(secret.key, Prefix), "."), &node{kind: text, fromFile: true, line: secret.number, column: 1})
		p.add(root)
	}
	return problems
}

// applies tells whether the variable has an effect: since 4.30 it switches its
// section on, in 4.29 the section must be there.
func (env *environment) applies(p *place, key string) bool {
	switch {
	case env.version.Since(v430):
		return true
	case p.redis == nil || p.redis.value.kind != mapping || len(p.redis.value.entries) == 0:
		return false
	case strings.HasPrefix(key, HAPrefix):
		ha := p.redis.value.lookup("high_availability")
		return ha != nil && ha.value.kind == mapping && len(ha.value.entries) > 0
	}
	return true
}

// option is the value of an option as far as it is known; nil when it is absent.
func (p *place) option(key string) *node {
	if key == keySecret {
		if p.session == nil || p.session.value.kind != mapping {
			return nil
		}
		if e := p.session.value.exact("secret"); e != nil {
			return e.value
		}
		return nil
	}
	if p.redis == nil {
		return nil
	}
	n := p.redis.value
	for _, part := range strings.Split(strings.TrimPrefix(key, Prefix), ".") {
		e := n.exact(part)
		if e == nil {
			return nil
		}
		n = e.value
	}
	return n
}

// isDefined tells whether a value stands in the way of one from a file. Since
// 4.30 only texts do: Authelia looks at nothing else, and replaces it.
func (env *environment) isDefined(n *node) bool {
	if n == nil || n.fromFile {
		return false
	}
	if !env.version.Since(v430) {
		return scalarText(n) != ""
	}
	return n.kind == text && n.text != ""
}

func (env *environment) alreadyDefined(key string) string {
	if !env.version.Since(v430) {
		return "error loading secret (" + key + "): it's already defined in the config file"
	}
	return "secrets: error loading secret into key '" + key + "': it's already defined in other configuration sources"
}

// badPath is Authelia's error for a variable that holds no path. What it holds
// is probably the secret, so it is not repeated.
func (env *environment) badPath(s fileSecret) (message string, hint phrase.Said) {
	path, variable := s.variable.Value, s.variable.Name
	switch {
	case s.variable.Elsewhere || path == "" && !env.version.Since(v430) || looksLikePath(path):
		return "", phrase.Said{}
	case path == "":
		hint = phrase.Of("{variable} is empty. Write the path of the file that holds the secret, or take the variable out.", "variable", variable)
	case env.version.Since(v430):
		path = "<secret>"
		hint = phrase.Of("{variable} takes the path of a file that holds the secret, such as /run/secrets/redis_password, not the secret itself. For the value use {plain}.",
			"variable", variable, "plain", strings.TrimSuffix(variable, fileSuffix))
	default:
		path = "<secret>"
		hint = phrase.Of("{variable} takes the path of a file that holds the secret, such as /run/secrets/redis_password, not the secret itself.", "variable", variable)
	}
	const missing = ": no such file or directory"
	switch {
	case env.version.Since(v438):
		return "secrets: error loading secret path " + path + " into key '" + s.key + "': file does not exist error occurred: open " + path + missing, hint
	case env.version.Since(v430):
		return "secrets: error loading secret path " + path + " into key '" + s.key + "': open " + path + missing, hint
	}
	return "error loading secret file (" + s.key + "): open " + path + missing, hint
}

// looksLikePath tells whether a text can be meant as the path of a file: an
// absolute one, or a relative one that looks like it.
func looksLikePath(s string) bool {
	for _, start := range []string{"/", "./", "../", "~/", `.\`, `..\`, `\\`, "${", "$("} {
		if strings.HasPrefix(s, start) {
			return true
		}
	}
	if len(s) > 2 && s[1] == ':' && (s[2] == '\\' || s[2] == '/') {
		return true // C:\secrets\redis
	}
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune(`._-/\`, r):
		default:
			return false
		}
	}
	name := s[strings.LastIndexAny(s, `/\`)+1:]
	dot := strings.LastIndexByte(name, '.')
	return len(name) < len(s) || dot > 0 && len(name)-dot-1 >= 1 && len(name)-dot-1 <= 8
}

// fromFileKeys lists the options whose value comes from a file, in the order of
// the form.
func (s *settings) fromFileKeys() (keys []string) {
	for _, f := range Fields {
		if s.fromFile[f.Key] {
			keys = append(keys, f.Key)
		}
	}
	return keys
}
