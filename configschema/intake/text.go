package intake

import (
	"path"
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema"
	"redis-wizard/configschema/bounds"
	"redis-wizard/configschema/internal/yamltree"
	"redis-wizard/configschema/phrase"
)

// A text is one of the texts that were given, with what is found out about it
// once.
type text struct {
	configschema.File
	documents []*yaml.Node // of what is YAML; before the first fault of what is not quite
	broken    bool
	language  phrase.Language // what is said about it
	request   *bounds.Request // what it is counted by
	given     *texts          // it, and those beside it
	isPart    bool            // another text names it, and has read it
	kind      *phrase.Said    // see otherKind
	lines     []string        // see blockOf
	template  *bool           // see isTemplate
}

// texts are all that were given.
type texts struct {
	all     []*text
	objects map[string]*yaml.Node            // see object
	values  map[*yaml.Node]map[string]string // see valueIn
}

// newText parses a text that has been counted.
func newText(request *bounds.Request, f configschema.File, language phrase.Language) *text {
	f.Text = unfenced(f.Text)
	documents, err := yamltree.ParseYAML(request, f.Text)
	t := &text{File: f, documents: documents, broken: err != nil, language: language, request: request}
	t.given = &texts{all: []*text{t}}
	return t
}

// besides finds the file that a text names among those beside it, by the last part of
// its name: only that is known of files from a browser.
func (t *text) besides(name string) *text {
	for _, other := range t.given.all {
		if other != t && name != "" && other.Name != "" && path.Base(other.Name) == path.Base(name) {
			return other
		}
	}
	return nil
}

// unfenced empties the lines with ``` around a text that was copied from a page
// or a thread. The other lines stay where they are.
func unfenced(text string) string {
	if !strings.HasPrefix(strings.TrimSpace(text), "```") {
		return text
	}
	lines := strings.SplitAfter(text, "\n")
	for i, l := range lines {
		if strings.HasPrefix(strings.TrimSpace(l), "```") {
			lines[i] = strings.Repeat("\n", strings.Count(l, "\n"))
		}
	}
	return strings.Join(lines, "")
}

// unmarked is the text without the mark that some editors put in front.
func (t *text) unmarked() string { return strings.TrimPrefix(t.Text, "\uFEFF") }
