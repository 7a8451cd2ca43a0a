// Package redact takes secrets out of what is said about a configuration.
//
// An evaluation is for the person who typed it all, and Authelia's own words
// repeat values, up to 4.38 also those of a wrong type. A report, a log or an
// annotation is read by others, so what they show goes through here.
package redact

import (
	"regexp"
	"slices"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/needles"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/unknown"
	"redis-wizard/configschema/userinfo"
)

// Hidden stands for a secret, however long it is.
const Hidden = "••••••"

// Redactor takes the secrets of one configuration out of its problems.
type Redactor struct {
	sources []*Source
	secrets *needles.Set // what is secret wherever it stands
	values  configschema.Values
}

// New is a redactor for what an evaluation of the sources gave; no sources for
// values alone.
func New(result configschema.Result, sources ...*Source) *Redactor {
	return &Redactor{sources, secretsOf(result), result.Values}
}

// Source is the file that a problem is in; nil when it is in none of several. A place in
// no file is one in the first, which was judged without its name.
func (r *Redactor) Source(p configschema.Problem) *Source {
	if len(r.sources) == 1 || len(r.sources) > 0 && p.File == "" && p.Line > 0 {
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
	return h.said(p.Message, p.MessageText), h.said(p.Hint, p.HintText), fix
}

// said is a sentence without secrets. In one of our own they can only be in the words that
// were put into it; what stands around those is shown, whatever the password is.
func (h hider) said(sentence string, from phrase.Said) string {
	if from.Text == "" || from.In(nil) != sentence {
		return h.hide(sentence)
	}
	words := slices.Clone(from.Words)
	for i := 1; i < len(words); i += 2 {
		word := h.hide(words[i])
		inLine := h.isHidden(word)
		if word == words[i] && word != "" && !isNamed(word) && (inLine || h.private && words[i-1] == "value") {
			word = Hidden
		}
		words[i] = word
	}
	return phrase.Of(from.Text, words...).In(nil)
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
	name    string // of the option
	value   string // of the option, where it is none
}

func (r *Redactor) hider(p configschema.Problem) hider {
	h := hider{secrets: r.secrets, keys: keysOf(p.Key), private: p.Key != "" && !mayBeShown(p.Key)}
	h.name = authelia.ShortName(p.Key)
	if !h.private {
		h.value = r.values[p.Key]
	}
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

// secretsOf finds the secrets among the values, and what variables stand for: those of secret options, those in
// URLs, and whatever stands under a name that is not known.
func secretsOf(result configschema.Result) *needles.Set {
	var secrets []string
	keep := func(text string) { secrets = append(secrets, text) }
	look := func(key, value string) {
		if !mayBeShown(key) && !wholeReference.MatchString(value) && !ownWords[value] {
			keep(value)
			keep(strings.TrimSpace(value))
			return
		}
		_, name, _ := userinfo.Split(value)
		keep(name)
		if password, ok := userinfo.Password(value); ok {
			keep(password)
		}
	}
	for key, value := range result.Values {
		_, isFile, stands := unknown.Of(key, value)
		if stands && (!isFile || unknown.IsPath(value) || unknown.IsExpression(value)) {
			continue // of the others, the secret itself stands where a path belongs
		}
		look(key, value)
	}
	for name, content := range result.Contents {
		o, _, _ := authelia.OfVariable(name)
		look(o.Key, content)
	}
	return needles.New(secrets)
}

func (h hider) hide(text string) string {
	text = h.keys.hide(h.secrets.Replace(text, Hidden))
	if h.private {
		text = repeated.ReplaceAllString(text, "${1}${3}"+Hidden+"${2}${4}")
	}
	for _, quote := range []string{"'", `"`, "`"} {
		text = h.hideQuoted(text, quote)
	}
	return loginWord.ReplaceAllStringFunc(text, hideLogin)
}

// repeated is what messages repeat of a value; where the value has a quote in it, the
// last one counts.
var repeated = regexp.MustCompile(`(?s)(value: ')(?:.*(')|.*)|(parsing ")(?:.*(")|.*)`)

var loginWord = regexp.MustCompile("[^ \n'\"`[({<]*@[^ \n'\"`[({<]*")

// ownWords are in what Authelia says of any configuration: to take them out there would
// tell the password. Where a value is quoted, they are hidden all the same.
var ownWords = map[string]bool{"session": true, "redis": true, "authelia": true, "password": true, "option": true, "configuration": true, "host": true, "port": true}

// wholeReference is no secret, but the mistake that a problem is about.
var wholeReference = regexp.MustCompile(`^(?:\$(?:\{[A-Z_][A-Z0-9_]*\}|[A-Z_]{3,}[A-Z0-9_]*)` +
	`|\$\{\{ *[A-Za-z_][\w.]* *\}\}|\{\{-? *(?:(?:secret|fileContent|env|mustEnv) "[^"{}]*"|\.[A-Za-z_][\w.]*) *-?\}\}|op://[\w/ .-]+|<path:[^<>]+>)$`)

// hideLogin is a word without what stands in front of its last @, but for the scheme
// of a URL: redis://user:password@host.
func hideLogin(word string) string {
	scheme, name, rest := userinfo.Split(word)
	if len(rest) == len(word) {
		return word
	}
	if name != "" {
		name = Hidden
	}
	return hideLogin(scheme) + name + "@" + rest // an @ in front of the scheme is one as well
}

// maxQuoted bounds how many quoted parts of a message are compared with the line
// that it is about: no message of ours has that many.
const maxQuoted = 200

// isHidden tells whether words are of the part of the line that is not shown. The name of
// the option is none of them; of an option that is no secret, its value and what type it is
// of are neither.
func (h hider) isHidden(words string) bool {
	isOwn := words == h.name || !h.private && (words == h.value || typeNames[words] || len(words) == 1)
	return strings.Contains(h.line, words) && !strings.Contains(h.visible, words) && !isOwn
}

// typeNames are those that errors of decoding quote.
var typeNames = map[string]bool{"int": true, "bool": true, "string": true, "float64": true}

// hideQuoted takes out what a message quotes of the source line's hidden part.
func (h hider) hideQuoted(text, quote string) string {
	parts := strings.Split(text, quote)
	for i := 1; i < len(parts); i += 2 {
		quoted := strings.TrimSuffix(parts[i], "...")
		switch {
		case quoted == "":
		case h.long, i/2 >= maxQuoted, h.isHidden(quoted):
			parts[i] = Hidden
		}
	}
	return strings.Join(parts, quote)
}
