package rules

import (
	"maps"
	"regexp"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/internal/decode"
	"redis-wizard/configschema/internal/yamltree"
	"redis-wizard/configschema/logs"
	"redis-wizard/configschema/phrase"
)

// redisURL is what clients of Redis take instead of options.
var redisURL = regexp.MustCompile(`^(?i:rediss?|valkeys?|redis\+(?:sentinel|tls|ssl))://\S+$`)

// advisePasted warns of what was pasted into an option and is no value of it: a line of a
// log, and says what that means, or a URL. Neither is repeated: it may be in the place of
// a secret.
func advisePasted(c *Checker, s *decode.Settings) {
	for _, key := range s.Keys() {
		text := s.Texts[key]
		if title, code, act := logLine(c, text); code != "" {
			c.note(causes.Warning, key, "log-line", "Option '{option}' must be a value but it's configured as a line of a log, which says: {title} ({code})",
				"Remove the line here. {act}", nil, "title", title, "code", code, "act", act)
		}
		if name := key.Option(); redisURL.MatchString(text) && name != authelia.KeyHost && name != authelia.KeyNodeHost { // the rules for hosts know them
			c.note(causes.Warning, key, "B06", "Option '{option}' must be a value of its own but it's configured as a Redis URL", urlHint, c.splitPasted(s, key, text))
		}
	}
}

const urlHint phrase.Text = "session.redis takes no URL: host, port, login and database are options of their own."

// logLine is what a line of a log says; the code is empty for every other text.
func logLine(c *Checker, text string) (title, code, act string) {
	codes := c.logCodes(text)
	if codes == nil {
		return "", "", ""
	}
	entry, _ := causes.Find(codes[0])
	_, act = entry.Explained(c.Language)
	return causes.Words(c.Language, entry.Title), codes[0], act
}

// logCodes are what a text says as a line of a log. Several rules ask that of one value.
func (c *Checker) logCodes(text string) []string {
	codes, known := c.pasted[text]
	if !known {
		if c.pasted == nil {
			c.pasted = map[string][]string{}
		}
		codes = logs.Codes(text)
		c.pasted[text] = codes
	}
	return codes
}

// splitPasted puts the parts of a URL where they belong, unless there is another host; nil
// then.
func (c *Checker) splitPasted(s *decode.Settings, key authelia.Key, text string) *causes.Fix {
	if s.Texts[authelia.KeyHost] != "" || s.Sentinel {
		return nil
	}
	others := *s
	others.Texts = maps.Clone(s.Texts)
	delete(others.Texts, key)
	fix := authelia.Values{c.formKey(key): ""}
	c.splitURL(fix, &others, text, authelia.KeyHost, authelia.KeyPort)
	return causes.NewFix("Split the URL", fix)
}

// explainPasted says of a value that cannot be decoded what was pasted there.
func (c *Checker) explainPasted(p *causes.Problem, s *decode.Settings, key authelia.Key, n *yamltree.Value) {
	if n.Kind != yamltree.Text {
		return
	}
	if title, code, act := logLine(c, n.Text); code != "" {
		p.HintText = phrase.Of("This is a line of a log, which says: {title} ({code}). Write the value instead. {act}", "title", title, "code", code, "act", act)
	}
	if redisURL.MatchString(n.Text) {
		p.HintText, p.Fix = phrase.Of(urlHint), c.splitPasted(s, key, n.Text)
	}
}
