package merge

import (
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/form"
	"redis-wizard/configschema/internal/templates"
	"redis-wizard/configschema/internal/yamledit"
	"redis-wizard/configschema/phrase"
)

// apply edits the file in the gentlest way whose result says what it should,
// and nothing else than before about the rest. An entry that Authelia refuses
// may only stay where no way gets rid of it.
func (s *sourceFile) apply(g target) (string, error) {
	g.dropHA = g.dropHA && s.sentinel
	same := maps.Equal(g.values, s.values) && !g.dropHA
	if same && !s.isRefused(g) {
		return s.text.Text, nil
	}
	kept, hasKept := s.text.Text, same
	for _, how := range strategies {
		if err := s.request.Err(); err != nil {
			return "", err
		}
		out, ok := s.edit(g, how)
		if !ok {
			continue
		}
		r, err := s.read(s.request.Uncounted(), out)
		switch {
		case err != nil || !s.holds(&r, g):
		case !r.isRefused(g):
			return out, nil
		case !hasKept:
			kept, hasKept = out, true
		}
	}
	if !hasKept {
		return "", s.refusal()
	}
	return kept, nil
}

// holds tells whether a result says what it should, and nothing else about the rest.
func (s *sourceFile) holds(r *reading, g target) bool {
	return r.rest == s.rest && s.sameOutside(r) && slices.Equal(templates.Lines(r.text.Text), templates.Lines(s.text.Text)) && !(g.dropHA && r.sentinel) && maps.Equal(s.bare(g.values), s.bare(r.values)) && s.keepsUnknown(r, g)
}

// bare is what values mean: without gaps between the rows, without texts that
// say nothing, and with an option that only keeps a section alive standing for
// that section.
func (s *sourceFile) bare(values authelia.Values) authelia.Values {
	out := authelia.Values{}
	kind := authelia.Single
	if form.HasPrefix(values, authelia.HAPrefix) {
		kind = authelia.Sentinel
	}
	for key, value := range values {
		inTLS := strings.HasPrefix(key, authelia.TLSPrefix)
		if inTLS {
			out["tls"] = "on"
		}
		f, ok := authelia.OptionOf(key)
		if value != "" && !isRow(key) && !(inTLS && ok && f.In(s.version) && form.IsDefault(f, value, s.version, kind)) {
			out[key] = value
		}
	}
	for _, list := range listsOf(s.version) {
		for i, row := range rowsOf(values, list) {
			for name, value := range row {
				out[authelia.InRow(list, i, name)] = value
			}
		}
	}
	return out
}

// sameOutside tells whether everything around session.redis is still there. A
// comment behind a last option that went may now stand outside the section.
func (s *sourceFile) sameOutside(r *reading) bool {
	before, after, p := s.text.Text, r.text.Text, s.section()
	if !p.found || p.scattered || !r.section().found {
		return true // nothing is taken away around it; see rest
	}
	return len(after) >= p.start+len(before)-p.end && after[:p.start] == before[:p.start] && strings.HasSuffix(after, before[p.end:])
}

// refusal explains why no way of editing would do.
func (s *sourceFile) refusal() error {
	refuse := func(line int, reason, hint phrase.Said) error {
		return &Error{File: s.name, Line: line, reason: reason, hint: hint}
	}
	if s.root != nil && s.root.Kind == yaml.MappingNode {
		if key, alias := s.sharedAnchor(); alias != nil {
			reason := phrase.Of("The value of '{key}' comes from session.redis through the alias *{alias}, and would change with it", "key", key, "alias", alias.Value)
			if key == "" {
				reason = phrase.Of("The value of 'the file' comes from session.redis through the alias *{alias}, and would change with it", "alias", alias.Value)
			}
			return refuse(alias.Line, reason, phrase.Of("Write the value out in place of the alias, then try again."))
		}
		for k, v := range yamledit.Entries(s.root) {
			switch {
			case k.Value != "session" || v.Kind == yaml.MappingNode:
			case v.Kind == yaml.AliasNode:
				return refuse(v.Line, phrase.Of("session is the alias *{alias}, and its options are elsewhere", "alias", v.Value),
					phrase.Of("Write its options out below session: in place of the alias, then try again."))
			default:
				return refuse(v.Line, phrase.Of("session must be a section with options below it but it's configured as a single value"),
					phrase.Of("Delete the value behind session:, then try again."))
			}
		}
	}
	line := 0
	if p := s.section(); p.found {
		line = s.text.LineOf(p.start)
		if len(templates.Lines(s.text.Text[p.start:p.end])) > 0 {
			return refuse(line, phrase.Of("A template decides what is in session.redis, and a part of {{…}} to {{ end }} would be left without the other"),
				phrase.Of("Change the lines between {{…}} and {{ end }} by hand."))
		}
	}
	return refuse(line, phrase.Of("session.redis is written in a way that cannot be changed without changing something else in the file"),
		phrase.Of("Delete the section redis: from the file, then try again; it is written anew."))
}

// sharedAnchor finds an alias outside session.redis to an anchor within it, and
// the option that it is the value of; empty when it is no value but a key.
func (s *sourceFile) sharedAnchor() (key string, alias *yaml.Node) {
	p := s.section()
	if !p.found {
		return "", nil
	}
	inside := func(n *yaml.Node) bool { at := s.text.Start(n); return at >= p.start && at < p.end }
	var walk func(n *yaml.Node, name string)
	walk = func(n *yaml.Node, name string) {
		if n.Kind == yaml.AliasNode && alias == nil && !inside(n) && inside(n.Alias) {
			key, alias = name, n
		}
		for i, c := range n.Content {
			if n.Kind == yaml.MappingNode && i%2 == 1 {
				name = n.Content[i-1].Value
			}
			walk(c, name)
		}
	}
	walk(s.root, "")
	return key, alias
}
