package intake

import (
	"regexp"
	"strings"
)

var (
	// templateMark is what only a text has that is filled in before it is used: {{ x }}
	// without quotes behind a key or a sign, or in the name of an image.
	templateMark = regexp.MustCompile(`(?m)\{%-?[ \t]*[a-z]|ansible_managed|\{\{ ?(?:vault_|lookup\b|hostvars\b)|^[ \t-]*["']?[\w.-]+["']?:[ \t]+\{\{|^[ \t]*(?:export )?\w+=\{\{|image["']?:.*\{\{`)
	// templateName ends the name of a file that is one.
	templateName = regexp.MustCompile(`\.(?:j2|jinja2?|tmpl|tpl|gotmpl|ctmpl)$`)
	// place is where something is filled in.
	place = regexp.MustCompile(`\{\{[^{}\n]*\}\}|\{%[^\n]*%\}`)
)

// isTemplate tells whether a text is filled in by another program before anything reads it.
func (t *text) isTemplate() bool {
	if t.template == nil {
		is := strings.Contains(t.Text, "{{") && (templateMark.MatchString(t.Text) || templateName.MatchString(t.Name) || templateKind.MatchString(t.Text) ||
			strings.Contains(string(t.otherKind().Text), "tasks"))
		t.template = &is
	}
	return *t.template
}

// templateKind is of a manifest whose {{ x }} a controller fills in.
var templateKind = regexp.MustCompile(`(?m)^kind:[ \t]*ApplicationSet\b`)

// placeIn is the first place of a template in a value; empty where there is none, or where
// braces are just braces.
func (t *text) placeIn(value string) string {
	if !strings.Contains(value, "{{") && !strings.Contains(value, "{%") || !t.isTemplate() {
		return ""
	}
	return place.FindString(value)
}

// placeOn is the place on a line.
func (t *text) placeOn(line int) string {
	if t.lines == nil {
		t.lines = splitLines(t.unmarked())
	}
	if line < 1 || line > len(t.lines) {
		return ""
	}
	return place.FindString(t.lines[line-1])
}
