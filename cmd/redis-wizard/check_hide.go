package main

import (
	"slices"
	"strings"

	"redis-wizard/configschema"
)

// A hider takes secrets out of what is said about one problem. Authelia's own
// words repeat values, up to 4.38 also those of a wrong type, and are not meant
// for a report that others read.
type hider struct {
	secrets *strings.Replacer // takes out what is secret wherever it stands
	line    string            // the line of the problem
	visible string            // what of it may be seen
	private bool              // whether the value of the option itself is secret
}

func (j judgement) hider(p configschema.Problem) hider {
	h := hider{secrets: j.secrets, private: p.Key != "" && !mayBeShown(p.Key)}
	if s := j.sourceOf(p); s != nil && p.Line > 0 {
		h.line, _ = s.line(p.Line)
		h.visible, _ = s.visible(p.Line)
		if len(h.line) > maxShown && p.Key != "" {
			h.line = "" // too long to be searched for each word, and what is quoted are names of options
		}
	}
	return h
}

func mayBeShown(key string) bool {
	return shownNames[lastName(key)]
}

// minSecret is the shortest text that is taken out wherever it stands: to hide
// every "1" would tell more than it hides.
const minSecret = 4

// secretsOf takes out the secrets among the values: those of secret options,
// those in URLs, and whatever stands under a name that is not known.
func secretsOf(values configschema.Values) *strings.Replacer {
	var secrets []string
	keep := func(text string) {
		if len(text) >= minSecret {
			secrets = append(secrets, text)
		}
	}
	for key, value := range values {
		if !mayBeShown(key) {
			keep(value)
			keep(strings.TrimSpace(value))
			continue
		}
		at := strings.LastIndexByte(value, '@')
		if at < 0 {
			continue
		}
		login := value[:at]
		if _, rest, ok := strings.Cut(login, "://"); ok {
			login = rest
		}
		keep(login)
		if _, password, ok := strings.Cut(login, ":"); ok {
			keep(password)
		}
	}
	slices.SortFunc(secrets, func(a, b string) int { return len(b) - len(a) }) // the whole before its part
	var pairs []string
	for _, secret := range secrets {
		pairs = append(pairs, secret, hidden)
	}
	return strings.NewReplacer(pairs...)
}

func (h hider) hide(text string) string {
	if h.secrets != nil {
		text = h.secrets.Replace(text)
	}
	if h.private {
		text = hideBehind(text, "value: '", "'")
		text = hideBehind(text, `parsing "`, `"`)
	}
	for _, quote := range []string{"'", `"`, "`"} {
		text = h.hideQuoted(text, quote)
	}
	return hideLogins(text)
}

// hideLogins takes out what stands in front of an @, as in redis://user:password@host.
func hideLogins(text string) string {
	for end := len(text); ; {
		at := strings.LastIndexByte(text[:end], '@')
		if at < 0 {
			return text
		}
		start := strings.LastIndexAny(text[:at], " \n'\"`[({<") + 1
		if scheme := strings.Index(text[start:at], "://"); scheme >= 0 {
			start += scheme + len("://")
		}
		if start < at {
			text = text[:start] + hidden + text[at:]
		}
		end = start
	}
}

// hideQuoted takes out what a message quotes of the source line's hidden part.
func (h hider) hideQuoted(text, quote string) string {
	parts := strings.Split(text, quote)
	for i := 1; i < len(parts); i += 2 {
		quoted := strings.TrimSuffix(parts[i], "...")
		if quoted != "" && strings.Contains(h.line, quoted) && !strings.Contains(h.visible, quoted) {
			parts[i] = hidden
		}
	}
	return strings.Join(parts, quote)
}

// hideBehind takes out what stands between two marks; where the value has the
// end mark in it, the last one counts.
func hideBehind(text, begin, end string) string {
	start := strings.Index(text, begin)
	if start < 0 {
		return text
	}
	start += len(begin)
	stop := strings.LastIndex(text[start:], end)
	if stop < 0 {
		return text[:start] + hidden
	}
	return text[:start] + hidden + text[start+stop:]
}
