package views

import (
	"context"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/phrase"
	"redis-wizard/web/state"
)

// A place is a part of the page with an address of its own.
type place struct {
	name         string
	title, brief phrase.Text
}

func allPlaces() []place {
	return []place{{"", "Configure", "Configure"}, {state.PlaceUpgrade, "Upgrade", "Upgrade"}, {state.PlaceExplain, "Explain a log", "Log"}}
}

func currentPlace(current bool) string {
	if current {
		return "page"
	}
	return "false"
}

// shownLines is how many lines of output fit beside the form together with all else.
const shownLines = 16

// fits tells whether the right column is short enough to stay in view while the form is
// scrolled.
func (p Page) fits() bool {
	return p.Tab() == tabYAML && strings.Count(p.Result.YAML, "\n") <= shownLines && len(p.told()) == 0
}

// showsGroup tells whether a group of the form has anything in it.
func (p Page) showsGroup(g group) bool {
	root := authelia.RootFor(p.Kind())
	return slices.ContainsFunc(g.sections, func(s section) bool {
		switch {
		case s.list != "":
			return p.showsRows(s)
		case s.switched():
			return root.For(p.Kind(), s.ID)
		}
		return len(p.lines(s, false)) > 0 || len(p.ProblemsAt(s.ID)) > 0
	})
}

// namedOptions is how many options of the Advanced fold its title names.
const namedOptions = 3

// advancedNames say what is in the Advanced fold.
func (p Page) advancedNames(ctx context.Context, groups []group) string {
	var names []string
	for _, g := range groups {
		for _, s := range g.sections {
			for _, l := range p.lines(s, true) {
				names = append(names, l[0].label(ctx))
			}
		}
	}
	if len(names) > namedOptions {
		names = append(names[:namedOptions], "…")
	}
	return strings.Join(names, " · ")
}

// appliedSays tells what a template did to what was typed.
func (p Page) appliedSays(ctx context.Context) string {
	title := say(ctx, p.Applied.Preset.Title)
	switch a := p.Applied; {
	case len(a.Replaced) > 0:
		return say(ctx, "{template} replaced: {options}.", "template", title, "options", p.names(ctx, sortedKeys(a.Replaced)))
	case len(a.Kept) > 0:
		return say(ctx, "{template} applied. Kept as typed: {options}.", "template", title, "options", p.names(ctx, a.Kept))
	}
	return say(ctx, "{template} applied.", "template", title)
}

// names are the options by their labels.
func (p Page) names(ctx context.Context, keys []string) string {
	var names []string
	for _, key := range keys {
		_, label := p.anchor(ctx, key)
		names = append(names, label)
	}
	return strings.Join(names, ", ")
}

func sortedKeys(values configschema.Values) (keys []string) {
	for key := range values {
		keys = append(keys, key)
	}
	authelia.Sort(keys)
	return keys
}

// putBack is the action that undoes what a template replaced.
func putBack(a *state.Applied) string {
	return action(&configschema.Fix{Set: a.Replaced})
}

// rowsLabel names the rows that a problem concerns, where they are several.
func (t Told) rowsLabel(ctx context.Context) string {
	if len(t.Rows) == 0 {
		return ""
	}
	o, _ := authelia.OptionOf(t.Key)
	return say(ctx, numbered, "option", say(ctx, o.Label), "number", strings.Join(t.Rows, ", "))
}

// attributes are those of a control of any kind; name is what it is called where no label
// is seen.
func (c Control) attributes(name string) templ.Attributes {
	all := templ.Attributes{"aria-invalid": "false"}
	if c.Invalid() || c.marked {
		all["aria-invalid"] = "true"
	}
	if name != "" {
		all["aria-label"] = name
	}
	if ids := c.describedBy(); ids != "" {
		all["aria-describedby"] = ids
	}
	if c.Needed {
		all["aria-required"] = "true"
	}
	if c.Focused {
		all["autofocus"] = true
	}
	if c.first {
		all["data-input-action"] = "split"
	}
	return all
}

// inRow is the control as it stands in a row of a list.
func (c Control) inRow(p Page) Control {
	c.marked = p.invalidInRows(c.ID)
	c.first = state.RowKeys(authelia.Key(c.ID).List(), 0)[0] == string(authelia.At(authelia.Key(c.ID).Option(), 0))
	return c
}
