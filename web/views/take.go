package views

import (
	"strconv"

	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/render"
	"redis-wizard/configschema/workshop"
)

// Take is what the tabs of the result show.
type Take struct {
	// Chosen is the name of the chosen tab: one of Tabs; empty for the first.
	Chosen string
	// Rendering is what the tab of a format shows; nil with other tabs.
	Rendering *render.Rendering
	// Merged is what the tab of the brought file shows; nil without a file.
	Merged *workshop.Merged
	// TakeRefusal says why the file could not be merged; empty otherwise.
	TakeRefusal string
}

// The tabs that are no format: the plain YAML, and the file that was brought.
const (
	tabYAML = "yaml"
	tabFile = "file"
)

// A tab is a shape that the configuration can be taken away in.
type tab struct {
	Name           string
	Title, Explain phrase.Text
}

// tabs lists them: the lines to paste, one's own file, and every other format.
func tabs() []tab {
	out := []tab{{tabYAML, "YAML", "The lines for your configuration.yml"}, {tabFile, "Your file", "The file that you brought, with these options in it"}}
	for _, shape := range render.Shapes {
		if shape.Format != render.YAML {
			out = append(out, tab{string(shape.Format), shape.Title, shape.Explain})
		}
	}
	return out
}

// TabFile is the name of the tab with the file that was brought.
const TabFile = tabFile

// KnownTab tells whether there is such a tab.
func KnownTab(name string) bool {
	for _, t := range tabs() {
		if t.Name == name {
			return true
		}
	}
	return false
}

// panel is the id of the element that the tab shows.
func (t tab) panel() string {
	switch t.Name {
	case tabYAML, tabFile:
		return "panel-" + t.Name
	}
	return "panel-shape"
}

// Tab is the name of the chosen tab.
func (t Take) Tab() string {
	if !KnownTab(t.Chosen) {
		return tabYAML
	}
	return t.Chosen
}

// shapeTab is the tab that labels the panel of the formats.
func (t Take) shapeTab() string {
	if t.Rendering == nil {
		return string(render.Secrets)
	}
	return t.Chosen
}

func shapeID(i int) string { return "shape-" + strconv.Itoa(i) }

func mergedState(file workshop.MergedFile) string {
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
func ofKind(all []render.Note, inexpressible bool) (out []render.Note) {
	for _, note := range all {
		if (note.Kind == "inexpressible") == inexpressible {
			out = append(out, note)
		}
	}
	return out
}
