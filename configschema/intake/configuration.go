package intake

import (
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

// misnamed are what people write for sections of a configuration.yml.
var misnamed = []string{"sessions", "redis"}

var (
	sectionLine = regexp.MustCompile(`(?im)^\s*["']*(?:` + strings.Join(append(authelia.SectionNames(), misnamed...), "|") + `)(?:\.[^:\n]*)?["']*:(?:\s|$)`)
	// plainSection is a line with nothing but a section that other programs seldom have.
	plainSection = regexp.MustCompile(`(?m)^(?:session|authentication_backend|access_control|notifier|identity_validation|identity_providers):[ \t\r]*(?:#.*)?$`)
)

// isSection tells whether an entry at the root of a text is a section of Authelia, of any
// release.
func isSection(f field) bool {
	key := strings.ToLower(f.key)
	name, _, _ := strings.Cut(key, ".")
	_, known := authelia.SectionOf(key, func(inner string) bool { return child(f.value, inner) != nil })
	return known || slices.Contains(misnamed, name)
}

// readConfiguration takes a text that is YAML and has a section of Authelia's.
func readConfiguration(t *text) *reading {
	if len(t.documents) == 0 || t.isOther() {
		return nil
	}
	for _, f := range fields(t.documents[0]) {
		if isSection(f) {
			return &reading{text: t, files: []configschema.File{t.File}}
		}
	}
	return nil
}

// readBroken takes a text that is no YAML but looks as if it were meant to be a
// configuration: one of its lines begins a section.
func readBroken(t *text) *reading {
	if t.isOther() || !t.broken && len(t.documents) > 0 && t.documents[0].Kind == yaml.MappingNode || !sectionLine.MatchString(t.unmarked()) {
		return nil
	}
	return &reading{text: t, files: []configschema.File{t.File}}
}

// readPlainlyBroken takes such a text whatever else it mentions: a URL or a variable in a
// file that cannot be read does not make the file good.
func readPlainlyBroken(t *text) *reading {
	if !t.broken || !plainSection.MatchString(t.unmarked()) {
		return nil
	}
	return readBroken(t)
}

// configuration takes a configuration.yml that stands inside the text, if it looks
// like one. Its lines count as in the text around it. It is one more text, and is
// counted as that.
func (r *reading) configuration(content string, n *yaml.Node) bool {
	if r.request.Text("", content) != nil {
		return false
	}
	inner := newText(r.request, configschema.File{Name: r.Name, Text: content}, nil) // nothing is said about it
	if readConfiguration(inner) == nil && !(inner.broken && readBroken(inner) != nil) {
		return false
	}
	n = target(n)
	above := n.Line - 1
	if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		above++ // the block begins below its mark
	}
	if r.blocks == nil {
		r.blocks = map[int]*block{}
	}
	r.blocks[len(r.files)] = r.blockOf(content, n)
	r.files = append(r.files, configschema.File{Name: r.Name, Text: content, Above: above, Filled: isExpression(n)})
	return true
}
