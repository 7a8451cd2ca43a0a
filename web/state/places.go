package state

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/api"
	"redis-wizard/configschema/intake"
	"redis-wizard/configschema/logs"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/upgrade"
)

// Configure is the first place; see Places for the others.
const Configure = ""

// Plan is what the place for another version shows.
type Plan struct {
	// From and To are the versions as they were chosen; empty: from the form's
	// version to the newest.
	From, To string
	// Upgraded is the plan; nil in the other places.
	Upgraded *api.Upgraded
	// PlanRefusal says why there is none; empty otherwise.
	PlanRefusal string
}

// PlanFrom and PlanTo are the versions that the plan is between.
func (s State) PlanFrom() string { return cmp.Or(s.From, s.Version()) }

// PlanTo is the newest where none was chosen.
func (s State) PlanTo() string { return cmp.Or(s.To, VersionChoices()[0]) }

// plan plans the change of version, of the file as it is written where there is one.
func (s *State) plan(ctx context.Context, in configschema.Input) error {
	plan, err := api.Upgrade(ctx, s.PlanFrom(), s.PlanTo(), s.Document(), in)
	switch {
	case errors.Is(err, upgrade.ErrTooMany):
		s.PlanRefusal = phrase.Explain(err, in.Language)
	case err != nil && forPeople(err):
		s.PlanRefusal = phrase.Explain(err, in.Language)
	case err != nil:
		return err
	default:
		s.Upgraded = &plan
	}
	return nil
}

// adopt takes the plan over into the form.
func (s *State) adopt(a act) error {
	plan, err := api.Upgrade(a, s.PlanFrom(), s.PlanTo(), s.Document(), s.Input)
	if err != nil || !plan.Adoptable {
		return err
	}
	plan.Rewritten.Values = plan.Values
	s.Input.Authelia, s.From = s.PlanTo(), ""
	s.Place, s.Focus = Configure, Verdict
	s.Said = s.phrase("The form is now for Authelia {version}.", "version", s.Input.Authelia)
	if document := s.Document(); document != "" {
		s.Chosen = TabFile
		// What the file said and no form has a field for is rewritten in the file alone.
		if plan.Merged != nil && len(plan.Merged.Files) == len(intake.Split(document)) {
			s.replaceText(plan.Merged.Text)
		}
	}
	return s.fill(a, plan.Rewritten)
}

// explained explains the log, in the light of the form.
func (s *State) explained(ctx context.Context) error {
	if strings.TrimSpace(s.Log) == "" {
		return nil
	}
	found, err := logs.Explain(ctx, s.Log, api.SetupOf(s.Result, s.Input.Authelia), s.Input.Language)
	s.Explained = &found
	return err
}

// toField goes to a field of the form.
func (s *State) toField(a act) error {
	s.Place, s.Focus = Configure, a.argument
	return nil
}
