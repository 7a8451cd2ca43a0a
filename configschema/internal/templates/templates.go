// Package templates finds the places in a configuration that a program fills in before
// it is read: Go templates, which Authelia's own filter executes, and those of other
// programs. Such a text is no YAML until then, so each place gets a mark in its stead,
// by which it is found again.
package templates

import (
	"regexp"
	"strconv"
	"strings"
)

// Authelia is the program that its own filter makes of it.
const Authelia = "Authelia"

// programs are those that templates are for, each known by what only it has. The first
// that fits has the text.
var programs = []struct {
	name  string
	signs *regexp.Regexp
}{
	{"Nomad", regexp.MustCompile(`\{\{-?\s*(?:with|range)\s+(?:nomadVar|nomadService)|\{\{-?\s*env\s+"NOMAD_`)},
	{"consul-template", regexp.MustCompile(`\{\{-?\s*(?:with\s+secret|range\s+service|key(?:OrDefault)?\s+"|\.Data\.)`)},
	{"Helm", regexp.MustCompile(`\{\{-?[^}]*\.(?:Values|Release|Chart)\.`)},
	{"gomplate", regexp.MustCompile(`\{\{-?\s*(?:\.Env\.|getenv\s|\(?(?:ds|datasource)\s|env\.Getenv\s)`)},
	{"Jinja2", regexp.MustCompile(`\{%-?\s*[a-z]+|\{\{-?\s*(?:lookup|hostvars|ansible_)|\{\{[^}|]*\|\s*(?:default|d|to_json|quote)\(` +
		`|\{\{-?\s*[a-z][a-z0-9]*(?:_[a-z0-9]+)+\s*(?:\||-?\}\})|(?m:^\s*[\w.-]+:\s+\{\{-?\s*[a-z]\w*\s*-?\}\})`)},
	{Authelia, regexp.MustCompile(`\{\{-?\s*(?:/\*|\(?\s*(?:secret|fileContent|env|mustEnv|expandenv|get|list|dict)\s+[("$.]` +
		`|(?:if|range|with|define|template|block|else|end)\b|\$\w+\s*:?=)`)},
}

var (
	place = regexp.MustCompile(`(?s)\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}`)
	// alone is a place that gives no text, and has a line for itself.
	alone = regexp.MustCompile(`(?s)^(?:\{%.*|\{#.*|\{\{-?\s*(?:/\*|(?:if|else|end|range|with|define|template|block|\$\w+\s*:?=).*).*)$`)
)

// markStart begins each mark; it is a character that no text has.
const markStart = "\uE000"

// A Text is one that is filled in.
type Text struct {
	// Program fills it in.
	Program string
	// Masked has a mark for each place; its lines are those of the text.
	Masked string
	marks  *strings.Replacer
}

// Find tells by what program a text is filled in; nil for one that is none of them.
func Find(text string) *Text {
	if !strings.Contains(text, "{{") && !strings.Contains(text, "{%") || strings.Contains(text, markStart) {
		return nil
	}
	for _, p := range programs {
		if p.signs.MatchString(text) {
			return mask(text, p.name)
		}
	}
	return nil
}

func mask(text, program string) *Text {
	var out strings.Builder
	var pairs []string
	from := 0
	for i, at := range place.FindAllStringIndex(text, -1) {
		original := text[at[0]:at[1]]
		mark := markStart + strconv.Itoa(i) + "z"
		line := strings.LastIndexByte(text[:at[0]], '\n') + 1
		rest, _, _ := strings.Cut(text[at[1]:], "\n")
		if strings.TrimSpace(text[line:at[0]]) == "" && strings.TrimSpace(rest) == "" && alone.MatchString(original) {
			mark = "#" + mark
		}
		breaks := strings.Repeat("\n", strings.Count(original, "\n"))
		if breaks != "" {
			pairs = append(pairs, mark+breaks, original)
		}
		pairs = append(pairs, mark, original)
		out.WriteString(text[from:at[0]] + mark + breaks)
		from = at[1]
	}
	out.WriteString(text[from:])
	return &Text{program, out.String(), strings.NewReplacer(pairs...)}
}

// Restore puts the places back into what is made of the masked text.
func (t *Text) Restore(text string) string {
	if t == nil || !strings.Contains(text, markStart) {
		return text
	}
	return t.marks.Replace(text)
}

// lineMark is that of a place with a line for itself.
var lineMark = regexp.MustCompile("#" + markStart + "[0-9]+z")

// Lines are the marks of the places in a masked text that have a line for themselves, such as
// {{ range … }} and {{ end }}: only together, and in this order, are they a template.
func Lines(masked string) []string { return lineMark.FindAllString(masked, -1) }

// IsMarked tells whether there is a mark in a text.
func IsMarked(text string) bool { return strings.Contains(text, markStart) }
