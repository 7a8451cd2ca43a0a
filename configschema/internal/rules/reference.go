package rules

import (
	"regexp"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/internal/decode"
	"redis-wizard/configschema/internal/yamltree"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/unknown"
)

// Unfilled is the code for a reference that Authelia does not fill in.
const Unfilled = "unfilled-reference"

// reference is a value that is nothing but the name of a variable, as shells and Compose
// write one.
var reference = regexp.MustCompile(`^\$(?:\{([A-Z_][A-Z0-9_]*)(?::?-[^{}]*)?\}|([A-Z_][A-Z0-9_]*)|\(([A-Z_][A-Z0-9_]*)\))$`)

func referenceIn(n *yamltree.Value) string {
	if n == nil || n.FromFile || n.Kind != yamltree.Text {
		return ""
	}
	found := reference.FindStringSubmatch(n.Text)
	if found == nil {
		return ""
	}
	return found[1] + found[2] + found[3]
}

const actOnReference phrase.Text = "Remove the line, and set the variable {set} instead. Only with the filter expand-env, which is deprecated, would Authelia fill it in."

// adviseReferences warns of the names of variables in the places of texts: Authelia takes
// them as they are.
func adviseReferences(c *Checker, s *decode.Settings) {
	for _, key := range s.Keys() {
		o, known := authelia.OptionOf(string(key.Option()))
		name := referenceIn(c.node(key))
		if _, isText := s.Texts[key]; !known || !isText || name == "" {
			continue
		}
		if o.Env() == "" {
			c.note(causes.Warning, key, Unfilled, "Option '{option}' is the reference to {name}, which Authelia does not fill in but takes as it is written",
				"Write the value itself: no variable can carry it. Only with the filter expand-env, which is deprecated, would Authelia fill it in.", nil, "name", name)
			continue
		}
		c.note(causes.Warning, key, Unfilled, "Option '{option}' is the reference to {name}, which Authelia does not fill in but takes as it is written",
			actOnReference, nil, "name", name, "set", setBy(o))
	}
}

// adviseForeign warns of what is there for another program, which Authelia takes as it is.
func adviseForeign(c *Checker, s *decode.Settings) {
	for _, name := range s.FromFileKeys() {
		key := authelia.Key(name)
		n := c.node(key)
		if n == nil || n.FromFile || n.Kind != yamltree.Text {
			continue
		}
		if program, act, ok := unknown.Program(n.Text); ok {
			c.note(causes.Warning, key, Unfilled, "Option '{option}' is written for {program}, and Authelia takes it as the value, just as it is written", act, nil, "program", program)
		}
	}
}

// setBy are the variables that set an option.
func setBy(o authelia.Option) string {
	if o.Secret {
		return o.EnvFile()
	}
	return o.Env()
}

// explainReference says what to do about a reference where a number or a switch belongs.
func (c *Checker) explainReference(p *causes.Problem, key authelia.Key, n *yamltree.Value) {
	if _, act, ok := unknown.Program(n.Text); ok {
		p.HintText = phrase.Of(act)
	}
	o, known := authelia.OptionOf(key.Option())
	if name := referenceIn(n); known && name != "" && o.Env() != "" {
		p.HintText = phrase.Of("Authelia does not fill in {name}. Remove the line, and set the variable {set} instead. Only with the filter expand-env, which is deprecated, would Authelia fill it in.", "name", name, "set", setBy(o))
	}
}
