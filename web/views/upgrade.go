package views

import (
	"context"
	"slices"
	"strconv"

	"redis-wizard/configschema"
	"redis-wizard/configschema/api"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/upgrade"
)

// maxShownFile is the largest rewritten file that the page shows as a whole; a larger one
// is shown by what changes in it.
const maxShownFile = 64 << 10

func plannedID(i int) string { return "planned-" + strconv.Itoa(i) }

// planVersions are the releases to plan a change between, the one that is chosen included.
func (p Page) planVersions(chosen string) []string {
	choices := p.Versions()
	if slices.Contains(choices, chosen) {
		return choices
	}
	return append([]string{chosen}, choices...)
}

// planState is what the plan says first: "fresh" when there is nothing to plan for,
// "same" for two times one version, "nothing", "needed", or "broken" when errors remain.
func (p Page) planState(u api.Upgraded) string {
	switch {
	case p.Document() == "" && p.Fresh:
		return "fresh"
	case u.From == u.To:
		return "same"
	case !u.OK:
		return "broken"
	case u.Needed:
		return "needed"
	}
	return "nothing"
}

// planGroupOf is steps of one kind for people: what they must do, what is done for them.
type planGroupOf struct {
	Name     string
	Problems []configschema.Problem
	Steps    []upgrade.Step
	Folded   bool
	To       string // the version that is changed to
}

// planTitles are what the groups are called, for one step and for several.
var planTitles = map[string][2]phrase.Text{
	"must":    {"1 thing you must do", "{count} things you must do"},
	"done":    {"1 done in the file below", "{count} done in the file below"},
	"form":    {"1 done by “Use {version}”", "{count} done by “Use {version}”"},
	"differs": {"1 behaves differently", "{count} behave differently"},
	"new":     {"1 new option", "{count} new options"},
}

func (g planGroupOf) title(ctx context.Context) string {
	n := len(g.Problems) + len(g.Steps)
	titles := planTitles[g.Name]
	if n == 1 {
		return say(ctx, titles[0], "version", g.To)
	}
	return say(ctx, titles[1], "count", strconv.Itoa(n), "version", g.To)
}

// planGroups are the groups that there is something in. What is rewritten stands in the
// file, where there is one, and otherwise comes into the form.
func (p Page) planGroups(u api.Upgraded) (groups []planGroupOf) {
	if p.planState(u) == "fresh" || p.planState(u) == "same" {
		return nil
	}
	must, done, differs, fresh := planGroupOf{Name: "must", Problems: u.Unmended()}, planGroupOf{Name: "done"}, planGroupOf{Name: "differs"}, planGroupOf{Name: "new", Folded: true}
	stuck := u.Merged == nil && p.Document() != "" // the file could not be rewritten
	if p.Document() == "" {
		done.Name = "form"
	}
	for _, s := range u.Steps {
		told := slices.ContainsFunc(must.Problems, func(problem configschema.Problem) bool { return problem.Key == s.Key && s.Key != "" })
		switch {
		case told && len(s.Set) == 0 && s.Kind == upgrade.Breaks: // as a problem
		case len(s.Set) > 0, s.Kind == upgrade.Rewrite, s.Kind == upgrade.Breaks && !stuck:
			done.Steps = append(done.Steps, s)
		case s.Kind == upgrade.Breaks:
			must.Steps = append(must.Steps, s)
		case s.Kind == upgrade.Available:
			fresh.Steps = append(fresh.Steps, s)
		default:
			differs.Steps = append(differs.Steps, s)
		}
	}
	for _, g := range []planGroupOf{must, done, differs, fresh} {
		if g.To = u.To; len(g.Problems)+len(g.Steps) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

// planAnchor is the field that a problem is about; empty for none.
func planAnchor(key string) (id string, ok bool) {
	_, known := authelia.OptionOf(key)
	if !known {
		return "", false
	}
	return key, true
}
