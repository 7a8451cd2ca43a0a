package views

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/phrase"
)

// Control is one field of the form as it stands on the page.
type Control struct {
	configschema.Field
	// ID is the field's own key, with the row's number: it is the name and the
	// id of the control.
	ID       string
	Value    string
	Hidden   bool
	Problems []configschema.Problem
	// Default is what Authelia uses when the control is empty; Defaults has it
	// for other versions and kinds, where it differs among them.
	Default, Defaults string
}

// label is the option's name for people.
func (c Control) label(ctx context.Context) string { return say(ctx, phrase.Text(c.Label)) }

// Invalid tells whether one of the control's problems is an error.
func (c Control) Invalid() bool {
	return slices.ContainsFunc(c.Problems, func(p configschema.Problem) bool { return p.Severity == configschema.Error })
}

// Options are the choices of a select: the usual ones, and the text that is
// there when it is none of them, so that nothing typed is lost.
func (c Control) Options() []string {
	choices := c.Choices
	if c.Type == authelia.Boolean {
		choices = []string{"true", "false"}
	}
	if c.Value == "" || slices.Contains(choices, c.Value) {
		return choices
	}
	return append([]string{c.Value}, choices...)
}

// KindNames are the kinds that use the field, for the script.
func (c Control) KindNames() string {
	var names []string
	for _, kind := range authelia.RootOf(c.Key).Kinds {
		if c.For(kind) {
			names = append(names, string(kind))
		}
	}
	return strings.Join(names, " ")
}

// Since is the first release that has the option, or empty for those that were
// always there.
func (c Control) Since() string {
	if c.FirstVersion == (configschema.Version{}) {
		return ""
	}
	return c.FirstVersion.String()
}

// InputType is the type of the control in HTML. A number is typed as text, so
// that a wrong one is kept and explained rather than swallowed by the browser.
func (c Control) InputType() string {
	if c.Secret {
		return "password"
	}
	return "text"
}

// InputMode asks a telephone for the right keyboard.
func (c Control) InputMode() string {
	if c.Type == authelia.Number {
		return "numeric"
	}
	return "text"
}

// Placeholder is the example that stands in an empty control: the default that holds
// now, where there is one.
func (c Control) Placeholder() string {
	if c.Example == "" {
		return ""
	}
	return cmp.Or(c.Default, c.Example)
}

// MultiLine tells whether the value has line breaks, which an <input> drops.
func (c Control) MultiLine() bool { return strings.ContainsAny(c.Value, "\r\n") }

// hiddenAll tells whether nothing of a group is shown, and so the group itself
// is not.
func hiddenAll(groups ...[]Control) bool {
	return !slices.ContainsFunc(slices.Concat(groups...), func(c Control) bool { return !c.Hidden })
}

// inUse tells whether a group holds a value or something to mend, and so stands
// open.
func inUse(group []Control) bool {
	for _, c := range group {
		if !c.Hidden && (c.Value != "" || slices.ContainsFunc(c.Problems, func(p configschema.Problem) bool { return p.Severity != configschema.Info })) {
			return true
		}
	}
	return false
}
