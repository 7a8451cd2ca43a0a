// Package redact takes secrets out of what is said about a configuration.
//
// An evaluation is for the person who typed it all, and Authelia's own words
// repeat values, up to 4.38 also those of a wrong type. A report, a log or an
// annotation is read by others, so what they show goes through here.
package redact

import (
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/needles"
)

// Hidden stands for a secret, however long it is.
const Hidden = "••••••"

// Redactor takes the secrets of one configuration out of its problems.
type Redactor struct {
	sources []*Source
	named   map[string]*Source
	secrets *needles.Set // what is secret wherever it stands
}

// New is a redactor for what an evaluation of the sources gave; no sources for
// values alone.
func New(result configschema.Result, sources ...*Source) *Redactor {
	r := &Redactor{sources, make(map[string]*Source, len(sources)), secretsOf(result.Values)}
	for _, s := range sources {
		if r.named[s.Name] == nil {
			r.named[s.Name] = s
		}
	}
	return r
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
	return r.named[p.File]
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
func (r *Redactor) Key(p configschema.Problem) string { return keysOf(p.Key).hide(p.Key) }

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
	secrets *needles.Set
	keys    misread
	line    string // the line of the problem
	visible string // what of it may be seen
	long    bool   // whether that line is too long to be searched for each word
	private bool   // whether the value of the option itself is secret
}

func (r *Redactor) hider(p configschema.Problem) hider {
	h := hider{secrets: r.secrets, keys: keysOf(p.Key), private: p.Key != "" && !mayBeShown(p.Key)}
	if s := r.Source(p); s != nil && p.Line > 0 {
		h.line, _ = s.Line(p.Line)
		h.visible, _ = s.Visible(p.Line)
		if len(h.line) > maxShown {
			h.line, h.long = "", p.Key == "" // with a key, what is quoted are names of options
		}
	}
	return h
}

// misread is what was meant as a value, and read as a key: "password: {hunter2}"
// makes a key of the password, whose name problems repeat.
type misread struct{ name, below string }

// keysOf is what stands below an option that is a secret or is not known.
func keysOf(key string) misread {
	for start := 0; ; {
		length := strings.IndexByte(key[start:], '.')
		if length < 0 {
			return misread{}
		}
		name := key[start : start+length]
		start += length + 1
		if !shownNames[strings.TrimSuffix(name, "[]")] && !isNumber(name) {
			return misread{name, key[start:]}
		}
	}
}

func (m misread) hide(text string) string {
	if m.name == "" && m.below == "" {
		return text
	}
	text = strings.ReplaceAll(text, m.name+"."+m.below, m.name+"."+Hidden)
	return strings.ReplaceAll(text, "'"+m.below+"'", "'"+Hidden+"'")
}

// secretsOf finds the secrets among the values: those of secret options, those in
// URLs, and whatever stands under a name that is not known.
func secretsOf(values configschema.Values) *needles.Set {
	var secrets []string
	keep := func(text string) { secrets = append(secrets, text) }
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
	return needles.New(secrets)
}

func (h hider) hide(text string) string {
	text = h.keys.hide(h.secrets.Replace(text, Hidden))
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
	if strings.IndexByte(text, '@') < 0 {
		return text
	}
	var b strings.Builder
	word := 0
	for i := 0; i <= len(text); i++ {
		if i == len(text) || strings.IndexByte(" \n'\"`[({<", text[i]) >= 0 {
			hideLogin(&b, text[word:i])
			if i < len(text) {
				b.WriteByte(text[i])
			}
			word = i + 1
		}
	}
	return b.String()
}

// hideLogin writes one word without what stands in front of its last @, but for
// the scheme of a URL.
func hideLogin(b *strings.Builder, word string) {
	at := strings.LastIndexByte(word, '@')
	if at < 0 {
		b.WriteString(word)
		return
	}
	login := word[:at]
	if scheme := strings.Index(login, "://"); scheme >= 0 {
		scheme += len("://")
		hideLogin(b, login[:scheme]) // an @ in front of the scheme is one as well
		login = login[scheme:]
	}
	if login != "" {
		login = Hidden
	}
	b.WriteString(login)
	b.WriteString(word[at:])
}

// maxQuoted bounds how many quoted parts of a message are compared with the line
// that it is about: no message of ours has that many.
const maxQuoted = 200

// hideQuoted takes out what a message quotes of the source line's hidden part.
func (h hider) hideQuoted(text, quote string) string {
	parts := strings.Split(text, quote)
	for i := 1; i < len(parts); i += 2 {
		quoted := strings.TrimSuffix(parts[i], "...")
		switch {
		case quoted == "":
		case h.long, i/2 >= maxQuoted, strings.Contains(h.line, quoted) && !strings.Contains(h.visible, quoted):
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
