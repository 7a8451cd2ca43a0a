package sources

import (
	"regexp"
	"slices"
	"strings"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/bounds"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/internal/templates"
	"redis-wizard/configschema/internal/yamltree"
	"redis-wizard/configschema/phrase"
)

// Reference is what the filter expand-env fills in.
var Reference = regexp.MustCompile(`\$\{?([A-Za-z_][A-Za-z0-9_]*)`)

// parseFiltered parses a file as the filters leave it. What they fill in is not known
// here: its value is marked so, and keeps its text. Where no filters are named, a
// template is taken for one, and a problem says what it needs.
func parseFiltered(request *bounds.Request, f File, filters []string, version authelia.Version) (d *yamltree.Document, filled []causes.Problem, err error) {
	text := f.Text
	t := Filled(request, text, filters, version)
	masked := text
	if t != nil {
		masked = t.Masked
	}
	if d, err = yamltree.Parse(request, masked, version); err != nil {
		return nil, nil, err
	}
	d.Pinpoint(masked)
	if len(d.Problems) > 0 && len(d.Root.Entries) == 0 {
		if d.Root, err = plainRoot(request, masked, version); err != nil {
			return nil, nil, err
		}
	}
	for i := range d.Problems {
		d.Problems[i].Message = t.Restore(d.Problems[i].Message)
	}
	if t != nil {
		filled = needs(t.Program, filters, firstPlace(text))
	}
	expands := f.Filled || slices.Contains(filters, ExpandEnv) && version.Profile().FileFilters
	if t != nil || expands {
		markFilled(d.Root, t, expands)
	}
	return d, filled, nil
}

// Filled is what a text is where a filter, or another program, fills it in first; nil for
// one that counts as it is written. Without a filter named, that is one of Authelia's own
// templates that is good YAML anyway.
func Filled(request *bounds.Request, text string, filters []string, version authelia.Version) *templates.Text {
	t := templates.Find(text)
	switch {
	case t == nil || t.Program != templates.Authelia || slices.Contains(filters, Template) && version.Profile().FileFilters:
		return t
	case !version.Profile().FileFilters || len(filters) > 0:
		return nil // it is read as it is written
	}
	if d, err := yamltree.Parse(request, text, version); err == nil && len(d.Problems) == 0 {
		return nil
	}
	return t
}

func firstPlace(text string) int {
	return 1 + strings.Count(text[:max(0, strings.IndexByte(text, '{'))], "\n")
}

// needs says what a template needs.
func needs(program string, filters []string, line int) []causes.Problem {
	p := causes.Problem{Line: line, Column: 1, Severity: causes.Warning, Code: "template",
		MessageText: phrase.Of("This file is a template, which Authelia reads only with the filter {filter}", "filter", Template),
		HintText:    phrase.Of("Set X_AUTHELIA_CONFIG_FILTERS to {filter}, unless you do already. What the template fills in is not known here.", "filter", Template)}
	switch {
	case program != templates.Authelia:
		p.MessageText = phrase.Of("This file is a template for {program}, not what Authelia reads", "program", program)
		p.HintText = phrase.Of("Render it first, and have the result judged. Here only what is plain to see was judged; what {program} fills in is not known.", "program", program)
	case slices.Contains(filters, Template):
		return nil
	}
	return []causes.Problem{p}
}

// markFilled marks the texts that are filled in, and gives them back what is written there.
func markFilled(n *yamltree.Value, t *templates.Text, expands bool) {
	for _, item := range n.Items {
		markFilled(item, t, expands)
	}
	for i := range n.Entries {
		n.Entries[i].Key = t.Restore(n.Entries[i].Key)
		markFilled(n.Entries[i].Value, t, expands)
	}
	if n.Kind == yamltree.Text && (templates.IsMarked(n.Text) || expands && Reference.MatchString(n.Text)) {
		n.Text, n.FromFile = t.Restore(n.Text), true
	}
}
