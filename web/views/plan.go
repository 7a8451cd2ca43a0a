package views

import "redis-wizard/configschema/workshop"

// Plan is what the part of the page about another version shows.
type Plan struct {
	// From and To are the versions as they were chosen; empty: from the form's
	// version to the newest.
	From, To string
	// Upgraded is the plan; nil when none was asked for.
	Upgraded *workshop.Upgraded
	// PlanRefusal says why there is none; empty otherwise.
	PlanRefusal string
}

func (p Page) from() string {
	if p.Plan.From == "" {
		return p.Version()
	}
	return p.Plan.From
}

func (p Page) to() string {
	if p.Plan.To == "" {
		return p.Versions()[0]
	}
	return p.Plan.To
}

// planState is what the plan says first: "nothing", "needed", "broken", or
// "fresh" when there is nothing in the form to plan for.
func planState(u workshop.Upgraded, fresh bool) string {
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

func explainState(e workshop.Explained) string {
	if len(e.Explanations) == 0 {
		return "nothing"
	}
	return "found"
}
