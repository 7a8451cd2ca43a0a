package sources

import (
	"strings"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/internal/yamltree"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/unknown"
)

// LoadSecrets does what Authelia does with the variables that name files: each
// gives its option a value, which must not have one already. What is in the
// files is not known here. It adds the options to the place, and returns the
// problems.
// Source: internal/configuration/sources.go since 4.30, and
// validator/secrets.go in 4.29.
func (env *environment) LoadSecrets(p *Place) (problems []causes.Problem) {
	for _, secret := range env.secrets {
		report := func(code, message string, plain, hint phrase.Said) {
			problems = append(problems, causes.Problem{Key: secret.key, Line: secret.number, Severity: causes.Error, Code: code, Message: message, PlainText: plain, HintText: hint})
		}
		fault, hint := env.badPath(secret)
		if fault != "" {
			code, plain := "F04", phrase.Of("{variable} must be the path of a file, but is something else", "variable", secret.variable.Name)
			if secret.variable.Value == "" {
				code, plain = "F03", phrase.Of("{variable} must be the path of a file, but is empty", "variable", secret.variable.Name)
			}
			report(code, fault, plain, hint)
		}
		old := p.option(secret.key)
		if env.isDefined(old) && fault != "" && env.version.Profile().SkipsMissing {
			continue // what cannot be read is no longer compared
		}
		if env.isDefined(old) {
			message := "error loading secret (" + secret.key + "): it's already defined in the config file"
			if env.version.Profile().SecretSource {
				message = "secrets: error loading secret into key '" + secret.key + "': it's already defined in other configuration sources"
			}
			report("F02", message, phrase.Of("{option} is set twice: in the file, and by {variable}", "option", authelia.ShortName(secret.key), "variable", secret.variable.Name),
				phrase.Of("Keep one of the two: remove {option}, or the variable {variable}.", "option", authelia.ShortName(secret.key), "variable", secret.variable.Name))
			old.AlsoFile = true
			continue
		}
		if secret.key == keySecret || !env.applies(p, secret.key) {
			continue
		}
		trees := Trees{}
		trees.set(secret.key, &yamltree.Value{Kind: yamltree.Text, FromFile: true, Content: secret.variable.Content, Line: secret.number, Column: 1})
		p.Add(trees)
	}
	return problems
}

// applies tells whether the variable has an effect: since 4.30 it switches its
// section on, in 4.29 the section must be there.
func (env *environment) applies(p *Place, key string) bool {
	if env.version.Profile().SecretSource {
		return true
	}
	there := func(e *yamltree.Entry) bool {
		return e != nil && e.Value.Kind == yamltree.Mapping && len(e.Value.Entries) > 0
	}
	root := authelia.RootOf(key)
	at := p.Roots[root.Path]
	if !there(at) {
		return false
	}
	for _, section := range root.Sections() {
		if strings.HasPrefix(key, section+".") && !there(at.Value.Lookup(section[len(root.Path)+1:])) {
			return false
		}
	}
	return true
}

// option is the value of an option as far as it is known; nil when it is absent.
func (p *Place) option(key string) *yamltree.Value {
	from, path := p.Session, []string{"secret"}
	if key != keySecret {
		root := authelia.RootOf(key)
		from, path = p.Roots[root.Path], strings.Split(strings.TrimPrefix(key, root.Prefix()), ".")
	}
	if from == nil {
		return nil
	}
	if e := from.Value.At(path); e != nil {
		return e.Value
	}
	return nil
}

// isDefined tells whether a value stands in the way of one from a file. Since
// 4.30 only texts do: Authelia looks at nothing else, and replaces it.
func (env *environment) isDefined(n *yamltree.Value) bool {
	if n == nil || n.FromFile {
		return false
	}
	if !env.version.Profile().SecretSource {
		return yamltree.ScalarText(n) != ""
	}
	return n.Kind == yamltree.Text && n.Text != ""
}

// badPath is Authelia's error for a variable that holds no path. What it holds
// is probably the secret, so it is not repeated.
func (env *environment) badPath(s fileSecret) (message string, hint phrase.Said) {
	path, variable := s.variable.Value, s.variable.Name
	switch {
	case s.variable.Elsewhere || path == "" && !env.version.Profile().SecretSource || unknown.IsPath(path):
		return "", phrase.Said{}
	case path == "":
		hint = phrase.Of("{variable} is empty. Write the path of the secret's file, or remove the variable.", "variable", variable)
	case env.version.Profile().SecretSource:
		path = "<secret>"
		hint = phrase.Of("{variable} takes the path of a file with the secret, such as /run/secrets/redis_password, not the secret itself. For the value use {plain}.",
			"variable", variable, "plain", strings.TrimSuffix(variable, fileSuffix))
	default:
		path = "<secret>"
		hint = phrase.Of("{variable} takes the path of a file with the secret, such as /run/secrets/redis_password, not the secret itself.", "variable", variable)
	}
	message = "error loading secret file (" + s.key + ")"
	if env.version.Profile().SecretSource {
		message = "secrets: error loading secret path " + path + " into key '" + s.key + "'"
	}
	return message + env.version.Profile().MissingFile + path + ": no such file or directory", hint
}
