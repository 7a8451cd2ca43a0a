package views

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/phrase"
)

// Told is a problem as the page tells it: once, where it is to be corrected.
type Told struct {
	configschema.Problem
	// At is the key where it stands: its own, or that of the list whose rows it concerns.
	At string
	// Rows are the numbers of the rows that have the same problem, counted from 1; none
	// where it is told at its own place.
	Rows []string
}

// told are the problems that it is time to speak of. What several rows of a list have in
// common is one of them.
func (p Page) told() []Told {
	if p.all != nil {
		return *p.all
	}
	all := []Told{}
	for _, problem := range p.Result.Problems {
		if p.Waits(problem) {
			continue
		}
		one := Told{Problem: problem, At: problem.Key}
		row, inRow := authelia.Key(problem.Key).Row()
		if inRow {
			same := slices.IndexFunc(all, func(t Told) bool { return p.sameInRows(t.Problem, problem) })
			if same >= 0 {
				all[same] = all[same].and(one, row)
				continue
			}
		}
		all = append(all, one)
	}
	return all
}

// sameInRows tells whether two problems are one, of two rows of a list.
func (p Page) sameInRows(a, b configschema.Problem) bool {
	rowA, inRow := authelia.Key(a.Key).Row()
	rowB, _ := authelia.Key(b.Key).Row()
	return inRow && rowA != rowB && a.Code == b.Code && a.Severity == b.Severity &&
		authelia.Key(a.Key).Option() == authelia.Key(b.Key).Option() && p.Input.Values[a.Key] == p.Input.Values[b.Key]
}

// and is the same problem with one more row that has it; its fix is that of all.
func (t Told) and(other Told, row int) Told {
	if first, _ := authelia.Key(t.Key).Row(); len(t.Rows) == 0 {
		t.Rows = []string{strconv.Itoa(first + 1)}
		t.At = authelia.Key(t.Key).List()
	}
	t.Rows = append(slices.Clip(t.Rows), strconv.Itoa(row+1))
	t.Message = inAnyRow(t.Message, t.Key)
	switch {
	case t.Fix == nil:
	case other.Fix == nil:
		t.Fix = nil
	default:
		fix := *t.Fix
		fix.Set, fix.Copy, fix.Cut = joined(fix.Set, other.Fix.Set), joined(fix.Copy, other.Fix.Copy), joined(fix.Cut, other.Fix.Cut)
		t.Fix = &fix
	}
	return t
}

// inAnyRow is a message about an option of one row as one about that of any.
func inAnyRow(message, key string) string {
	key = strings.TrimPrefix(authelia.Key(key).Spelled(), authelia.RootOf(key).Prefix())
	if at := strings.LastIndexByte(key, '['); at >= 0 {
		end := strings.IndexByte(key[at:], ']') + at
		return strings.ReplaceAll(message, key, key[:at+1]+key[end:])
	}
	return message
}

func joined[V any](a, b map[string]V) map[string]V {
	all := maps.Clone(a)
	if all == nil {
		return maps.Clone(b)
	}
	maps.Copy(all, b)
	return all
}

// words are ours for a problem, and those of Authelia, which follow them; empty where it
// has none of its own.
func (t Told) words() (ours, hint, authelias string) {
	if t.MessageText.Text != "" || t.Hint == "" {
		return t.Message, t.Hint, ""
	}
	return t.Hint, "", t.Message
}

// ProblemsAt are the problems that are told at a key.
func (p Page) ProblemsAt(key string) (problems []Told) {
	for _, t := range p.told() {
		if t.At == key && key != "" {
			problems = append(problems, t)
		}
	}
	return problems
}

// invalidInRows tells whether a control has an error that is told with its list.
func (p Page) invalidInRows(key string) bool {
	row, inRow := authelia.Key(key).Row()
	return inRow && slices.ContainsFunc(p.told(), func(t Told) bool {
		return t.Severity == configschema.Error && slices.Contains(t.Rows, strconv.Itoa(row+1)) && authelia.Key(t.Key).Option() == authelia.Key(key).Option()
	})
}

func worst(problems []Told) (worst configschema.Severity) {
	for _, severity := range []configschema.Severity{configschema.Error, configschema.Warning, configschema.Info} {
		if slices.ContainsFunc(problems, func(t Told) bool { return t.Severity == severity }) {
			return severity
		}
	}
	return ""
}

// Verdict is what is said of the configuration: "error", "fresh" while something is still
// to be filled in, "warning" or "ok".
func (p Page) Verdict() string {
	switch worst := worst(p.told()); {
	case worst == configschema.Error:
		return string(worst)
	case p.Fresh || !p.Result.OK:
		return "fresh"
	case worst == configschema.Warning:
		return string(worst)
	}
	return "ok"
}

// sentence is the verdict in words, with how much there is of what.
func (p Page) sentence(ctx context.Context) string {
	counts := p.counts(ctx)
	switch p.Verdict() {
	case "error":
		return say(ctx, "Authelia {authelia} will not start: {counts}", "authelia", p.Result.Authelia, "counts", counts)
	case "fresh":
		return say(ctx, "Still to fill in: {options}", "options", p.missing(ctx))
	}
	if counts == "" {
		return say(ctx, "Valid for Authelia {authelia}", "authelia", p.Result.Authelia)
	}
	return say(ctx, "Valid for Authelia {authelia} · {counts}", "authelia", p.Result.Authelia, "counts", counts)
}

// counts are how many problems there are: "2 errors, 1 warning".
func (p Page) counts(ctx context.Context) string {
	number := map[configschema.Severity]int{}
	for _, t := range p.told() {
		number[t.Severity]++
	}
	var counts []string
	for _, s := range []struct {
		severity  configschema.Severity
		one, many phrase.Text
	}{
		{configschema.Error, "1 error", "{n} errors"}, {configschema.Warning, "1 warning", "{n} warnings"}, {configschema.Info, "1 note", "{n} notes"},
	} {
		switch n := number[s.severity]; n {
		case 0:
		case 1:
			counts = append(counts, say(ctx, s.one))
		default:
			counts = append(counts, say(ctx, s.many, "n", strconv.Itoa(n)))
		}
	}
	return strings.Join(counts, ", ")
}

// count is the number of problems of the worst severity, for a badge; empty without one.
func (p Page) count() string {
	severity, n := worst(p.told()), 0
	for _, t := range p.told() {
		if t.Severity == severity {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// missing names what the errors are about that it is too early to speak of.
func (p Page) missing(ctx context.Context) string {
	var names []string
	for _, problem := range p.Result.Problems {
		if _, label := p.anchor(ctx, problem.Key); problem.Severity == configschema.Error && !slices.Contains(names, label) {
			names = append(names, label)
		}
	}
	return strings.Join(names, ", ")
}

// placed tells whether a problem is told somewhere in the form, rather than with the verdict.
func (p Page) placed(t Told) bool {
	if authelia.RootOf(t.At) != authelia.RootFor(p.Kind()) {
		return false
	}
	if row, inRow := authelia.Key(t.At).Row(); inRow && row >= p.Rows[authelia.Key(t.At).List()] {
		return false
	}
	if _, known := authelia.OptionOf(t.At); known {
		return !strings.Contains(t.At, "[]")
	}
	return slices.ContainsFunc(sections(), func(s section) bool { return s.ID == t.At })
}

// unplaced are the problems that the verdict tells itself.
func (p Page) unplaced() bool {
	return slices.ContainsFunc(p.told(), func(t Told) bool { return !p.placed(t) })
}

// anchor is the id of the element that a problem's key is about, and the words
// for it; empty when the page has no such element.
func (p Page) anchor(ctx context.Context, key string) (id, label string) {
	for _, s := range sections() {
		if s.ID == key && key != "" {
			return key, cmp.Or(p.title(ctx, s), key)
		}
	}
	o, ok := authelia.OptionOf(key)
	if !ok || strings.Contains(key, "[]") {
		return "", key
	}
	label = say(ctx, cmp.Or(o.As[p.Kind()].Label, o.Label))
	if row, ok := authelia.Key(key).Row(); ok {
		if row >= p.Rows[authelia.Key(key).List()] {
			return "", key
		}
		return key, say(ctx, numbered, "option", label, "number", strconv.Itoa(row+1))
	}
	return key, label
}

// numbered is an option of one of several sentinels.
const numbered phrase.Text = "{option} {number}"
