package configschema

import (
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema/phrase"
)

// reach edits the file in the gentlest manner whose result says what it should,
// and nothing else than before about the rest. An entry that Authelia refuses
// may only stay where no manner gets rid of it.
func (s *mergeSource) reach(g goal) (string, error) {
	if g.dropHA && !s.sentinel {
		g.dropHA = false
	}
	same := equalValues(g.values, s.got) && !g.dropHA
	if same && !s.refusedIn(s.text.text) {
		return s.text.text, nil
	}
	kept := ""
	for _, how := range manners {
		if err := s.request.Err(); err != nil {
			return "", err
		}
		out, ok := s.edit(g, how)
		switch {
		case !ok || !s.holds(out, g):
		case !s.refusedIn(out):
			return out, nil
		case kept == "":
			kept = out
		}
	}
	switch {
	case same:
		return s.text.text, nil
	case kept != "":
		return kept, nil
	}
	return "", s.refusal()
}

// holds reads a result back.
func (s *mergeSource) holds(out string, g goal) bool {
	doc, err := parse(nil, out, s.version)
	if err != nil || len(doc.problems) > 0 {
		return false
	}
	rest, _, _ := withoutRedis(doc, s.version)
	if !equalNodes(rest, s.rest) || !s.sameOutside(out) {
		return false
	}
	r, err := evaluateCounted(nil, Input{Authelia: s.asked, YAML: out})
	if err != nil {
		return false
	}
	if g.dropHA && r.Kind == Sentinel {
		return false
	}
	return equalValues(s.bare(g.values), s.bare(r.Values))
}

// bare is what values mean: without gaps between the rows, without texts that
// say nothing, and with an option that only keeps a section alive standing for
// that section.
func (s *mergeSource) bare(values Values) Values {
	out := Values{}
	kind := Single
	if hasPrefix(values, HAPrefix) {
		kind = Sentinel
	}
	for key, value := range values {
		if strings.HasPrefix(key, TLSPrefix) {
			out["tls"] = "on"
		}
		f, ok := FieldOf(key)
		if value != "" && !isRow(key) && (!ok || !f.In(s.version) || !strings.HasPrefix(key, TLSPrefix) || !f.isDefault(value, s.version, kind)) {
			out[key] = value
		}
	}
	for i, row := range rowsOf(values) {
		for name, value := range row {
			out[KeyNodes+"."+strconv.Itoa(i)+"."+name] = value
		}
	}
	return out
}

// A section is where session.redis stands in a source, if it is a single entry.
type section struct {
	start, end int
	single     bool
}

// sameOutside tells whether everything around session.redis is still there. A
// comment behind a last option that went may now stand outside the section.
func (s *mergeSource) sameOutside(after string) bool {
	before := s.text.text
	if s.section == nil {
		start, end, scattered, found := sectionIn(before, s.version)
		s.section = &section{start, end, found && !scattered}
	}
	start, end := s.section.start, s.section.end
	if !s.section.single {
		return true // nothing is taken away around it; see equalNodes
	}
	if _, _, _, still := sectionIn(after, s.version); !still {
		return true
	}
	return len(after) >= start+len(before)-end && after[:start] == before[:start] && strings.HasSuffix(after, before[end:])
}

// refusal explains why no manner of editing would do.
func (s *mergeSource) refusal() error {
	e := &MergeError{File: s.name}
	if s.root != nil && s.root.Kind == yaml.MappingNode {
		if key, alias := s.sharedAnchor(); alias != nil {
			e.Line = alias.Line
			e.reason = phrase.Of("the value of '{key}' comes from session.redis through the alias *{alias}, and would change with it", "key", key, "alias", alias.Value)
			if key == "" {
				e.reason = phrase.Of("the value of 'the file' comes from session.redis through the alias *{alias}, and would change with it", "alias", alias.Value)
			}
			e.hint = phrase.Of("Write the value out in place of the alias, then try again.")
			return e
		}
		for i := 0; i+1 < len(s.root.Content); i += 2 {
			k, v := s.root.Content[i], s.root.Content[i+1]
			switch {
			case k.Value == "session" && v.Kind == yaml.AliasNode:
				e.Line = v.Line
				e.reason = phrase.Of("session is the alias *{alias}, and its options stand elsewhere", "alias", v.Value)
				e.hint = phrase.Of("Write its options out below session: in place of the alias, then try again.")
				return e
			case k.Value == "session" && v.Kind != yaml.MappingNode:
				e.Line = v.Line
				e.reason = phrase.Of("session must be a section with options below it but it's configured as a single value")
				e.hint = phrase.Of("Delete the value behind session:, then try again.")
				return e
			}
		}
	}
	if start, _, _, found := sectionIn(s.text.text, s.version); found {
		e.Line = s.text.lineOf(start)
	}
	e.reason = phrase.Of("session.redis is written in a way that cannot be changed without changing something else in the file")
	e.hint = phrase.Of("Delete the section redis: from the file, then try again; it is written anew.")
	return e
}

// sharedAnchor finds an alias outside session.redis to an anchor within it, and
// the option that it is the value of; empty when it is no value but a key.
func (s *mergeSource) sharedAnchor() (key string, alias *yaml.Node) {
	start, end, _, found := sectionIn(s.text.text, s.version)
	if !found {
		return "", nil
	}
	inside := func(n *yaml.Node) bool { at := s.text.start(n); return at >= start && at < end }
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
