package views

import (
	"slices"
	"strconv"

	"redis-wizard/configschema/api"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/render"
	"redis-wizard/web/state"
)

// tabYAML is the tab of the plain YAML.
const tabYAML = string(render.YAML)

// A tab is a shape that the configuration can be taken away in.
type tab struct {
	Name           string
	Title, Explain phrase.Text
}

// tabs lists them: the lines to paste, one's own file, and every other format.
func tabs() []tab {
	out := []tab{{tabYAML, "YAML", "The lines for your configuration.yml"}, {state.TabFile, "Your file", "The imported file, with these options applied"}}
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
	case tabYAML, state.TabFile:
		return "panel-" + t.Name
	}
	return "panel-shape"
}

// shapeTab is the tab that labels the panel of the formats.
func (p Page) shapeTab() string {
	if p.Rendering == nil {
		return string(render.Secrets)
	}
	return p.Chosen
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
