package state

import (
	"context"
	"errors"
	"maps"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/api"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/upgrade"
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

// reducers are the actions by their names. A name that is not here leaves the form as
// it is: what is typed or chosen in a field is a part of the state before any action.
var reducers = map[string]func(*State, act) error{
	"":             func(s *State, _ act) error { s.Submitted = true; return nil },
	"check":        func(s *State, _ act) error { s.Submitted = true; return nil },
	"fix":          (*State).fix,
	"preset":       (*State).preset,
	"add-row":      (*State).addRow,
	"remove-row":   (*State).removeRow,
	"up-row":       func(s *State, a act) error { s.moveRow(a.argument, -1); return nil },
	"down-row":     func(s *State, a act) error { s.moveRow(a.argument, 1); return nil },
	"clear":        func(s *State, a act) (err error) { *s, err = a.Blank(s.Input.Language); return err },
	"import":       (*State).bring,
	"tab":          func(s *State, a act) error { s.Chosen = a.argument; return nil },
	"plan":         (*State).plan,
	"adopt":        (*State).adopt,
	"explain":      (*State).explain,
	"share":        (*State).share,
	"open-link":    (*State).openLink,
	"open-offered": (*State).openOffered,
	"keep-mine":    (*State).keepMine,
	"dismiss":      (*State).dismiss,
	"restore":      (*State).restore,
	"undo":         undone("Undone: {option}"),
	"redo":         undone("Redone: {option}"),
	// The texts come with the request; the form stays as fresh as it is.
	"language": func(s *State, _ act) error { s.Fresh = s.untouched(); return nil },
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

// preset sets what a preset says, and leaves the rest as it is.
func (s *State) preset(a act) error {
	for _, root := range authelia.Known {
		for _, preset := range root.Presets {
			if preset.Name == a.argument {
				s.Input.Kind = preset.Kind
				s.turn(root, preset.TLS)
				maps.Copy(s.Input.Values, preset.Values)
			}
		}
	}
	return a.countRows(s)
}

// bring fills in the form from the text that was brought. One without Redis options,
// or that cannot be read, leaves it as it is; one that cannot be taken at all is refused
// where it stands and can be put right.
func (s *State) bring(a act) error {
	found, err := api.Import(a, nil, s.ImportText, s.Input.Authelia, s.Input.Language)
	if errors.Is(err, api.ErrNothing) {
		s.ImportRefusal = phrase.Explain(err, s.Input.Language)
		return nil
	}
	if err != nil {
		return err
	}
	s.Imported = &found
	if found.Explained != nil {
		s.Explained = found.Explained
	}
	if found.Mergeable {
		s.Chosen = TabFile
	}
	if len(found.Result.Values) == 0 {
		return nil
	}
	if found.Release != "" {
		s.Input.Authelia = found.Release
	}
	return s.fill(a, found.Result)
}

// plan plans the change of version that was chosen.
func (s *State) plan(a act) error {
	s.Fresh = s.untouched() // to plan is no reason to complain
	plan, err := api.Upgrade(a, s.From, s.To, s.ImportText, s.Input)
	if errors.Is(err, upgrade.ErrTooMany) {
		s.PlanRefusal = phrase.Explain(err, s.Input.Language)
		return nil
	}
	s.Upgraded = &plan
	return err
}

// adopt takes that plan over into the form.
func (s *State) adopt(a act) error {
	plan, err := api.Upgrade(a, s.From, s.To, s.ImportText, s.Input)
	if err != nil || !plan.Adoptable {
		return err
	}
	plan.Rewritten.Values = plan.Values
	s.Input.Authelia, s.From = s.To, ""
	return s.fill(a, plan.Rewritten)
}

func (s *State) explain(a act) error {
	explained, err := api.Explain(a, s.Log, s.Input)
	s.Explained = &explained
	return err
}

// fill replaces what the form holds by the values of an evaluation. It has no
// field for an option that is not known.
func (s *State) fill(a act, found configschema.Result) error {
	values := maps.Clone(found.Values)
	maps.DeleteFunc(values, func(key, _ string) bool {
		_, known := authelia.OptionOf(key)
		return !known
	})
	s.Input.Values, s.Input.Kind, s.Switched = values, found.Kind, nil
	s.turn(authelia.RootFor(found.Kind), found.TLS)
	return a.countRows(s)
}
