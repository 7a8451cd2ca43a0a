package views

import (
	"cmp"
	"slices"
	"strconv"

	"redis-wizard/configschema/api"
	"redis-wizard/configschema/logs"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/render"
)

// Take is what the tabs of the result show.
type Take struct {
	// Chosen is the name of the chosen tab: one of Tabs; empty for the first.
	Chosen string
	// Rendering is what the tab of a format shows; nil with other tabs.
	Rendering *render.Rendering
	// Merged is what the tab of the brought file shows; nil without a file.
	Merged *api.Merged
	// TakeRefusal says why the file could not be merged; empty otherwise.
	TakeRefusal string
}

// The tabs that are no format: the plain YAML, and the file that was brought.
const (
	tabYAML = "yaml"
	TabFile = "file"
)

// A tab is a shape that the configuration can be taken away in.
type tab struct {
	Name           string
	Title, Explain phrase.Text
}

// tabs lists them: the lines to paste, one's own file, and every other format.
func tabs() []tab {
	out := []tab{{tabYAML, "YAML", "The lines for your configuration.yml"}, {TabFile, "Your file", "The imported file, with these options applied"}}
	for _, shape := range render.Shapes {
		if shape.Format != render.YAML {
			out = append(out, tab{string(shape.Format), shape.Title, shape.Explain})
		}
	}
	return out
}

// panel is the id of the element that the tab shows.
func (t tab) panel() string {
	switch t.Name {
	case tabYAML, TabFile:
		return "panel-" + t.Name
	}
	return "panel-shape"
}

// Tab is the name of the chosen tab.
func (t Take) Tab() string {
	if slices.ContainsFunc(tabs(), func(known tab) bool { return known.Name == t.Chosen }) {
		return t.Chosen
	}
	return tabYAML
}

// shapeTab is the tab that labels the panel of the formats.
func (t Take) shapeTab() string {
	if t.Rendering == nil {
		return string(render.Secrets)
	}
	return t.Chosen
}

func shapeID(i int) string { return "shape-" + strconv.Itoa(i) }

func mergedState(file api.MergedFile) string {
	if file.Changed {
		return "changed"
	}
	return "same"
}

// lineNumber is empty where there is no such line.
func lineNumber(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// ofKind are the notes about what a format cannot express, or the other ones.
func ofKind(all []render.Note, inexpressible bool) []render.Note {
	return slices.DeleteFunc(slices.Clone(all), func(note render.Note) bool { return (note.Kind == "inexpressible") != inexpressible })
}

// Plan is what the part of the page about another version shows.
type Plan struct {
	// From and To are the versions as they were chosen; empty: from the form's
	// version to the newest.
	From, To string
	// Upgraded is the plan; nil when none was asked for.
	Upgraded *api.Upgraded
	// PlanRefusal says why there is none; empty otherwise.
	PlanRefusal string
}

func (p Page) from() string { return cmp.Or(p.Plan.From, p.Version()) }

func (p Page) to() string { return cmp.Or(p.Plan.To, p.Versions()[0]) }

// planState is what the plan says first: "nothing", "needed", "broken", or
// "fresh" when there is nothing in the form to plan for.
func planState(u api.Upgraded, fresh bool) string {
	switch {
	case !u.OK && fresh:
		return "fresh"
	case !u.OK:
		return "broken"
	case u.Needed:
		return "needed"
	}
	return "nothing"
}

func explainState(e logs.Log) string {
	if len(e.Explanations) == 0 {
		return "nothing"
	}
	return "found"
}
