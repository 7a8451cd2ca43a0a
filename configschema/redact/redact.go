// Package redact takes secrets out of what is said about a configuration.
//
// An evaluation is for the person who typed it all, and Authelia's own words
// repeat values, up to 4.38 also those of a wrong type. A report, a log or an
// annotation is read by others, so what they show goes through here.
package redact

import (
	"slices"
	"strings"

	"redis-wizard/configschema"
)

// Hidden stands for a secret, however long it is.
const Hidden = "••••••"

// Redactor takes the secrets of one configuration out of its problems.
type Redactor struct {
	sources []*Source
	secrets *strings.Replacer // takes out what is secret wherever it stands
}

// New is a redactor for what an evaluation of the sources gave; no sources for
// values alone.
func New(result configschema.Result, sources ...*Source) *Redactor {
	return &Redactor{sources, secretsOf(result.Values)}
}

// For is a redactor for what an evaluation of the input gave.
func For(in configschema.Input, result configschema.Result) *Redactor {
	if len(in.Files) == 0 && in.YAML != "" {
		return New(result, &Source{Text: in.YAML})
	}
	sources := make([]*Source, len(in.Files))
	for i, file := range in.Files {
		sources[i] = &Source{Name: file.Name, Text: file.Text}
	}
	return New(result, sources...)
}

// Source is the file that a problem is in; nil when it is in none of several.
func (r *Redactor) Source(p configschema.Problem) *Source {
	if len(r.sources) == 1 {
		return r.sources[0]
	}
	for _, s := range r.sources {
		if s.Name == p.File {
			return s
		}
	}
	return nil
}

// Words are the message, the hint and the label of the fix, without secrets.
func (r *Redactor) Words(p configschema.Problem) (message, hint, fix string) {
	h := r.hider(p)
	if p.Fix != nil {
		fix = h.hide(p.Fix.Label)
	}
	return h.hide(p.Message), h.hide(p.Hint), fix
}

// Key is the key that the problem is about, without what was meant as a value.
func (r *Redactor) Key(p configschema.Problem) string { return keysOf(p.Key).Replace(p.Key) }

// Fix is the problem's fix; nil where it has none, or one that cannot be told
// without a secret.
func (r *Redactor) Fix(p configschema.Problem) *configschema.Fix {
	if p.Fix == nil {
		return nil
	}
	h := r.hider(p)
	for key, value := range p.Fix.Set {
		if h.hide(key) != key || h.hide(value) != value || value != "" && !mayBeShown(key) {
			return nil
		}
	}
	return &configschema.Fix{Label: h.hide(p.Fix.Label), Set: p.Fix.Set}
}

// A hider takes secrets out of what is said about one problem.
type hider struct {
	secrets *strings.Replacer
	keys    *strings.Replacer // takes out what was meant as a value, and read as a key
	line    string            // the line of the problem
	visible string            // what of it may be seen
	private bool              // whether the value of the option itself is secret
}

func (r *Redactor) hider(p configschema.Problem) hider {
	h := hider{secrets: r.secrets, keys: keysOf(p.Key), private: p.Key != "" && !mayBeShown(p.Key)}
	if s := r.Source(p); s != nil && p.Line > 0 {
		h.line, _ = s.Line(p.Line)
		h.visible, _ = s.Visible(p.Line)
		if len(h.line) > maxShown && p.Key != "" {
			h.line = "" // too long to be searched for each word, and what is quoted are names of options
		}
	}
	return h
}

// keysOf takes out what stands below an option that is a secret or is not known:
// "password: {hunter2}" makes a key of the password, whose name problems repeat.
func keysOf(key string) *strings.Replacer {
	names := strings.Split(key, ".")
	for i, name := range names[:len(names)-1] {
		if shownNames[strings.TrimSuffix(name, "[]")] || isNumber(name) {
			continue
		}
		below := strings.Join(names[i+1:], ".")
		return strings.NewReplacer(name+"."+below, name+"."+Hidden, "'"+below+"'", "'"+Hidden+"'")
	}
	return strings.NewReplacer()
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
		pairs = append(pairs, secret, Hidden)
	}
	return strings.NewReplacer(pairs...)
}

func (h hider) hide(text string) string {
	text = h.keys.Replace(h.secrets.Replace(text))
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
			text = text[:start] + Hidden + text[at:]
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
			parts[i] = Hidden
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
		return text[:start] + Hidden
	}
	return text[:start] + Hidden + text[start+stop:]
}
