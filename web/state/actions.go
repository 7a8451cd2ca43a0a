package state

import (
	"context"
	"maps"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

// An Action is what somebody does to the form, and what to do it with.
type Action struct{ Name, Argument string }

// ParseAction reads an action as buttons have it in their values: the argument follows
// the first point or colon.
func ParseAction(text string) Action {
	if i := strings.IndexAny(text, ".:"); i >= 0 {
		return Action{text[:i], text[i+1:]}
	}
	return Action{Name: text}
}

// act is an action on its way.
type act struct {
	context.Context
	Form
	argument string
}

// with is the same with another argument.
func (a act) with(argument string) act {
	a.argument = argument
	return a
}

// reducers are the actions by their names. A name that is not here leaves the form as
// it is: what is typed or chosen in a field is a part of the state before any action.
var reducers = map[string]func(*State, act) error{
	"":              (*State).check,
	"check":         (*State).check,
	"test":          (*State).test,
	"put":           (*State).put,
	"apply":         (*State).apply,
	"ended":         (*State).ended,
	"download":      (*State).send,
	"get":           (*State).send,
	"zip":           (*State).send,
	"split":         (*State).splitRows,
	"fix":           (*State).fix,
	"preset":        (*State).preset,
	"add-row":       (*State).addRow,
	"remove-row":    (*State).removeRow,
	"up-row":        func(s *State, a act) error { s.moveRow(a.argument, -1); return nil },
	"down-row":      func(s *State, a act) error { s.moveRow(a.argument, 1); return nil },
	"clear":         (*State).clear,
	"import":        (*State).bring,
	"open-import":   (*State).openImport,
	"close-import":  (*State).closeImport,
	"remove-import": (*State).removeImport,
	"use-import":    (*State).useImport,
	"fix-text":      (*State).fixText,
	"fix-all":       (*State).fixAll,
	"to-field":      (*State).toField,
	"adopt":         (*State).adopt,
	"explain-this":  (*State).explainPasted,
	"share":         (*State).share,
	"open-link":     (*State).openLink,
	"open-waiting":  (*State).openWaiting,
	"keep-mine":     (*State).keepMine,
	"dismiss":       (*State).dismiss,
	"restore":       (*State).restore,
	"undo":          undone("Undone: {option}"),
	"redo":          undone("Redone: {option}"),
}

// Reduce makes the state that comes of an action, and leaves the one before as it is. The
// work lasts for as long as somebody waits for it.
func (f Form) Reduce(ctx context.Context, before State, action Action) (State, error) {
	s := before.clone()
	do := reducers[action.Name]
	switch refused := s.RefuseVersion(); {
	case do == nil:
		return s, nil
	case refused && action.Name != "clear" && action.Name != "language": // done for no version in particular
		return s, nil
	}
	return s, do(&s, act{ctx, f, action.Argument})
}

// send has everything told that is wrong, and reads what was pasted into a row.
func (s *State) send(a act) error {
	s.leave(Everything)
	return s.splitRows(a)
}

// check looks at the form as it is; what is wrong then has the focus.
func (s *State) check(a act) error {
	s.Submitted = true
	return s.send(a)
}

// clear empties the form: what the server had prefilled as well.
func (s *State) clear(a act) (err error) {
	*s, err = Form{MaxRows: a.MaxRows}.Blank(s.Input.Language)
	return err
}

// fill replaces the form's values by those of an evaluation, the variables that stand for
// a value included. It has no field for an option that is not known.
func (s *State) fill(a act, found configschema.Result) error {
	values := maps.Clone(found.Values)
	maps.DeleteFunc(values, func(key, _ string) bool {
		_, known := authelia.OptionOf(key)
		_, _, stands := authelia.OfVariable(key)
		return !known && !stands
	})
	s.Input.Values, s.Input.Kind, s.Switched = values, found.Kind, nil
	s.leave(Everything)
	s.turn(authelia.RootFor(found.Kind), found.TLS)
	return a.countRows(s)
}
