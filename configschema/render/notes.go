package render

import (
	"strconv"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
)

// notes collects what a reader must know, each sentence once.
type notes struct {
	language phrase.Language
	all      []Note
}

func (n *notes) mind(key string, text phrase.Text, words ...string) {
	n.add(Note{key, "mind", n.language.Say(text, words...)})
}

func (n *notes) inexpressible(key string, text phrase.Text, words ...string) {
	n.add(Note{key, "inexpressible", n.language.Say(text, words...)})
}

func (n *notes) add(note Note) {
	for _, old := range n.all {
		if old == note {
			return
		}
	}
	n.all = append(n.all, note)
}

// list is the notes as they stand in a Rendering: what cannot be expressed
// first, and never nil, for JSON.
func (n notes) list() []Note {
	out := []Note{}
	for _, kind := range []string{"inexpressible", "mind"} {
		for _, note := range n.all {
			if note.Kind == kind {
				out = append(out, note)
			}
		}
	}
	return out
}

// state says what is wrong with the configuration as such.
func (n *notes) state(r configschema.Result, v configschema.Version) {
	errors := 0
	for _, p := range r.Problems {
		if p.Severity == configschema.Error {
			errors++
		}
	}
	switch {
	case errors == 1:
		n.mind("", "Authelia {version} does not start with this configuration: it has an error. It is written as it is; mend it first.", "version", v.String())
	case errors > 1:
		n.mind("", "Authelia {version} does not start with this configuration: it has {count} errors. It is written as it is; mend them first.", "version", v.String(), "count", strconv.Itoa(errors))
	}
	if r.YAML == "" {
		n.mind("", "Nothing is written: Authelia would find no session.redis here. Fill in at least the host.")
	}
}

// sessionSecret reminds of the one option that Redis needs outside its section.
func (n *notes) sessionSecret() {
	n.mind("session.secret", "Authelia encrypts the sessions in Redis with session.secret, and does not start without it. Set it in the rest of your configuration, or by AUTHELIA_SESSION_SECRET_FILE.")
}

// besideFile says what must not stand in the operator's own file any more.
func (n *notes) besideFile(p parts) {
	if len(p.secrets) > 0 {
		n.mind("", "Take the secrets of session.redis out of your own configuration.yml: Authelia stops when it finds one there and in a secret file.")
	}
	if len(p.public) > 0 {
		n.mind("", "What your own configuration.yml says of session.redis and this does not repeat stays in force. Take it out there.")
	}
}

// privateCA says where Authelia looks for the CA, for which session.redis has
// no option, and how it gets there where that is known.
func (n *notes) privateCA(p parts, how phrase.Text) {
	if !has(p.options, configschema.TLSPrefix) {
		return
	}
	text := n.language.Say("If the certificate of Redis comes from a private CA, Authelia needs that CA's certificate in its certificates_directory, a global option; session.redis.tls has none for it.")
	if how != "" {
		text += " " + n.language.Say(how)
	}
	n.add(Note{"", "mind", text})
}

// filters warns of what a file filter would make of a value in a file.
func (n *notes) filters(key, value string, v configschema.Version) {
	if !v.Since(v438) {
		return
	}
	if strings.Contains(value, "{{") {
		n.mind(key, "Option '{option}' contains '{braces}'. That is right as long as Authelia runs without the template filter (--config.experimental.filters). With it, write {template} in its place.",
			"option", below(key), "braces", "{{", "template", `{{ "{{" }}`)
	}
	if strings.Contains(value, "$") {
		n.mind(key, "Option '{option}' contains '$'. That is right as long as Authelia runs without the expand-env filter (--config.experimental.filters). With it, set this option by its environment variable or a secret file instead, which the filter does not touch.", "option", below(key))
	}
}

// filtersOf does so for all values of a file.
func (n *notes) filtersOf(values configschema.Values, v configschema.Version) {
	for _, key := range sorted(values) {
		n.filters(key, values[key], v)
	}
}
