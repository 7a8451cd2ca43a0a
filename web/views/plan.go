package views

import (
	"cmp"

	"redis-wizard/configschema/api"
	"redis-wizard/configschema/logs"
)

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
