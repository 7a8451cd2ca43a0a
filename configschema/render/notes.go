package render

import (
	"slices"
	"strconv"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/form"
	"redis-wizard/configschema/phrase"
)

// output collects what is written: files, and what a reader must know, each sentence
// once. None of the two is nil, for JSON.
type output struct {
	language phrase.Language
	files    []File
	notes    []Note
}

// say says something in the reader's language.
func (o *output) say(text phrase.Text, words ...string) string { return o.language.Say(text, words...) }

// file adds a file, and says what it is for.
func (o *output) file(name, language, text string, note phrase.Text, words ...string) {
	o.add(File{Name: name, Language: language, Text: text}, note, words...)
}

func (o *output) add(file File, note phrase.Text, words ...string) {
	file.Note = o.say(note, words...)
	o.files = append(o.files, file)
}

// mind says what to look out for, inexpressible what a format cannot carry.
func (o *output) mind(key string, text phrase.Text, words ...string) {
	o.note(Note{Key: key, Kind: "mind", Text: o.say(text, words...)})
}

func (o *output) inexpressible(key string, text phrase.Text, words ...string) {
	o.note(Note{Key: key, Kind: "inexpressible", Text: o.say(text, words...)})
}

// need says what Authelia does not start without, in a few words and in sentences.
func (o *output) need(key string, need, text phrase.Text, words ...string) {
	o.note(Note{Key: key, Kind: "mind", Text: o.say(text, words...), Need: o.say(need, words...)})
}

// judged says what the evaluation says, too.
func (o *output) judged(text phrase.Text, words ...string) {
	o.note(Note{Kind: "mind", Text: o.say(text, words...), Judged: true})
}

func (o *output) note(note Note) {
	if !slices.Contains(o.notes, note) {
		o.notes = append(o.notes, note)
	}
}

// state says what is wrong with the configuration as such.
func (p *parts) state() {
	errors := 0
	for _, problem := range p.result.Problems {
		if problem.Severity == configschema.Error {
			errors++
		}
	}
	switch {
	case errors == 1:
		p.judged("Authelia {version} does not start with this configuration: it has an error. It is written as it is; fix it first.", "version", p.version.String())
	case errors > 1:
		p.judged("Authelia {version} does not start with this configuration: it has {count} errors. It is written as it is; fix them first.", "version", p.version.String(), "count", strconv.Itoa(errors))
	}
	if p.result.YAML == "" && len(p.standIns) == 0 {
		p.judged("Nothing is written: Authelia would find no session.redis here. Fill in at least the host.")
	}
}

// sessionSecret reminds of the one option that Redis needs outside its section.
func (o *output) sessionSecret() {
	o.need("session.secret", "session.secret", "Authelia encrypts the sessions in Redis with session.secret, and does not start without it. Set it in the rest of your configuration, or by AUTHELIA_SESSION_SECRET_FILE.")
}

// takeOut is what to do about secrets that have files of their own now.
const takeOut phrase.Text = "Remove these secrets from your configuration.yml: Authelia refuses a value that is both there and in a secret file."

// besideFile says what must not stand in the operator's own file any more.
func (p *parts) besideFile() {
	if len(p.secrets)+len(p.standIns) > 0 {
		p.need("", "no duplicate secrets", takeOut)
	}
	if len(p.public) > 0 {
		p.mind("", "Options already in your configuration.yml still apply. Remove the ones you no longer want.")
	}
}

// privateCA says where Authelia looks for the CA, for which session.redis has
// no option, and how it gets there where that is known.
func (p *parts) privateCA(how phrase.Text) {
	if !form.HasPrefix(p.options, authelia.TLSPrefix) {
		return
	}
	text := p.say("If the certificate of Redis comes from a private CA, Authelia needs that CA's certificate in its certificates_directory, a global option; session.redis.tls has none for it.")
	if how != "" {
		text += " " + p.say(how)
	}
	p.note(Note{Kind: "mind", Text: text})
}

// closing are the notes that most formats end with.
func (p *parts) closing(howCA phrase.Text) {
	p.sessionSecret()
	p.besideFile()
	p.privateCA(howCA)
}

// filtersOf warns of what a file filter would make of the values of a file.
func (p *parts) filtersOf(values configschema.Values) {
	if !p.version.Profile().FileFilters {
		return
	}
	for _, key := range sorted(values) {
		if strings.Contains(values[key], "{{") {
			p.mind(key, "Option '{option}' contains '{braces}'. That is right as long as Authelia runs without the template filter (--config.experimental.filters). With it, write {template} in its place.",
				"option", authelia.ShortName(key), "braces", "{{", "template", `{{ "{{" }}`)
		}
		if strings.Contains(values[key], "$") {
			p.mind(key, "Option '{option}' contains '$'. That is right as long as Authelia runs without the expand-env filter (--config.experimental.filters). With it, set this option by its environment variable or a secret file instead, which the filter does not touch.", "option", authelia.ShortName(key))
		}
	}
}
