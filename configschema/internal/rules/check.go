// Package rules judges session.redis as the validator of an Authelia release does,
// in its words, and adds what Authelia accepts and people regret. Values arrive typed, from decode; what
// follows from the facts about an option alone is checked for every root.
package rules

import (
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/internal/decode"
	"redis-wizard/configschema/internal/yamltree"
	"redis-wizard/configschema/phrase"
)

// Check runs every check and returns the decoded options. What cannot be
// decoded hides all rules: Authelia then has no session.redis to check.
func (c *Checker) Check(at yamltree.Entry) *decode.Settings {
	if c.Version.Profile().Viper {
		at.Value = yamltree.AsViper(at.Value)
		c.Value = at.Value
	}
	c.Unexpected(c.Root.Path, at)
	c.ignored(at.Value, c.Root.Prefix())
	if at.Value.Kind == yamltree.Null || c.Version.Profile().Viper && at.Value.ViperAbsent { // Authelia sees no section at all
		return &decode.Settings{}
	}
	d := decode.Decode(c.Root, at.Value, c.Version)
	switch {
	case len(d.Faults) == 0 && len(c.Beside) > 1: // nothing else is checked
		if c.Beside[0] == c.Root.Name() {
			c.error(authelia.Key(c.Root.Path), "one-provider", c.Root.Parent()+": only one provider can be configured at a time but "+list(c.Beside)+" are configured",
				phrase.Of("Only one of {names} can be configured, but several are", "names", list(c.Beside)), "Keep the section that Authelia is to use, and remove the others.", nil)
		}
	case len(d.Faults) == 0:
		c.generic(&d.Settings)
		adviseForeign(c, &d.Settings)
		if own := ownRules[c.Root.Path]; own != nil {
			own(c, &d.Settings)
		}
	case !c.Version.Profile().Viper:
		for _, f := range d.Faults {
			p := causes.Problem{Key: c.formKey(f.Key), Line: f.At.Line, Column: f.At.Column, Severity: causes.Error, Code: f.Code, Message: f.Message, PlainText: f.Plain(c.Language), HintText: f.Hint, Fix: c.flattened(f.Key, f.At)}
			if p.Fix == nil {
				p.Fix = c.sectioned(f.Key, f.At)
			}
			c.explainReference(&p, f.Key, f.At)
			c.explainPasted(&p, &d.Settings, f.Key, f.At)
			c.Add(p)
		}
		advisePasted(c, &d.Settings)
		c.Unlisted += d.Unlisted
		adviseReferences(c, &d.Settings) // the same act mends them all
	default: // 4.29 drops the error, and with it everything below redis
		f := d.Faults[0]
		c.Add(causes.Problem{Key: c.formKey(f.Key), Line: f.At.Line, Column: f.At.Column, Severity: causes.Warning, Code: "E09",
			MessageText: phrase.Of("Authelia 4.29 silently ignores all of session.redis, because this value has the wrong type: {fault}", "fault", f.Message),
			HintText:    phrase.Of("Sessions would stay in memory and be lost at each restart. {act}", "act", f.Hint.In(c.Language))})
		return &decode.Settings{Ignored: true}
	}
	return &d.Settings
}

// ownRules are what is special about a root, by its path.
var ownRules = map[string]func(*Checker, *decode.Settings){
	authelia.SessionRedis: func(c *Checker, s *decode.Settings) {
		c.validate(s)
		for _, advice := range advices {
			advice(c, s)
		}
	},
}
