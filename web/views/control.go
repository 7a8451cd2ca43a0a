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
	ID    string
	Value string
	// Hidden controls are those of options that are not used here; Aside are those that
	// count although the form has no field for them.
	Hidden, Aside bool
	Problems      []Told
	// Default is what Authelia uses when the control is empty.
	Default string
	// Needed tells that the kind of set-up cannot do without it.
	Needed bool
	// Focused controls get the focus.
	Focused bool
	// About tells that everything known about it is shown.
	About bool

	words  authelia.FieldWords // of the kind of set-up
	marked bool                // as wrong, by what is told elsewhere
	first  bool                // of its row
}

func (p Page) control(f configschema.Field, id string) Control {
	c := Control{
		Field: f, ID: id, Value: p.Input.Values[id], Problems: p.ProblemsAt(id), Needed: f.NeededIn(p.Kind()),
		Focused: p.Focus == id, About: p.About, words: f.As[p.Kind()],
	}
	c.Hidden = len(c.Problems) == 0 && !slices.Contains(p.Result.Fields, f.Key)
	if slices.Contains(f.Aside, p.Kind()) {
		c.Hidden, c.Aside = c.Value == "" && len(c.Problems) == 0, c.Value != ""
	}
	if version, err := authelia.ParseVersion(p.Version()); err == nil {
		c.Default = f.DefaultIn(version, p.Kind())
	}
	return c
}

// label is the option's name for people.
func (c Control) label(ctx context.Context) string {
	return say(ctx, cmp.Or(c.words.Label, phrase.Text(c.Label)))
}

// line is the help that is in view always.
func (c Control) line() phrase.Text { return cmp.Or(c.words.Line, c.Line) }

// describedBy are the ids of what there is to say about the control.
func (c Control) describedBy() string {
	var ids []string
	if c.line() != "" && !strings.Contains(c.Key, "[]") {
		ids = append(ids, c.ID+".line")
	}
	if len(c.Problems) > 0 {
		ids = append(ids, c.ID+".problems")
	}
	return strings.Join(ids, " ")
}

// Worst is the severity of the worst of the control's problems; empty without one.
func (c Control) Worst() configschema.Severity { return worst(c.Problems) }

// Invalid tells whether one of the control's problems is an error.
func (c Control) Invalid() bool { return c.Worst() == configschema.Error }

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

// Since is the first release that has the option, or empty for those that were
// always there.
func (c Control) Since() string {
	if c.FirstVersion == (configschema.Version{}) {
		return ""
	}
	return c.FirstVersion.String()
}

// Concealed controls do not show what is in them until they are asked to.
func (c Control) Concealed() bool { return c.Secret && !c.Public }

// InputType is the type of the control in HTML. A number is typed as text, so
// that a wrong one is kept and explained rather than swallowed by the browser.
func (c Control) InputType() string {
	if c.Concealed() {
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

// Placeholder is what stands in an empty control: the default, or an example.
func (c Control) Placeholder() string {
	return cmp.Or(c.Default, c.words.Example, c.Example)
}

// MultiLine tells whether the value has line breaks, which an <input> drops.
func (c Control) MultiLine() bool { return strings.ContainsAny(c.Value, "\r\n") }

// Wide controls take a line of their own.
func (c Control) Wide() bool { return c.Type == authelia.PEM }
