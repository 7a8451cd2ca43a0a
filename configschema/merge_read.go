package configschema

import (
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema/bounds"
	"redis-wizard/configschema/phrase"
)

// A mergeSource is one file of a merge as it was brought.
type mergeSource struct {
	request     *bounds.Request
	name, asked string // the file's name; the version as it was asked for
	version     Version
	text        *sourceText
	root        *yaml.Node // the first document's value; nil for an empty file
	got         Values
	sentinel    bool // there is a high_availability section
	// base is what the keys of the root begin with: "session." in a fragment
	// that begins at redis:.
	base string
	// rank is 2 with session.redis, 1 with session alone, 0 with neither.
	rank    int
	section *section // found when it is first asked for
	// rest is the configuration without session.redis, which a merge must not
	// change.
	rest *node
}

const saveAsUTF8 phrase.Text = "Save it as UTF-8, then try again."

const redisPath = "session.redis"

// readForMerge parses a file. The error is a *MergeError when it cannot be
// merged at all, and one of the bounds.
func readForMerge(request *bounds.Request, f File, asked string, version Version) (*mergeSource, error) {
	if strings.HasPrefix(f.Text, "\xFF\xFE") || strings.HasPrefix(f.Text, "\xFE\xFF") {
		return nil, &MergeError{File: f.Name, reason: phrase.Of("the file is encoded as UTF-16"), hint: phrase.Of(saveAsUTF8)}
	}
	text := newSourceText(f.Text)
	if at := firstInvalid(f.Text); at >= 0 {
		return nil, &MergeError{File: f.Name, Line: text.lineOf(at), reason: phrase.Of("the file is not valid UTF-8"), hint: phrase.Of(saveAsUTF8)}
	}
	if err := request.Text(f.Name, f.Text); err != nil {
		return nil, err
	}
	doc, err := parse(request, f.Text, version)
	if err != nil {
		return nil, err
	}
	if len(doc.problems) > 0 {
		return nil, unreadable(f.Name, doc.problems[0])
	}
	s := &mergeSource{request: request, name: f.Name, asked: asked, version: version, text: text}
	s.rest, s.base, s.rank = withoutRedis(doc, version)
	if utf8.RuneCountInString(f.Text) > 0 {
		var root yaml.Node
		if err := yaml.Unmarshal([]byte(f.Text), &root); err != nil {
			return nil, &MergeError{File: f.Name, reason: phrase.Of(phrase.Text(err.Error()))}
		}
		if len(root.Content) > 0 {
			s.root = root.Content[0]
		}
		r, err := evaluateCounted(nil, Input{Authelia: asked, YAML: f.Text})
		if err != nil {
			return nil, err
		}
		s.got, s.sentinel = r.Values, r.Kind == Sentinel
	}
	return s, nil
}

// unreadable says why Authelia would discard the whole file.
func unreadable(name string, p Problem) *MergeError {
	_, message, several := strings.Cut(p.Message, "\n")
	if !several {
		message = p.Message
	}
	message = strings.TrimPrefix(strings.TrimSpace(message), "yaml: ")
	if rest, ok := strings.CutPrefix(message, "line "); ok {
		_, message, _ = strings.Cut(rest, ": ")
	}
	hint := p.hint
	switch {
	case strings.Contains(message, "cannot unmarshal"):
		hint = phrase.Of("A configuration.yml consists of sections such as session:, each on a line of its own.")
	case hint.Text == unreadableHint:
		hint = phrase.Of("Mend that line, then try again.")
	}
	return &MergeError{File: name, Line: p.Line, hint: hint,
		reason: phrase.Of("Authelia cannot read the file, so nothing can be put into it: {fault}", "fault", message)}
}

// withoutRedis is the configuration without session.redis, the path of its
// root, and whether there is a session.redis (2), a session (1) or neither.
func withoutRedis(doc *document, version Version) (rest *node, base string, rank int) {
	place := doc.find(version, &sources{})
	name := func(e entry) string {
		if !version.Since(v430) {
			return strings.ToLower(e.key)
		}
		return e.key
	}
	out := &node{kind: mapping}
	hasSession := false
	for _, e := range doc.root.entries {
		hasSession = hasSession || name(e) == "session"
	}
	if place.redis != nil {
		rank = 2
		if !hasSession {
			base = "session."
		}
	} else if hasSession {
		rank = 1
	}
	for _, e := range doc.root.entries {
		switch {
		case base != "" && name(e) == "redis":
			continue
		case name(e) == "session" && e.value.kind == null:
			continue
		case name(e) == "session" && e.value.kind == mapping:
			inner := &node{kind: mapping}
			for _, se := range e.value.entries {
				if name(se) != "redis" {
					inner.entries = append(inner.entries, se)
				}
			}
			if len(inner.entries) == 0 {
				continue
			}
			e.value = inner
		}
		out.entries = append(out.entries, e)
	}
	return out, base, rank
}

// equalNodes compares two configurations, but not where they stand.
func equalNodes(a, b *node) bool {
	if a.kind != b.kind || len(a.items) != len(b.items) || len(a.entries) != len(b.entries) {
		return false
	}
	for i := range a.items {
		if !equalNodes(a.items[i], b.items[i]) {
			return false
		}
	}
	seen := make(map[string]*node, len(b.entries))
	for _, e := range b.entries {
		seen[e.key] = e.value
	}
	for _, e := range a.entries {
		if other := seen[e.key]; other == nil || !equalNodes(e.value, other) {
			return false
		}
	}
	return a.text == b.text && a.number == b.number && a.unsigned == b.unsigned && a.flag == b.flag &&
		(a.float == b.float || a.float != a.float && b.float != b.float) && a.when.Equal(b.when)
}
