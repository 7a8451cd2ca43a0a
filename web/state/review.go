package state

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/api"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/intake"
	"redis-wizard/configschema/redact"
)

// Review is a text with what is wrong in it, line by line.
type Review struct {
	api.Reviewed
	// Shown are the lines to be shown: all of a short text, and of a long one those that
	// something is said about, with some around them.
	Shown []ReviewLine
	// Loose are the problems that are on no line.
	Loose []Finding
	// Errors, Warnings and Fixes count problems; Fixes those that one button fixes: see
	// isSimple.
	Errors, Warnings, Fixes int
	// Total is how many lines the text has.
	Total int
	// Elsewhere are the options whose values are not known here, and what names them.
	Elsewhere []Reference
}

// ReviewLine is a line of the text, without its secrets.
type ReviewLine struct {
	Number int
	Text   string
	// Severity is that of the worst problem on it; empty without one.
	Severity string
	Findings []Finding
	// Skipped is how many lines before it are not shown.
	Skipped int
}

// Finding is a problem, with what its button carries.
type Finding struct {
	configschema.Problem
	// ID is that of its button. Fix is what the button says; empty without one.
	ID, Fix string
}

// Reference is an option whose value is elsewhere: in a file that a variable names.
type Reference struct{ Key, Variable, Place string }

const (
	// shortText is how many lines are shown without leaving any out.
	shortText = 60
	// aroundMark is how many lines are shown on either side of one with a mark.
	aroundMark = 3
	// maxFindings bounds what is shown of a text with thousands of problems.
	maxFindings = 200
)

func newReview(read api.Reviewed) *Review {
	r := &Review{Reviewed: read}
	for _, p := range read.Result.Problems {
		switch p.Severity {
		case causes.Error:
			r.Errors++
		case causes.Warning:
			r.Warnings++
		}
		if read.Fixable && isSimple(p) {
			r.Fixes++
		}
	}
	for _, o := range authelia.Options() {
		if !slices.Contains(read.Result.FromFile, o.Key) {
			continue
		}
		for _, name := range []string{o.EnvFile(), o.Env()} {
			if place := read.Result.Values[name]; place != "" {
				r.Elsewhere = append(r.Elsewhere, Reference{o.Key, name, place})
				break
			}
		}
	}
	return r
}

// Usable tells whether there is anything to fill in the form from.
func (r *Review) Usable() bool { return len(r.Result.Values) > 0 }

// isSimple tells whether a fix may be made together with others: one of an error that takes
// nothing out. To remove something is a decision of its own.
func isSimple(p configschema.Problem) bool {
	if p.Severity != causes.Error || p.Fix == nil {
		return false
	}
	removes := len(p.Fix.Copy)+len(p.Fix.Cut) == 0
	for _, value := range p.Fix.Set {
		removes = removes && value == ""
	}
	return !removes
}

// firstSimple is the first fix of those that are made together; nil when none is left.
func (r *Review) firstSimple() *causes.Fix {
	if !r.Fixable {
		return nil
	}
	for _, p := range r.Result.Problems {
		if isSimple(p) {
			return p.Fix
		}
	}
	return nil
}

// focusAfter is what has the focus once a fix is made: the next one that stays.
func (r *Review) focusAfter(done causes.Fix) string {
	passed := false
	first := ""
	for _, f := range r.findings() {
		if f.Fix == "" {
			continue
		}
		if f.Problem.Fix.Label == done.Label && !passed {
			passed = true
			continue
		}
		if passed {
			return f.ID
		}
		if first == "" {
			first = f.ID
		}
	}
	if first == "" {
		return "use-import"
	}
	return first
}

// findings are the problems in their order, each with its button.
func (r *Review) findings() (all []Finding) {
	known := map[string]int{}
	for _, p := range r.Result.Problems {
		f := Finding{Problem: p}
		if p.Fix != nil && r.Fixable {
			carried, err := json.Marshal(causes.Fix{Label: p.Fix.Label, Set: p.Fix.Set, Copy: p.Fix.Copy, Cut: p.Fix.Cut})
			if err == nil {
				name := "fix-text." + p.Key + "." + p.Code
				if known[name]++; known[name] > 1 { // of one option, several with one code
					name += "." + strconv.Itoa(known[name])
				}
				f.ID, f.Fix = name, "fix-text:"+string(carried)
			}
		}
		all = append(all, f)
	}
	return all
}

// lay lays the findings beside the lines of the text.
func (r *Review) lay() {
	lines := r.TextLines()
	r.Total = len(lines)
	marks := map[int][]Finding{}
	for i, f := range r.findings() {
		if i == maxFindings {
			break
		}
		if at := r.Lines[i]; at > 0 && at <= len(lines) {
			marks[at] = append(marks[at], f)
		} else {
			r.Loose = append(r.Loose, f)
		}
	}
	source := &redact.Source{Text: r.Text}
	last := 0
	for n := 1; n <= len(lines); n++ {
		if len(lines) > shortText && !near(marks, n) {
			continue
		}
		line := ReviewLine{Number: n, Text: visible(source, lines[n-1], n), Findings: marks[n], Skipped: n - last - 1}
		for _, f := range line.Findings {
			if rank(f.Severity) > rank(causes.Severity(line.Severity)) {
				line.Severity = string(f.Severity)
			}
		}
		r.Shown = append(r.Shown, line)
		last = n
	}
	if r.Form == intake.Unknown || r.Form == intake.Log {
		r.Shown, r.Loose = nil, nil
	}
}

// near tells whether a line is among those that are shown of a long text.
func near(marks map[int][]Finding, n int) bool {
	for at := n - aroundMark; at <= n+aroundMark; at++ {
		if len(marks[at]) > 0 {
			return true
		}
	}
	return false
}

func rank(s causes.Severity) int {
	return slices.Index([]causes.Severity{"", causes.Info, causes.Warning, causes.Error}, s)
}

// visible is a line without its secrets. A comment is shown when it holds no option, which
// may have been a password once.
func visible(source *redact.Source, line string, number int) string {
	trimmed := strings.TrimLeft(line, " \t")
	switch shown, ok := source.Visible(number); {
	case trimmed == "":
		return ""
	case strings.HasPrefix(trimmed, "#") && !ok:
		indent := line[:len(line)-len(trimmed)]
		bare := strings.TrimLeft(trimmed, "# ")
		if commented, known := (&redact.Source{Text: bare}).Visible(1); known {
			return indent + trimmed[:len(trimmed)-len(bare)] + commented
		}
		if !strings.ContainsAny(bare, ":=@") {
			return line
		}
		return indent + "# " + redact.Hidden
	case ok:
		return shown
	}
	// What stands below a value may be a piece of it, unless it is an option by itself.
	if alone, known := (&redact.Source{Text: line}).Visible(1); known {
		return alone
	}
	return line[:len(line)-len(trimmed)] + redact.Hidden
}

// VisibleLine is a line by itself without its secrets.
func VisibleLine(line string) string { return visible(&redact.Source{Text: line}, line, 1) }

// VisibleText is a text without its secrets.
func VisibleText(text string) string {
	source, lines := &redact.Source{Text: text}, strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = visible(source, line, i+1)
	}
	return strings.Join(lines, "\n")
}
