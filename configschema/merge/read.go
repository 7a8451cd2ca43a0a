package merge

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/bounds"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/internal/sources"
	"redis-wizard/configschema/internal/yamledit"
	"redis-wizard/configschema/internal/yamltree"
	"redis-wizard/configschema/phrase"
)

// A reading is what a file says, as it was brought or as it has become.
type reading struct {
	version  authelia.Version
	text     *yamledit.Source
	root     *yaml.Node // the first document's value; nil for an empty file
	values   authelia.Values
	sentinel bool // there is a high_availability section
	roots    map[string]yamltree.Entry
	// base is the path of the file's own root: "session" in a fragment that begins
	// at redis:.
	base string
	// rank is 2 with session.redis, 1 with session alone, 0 with neither.
	rank int
	// rest is the configuration without session.redis, as Go would write it: a merge
	// must not change it.
	rest string
}

// A sourceFile is one file of a merge as it was brought.
type sourceFile struct {
	reading
	request     *bounds.Request
	name, asked string // the file's name; the version as it was asked for
}

const saveAsUTF8 phrase.Text = "Save it as UTF-8, then try again."

// readForMerge parses a file. The error is a *Error when it cannot be
// merged at all, and one of the bounds.
func readForMerge(request *bounds.Request, f configschema.File, asked string, version authelia.Version) (*sourceFile, error) {
	if strings.HasPrefix(f.Text, "\xFF\xFE") || strings.HasPrefix(f.Text, "\xFE\xFF") {
		return nil, &Error{File: f.Name, reason: phrase.Of("The file is encoded as UTF-16"), hint: phrase.Of(saveAsUTF8)}
	}
	if at := yamltree.FirstInvalid(f.Text); at >= 0 {
		line := yamledit.NewSource(f.Text).LineOf(at)
		return nil, &Error{File: f.Name, Line: line, reason: phrase.Of("The file is not valid UTF-8"), hint: phrase.Of(saveAsUTF8)}
	}
	if err := request.Text(f.Name, f.Text); err != nil {
		return nil, err
	}
	s := &sourceFile{request: request, name: f.Name, asked: asked}
	s.version = version
	r, err := s.read(request, f.Text)
	s.reading = r
	return s, err
}

// read reads a text of the file as the version that was asked for does.
func (s *sourceFile) read(request *bounds.Request, text string) (reading, error) {
	r := reading{version: s.version, text: yamledit.NewSource(text)}
	doc, err := yamltree.Parse(request, text, s.version)
	if err != nil {
		return r, err
	}
	if len(doc.Problems) > 0 {
		doc.Pinpoint(text)
		return r, unreadable(s.name, doc.Problems[0])
	}
	r.leaveRedisOut(doc)
	if text == "" {
		return r, nil
	}
	r.root = doc.Node
	judged, err := configschema.EvaluateWithin(request.Uncounted(), configschema.Input{Authelia: s.asked, YAML: text})
	r.values, r.sentinel = judged.Values, judged.Kind == authelia.Sentinel
	return r, err
}

// unreadable says why Authelia would discard the whole file.
func unreadable(name string, p causes.Problem) *Error {
	_, message, several := strings.Cut(p.Message, "\n")
	if !several {
		message = p.Message
	}
	message = strings.TrimPrefix(strings.TrimSpace(message), "yaml: ")
	if rest, ok := strings.CutPrefix(message, "line "); ok {
		_, message, _ = strings.Cut(rest, ": ")
	}
	hint := p.HintText
	switch {
	case strings.Contains(message, "cannot unmarshal"):
		hint = phrase.Of("A configuration.yml consists of sections such as session:, each on a line of its own.")
	case hint.Text == yamltree.UnreadableHint:
		hint = phrase.Of("Correct that line, then try again.")
	}
	return &Error{File: name, Line: p.Line, hint: hint,
		reason: phrase.Of("Authelia cannot read the file, so nothing can be put into it: {fault}", "fault", message)}
}

// leaveRedisOut finds the roots in a document, and what is left without them.
func (r *reading) leaveRedisOut(doc *yamltree.Document) {
	r.roots = map[string]yamltree.Entry{}
	for path, e := range sources.Locate(doc.Root, r.version, &yamltree.Positions{}).Roots {
		r.roots[path] = *e
	}
	inParent := slices.ContainsFunc(doc.Root.Entries, func(e yamltree.Entry) bool { return isParent(e.Key, r.version) })
	switch {
	case len(r.roots) > 0 && !inParent:
		r.base, r.rank = strings.TrimSuffix(sources.FragmentRoot, "."+sources.FragmentName), 2
	case len(r.roots) > 0:
		r.rank = 2
	case inParent:
		r.rank = 1
	}
	doc.Root.Entries = slices.DeleteFunc(doc.Root.Entries, func(e yamltree.Entry) bool {
		switch {
		case !isParent(e.Key, r.version):
			return r.base != "" && isRoot(join(r.base, e.Key))
		case e.Value.Kind == yamltree.Mapping:
			e.Value.Entries = slices.DeleteFunc(e.Value.Entries, func(inner yamltree.Entry) bool { return isRoot(join(e.Key, inner.Key)) })
			return len(e.Value.Entries) == 0
		}
		return e.Value.Kind == yamltree.Null
	})
	r.rest = doc.Root.Syntax()
}
