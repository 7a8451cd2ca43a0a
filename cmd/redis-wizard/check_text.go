package main

import (
	"fmt"
	"io"
	"strings"

	"redis-wizard/configschema"
)

// writeCheck prints one block for each problem, in the form that editors know,
// file:line:column, and the line it is about with a mark under the place.
func writeCheck(w io.Writer, j judgement) error {
	w = &tamed{to: w}
	count := map[configschema.Severity]int{}
	for _, problem := range j.result.Problems {
		count[problem.Severity]++
		at := oneLine(j.name())
		s := j.sourceOf(problem)
		if s != nil {
			at = oneLine(s.Name)
		}
		if s != nil && problem.Line > 0 {
			at = fmt.Sprintf("%s:%d:%d", at, problem.Line, max(problem.Column, 1))
		}
		severity := string(problem.Severity)
		message, hint, fix := j.redactor.Words(problem)
		fmt.Fprintf(w, "%s: %s: %s [%s]\n", j.style.bold(at), j.style.by(severity, severity), indented(message, "  "), problem.Code)
		if s != nil {
			writeExcerpt(w, s, problem, j.style)
		}
		if hint != "" {
			fmt.Fprintf(w, "  %s\n", indented(hint, "  "))
		}
		if fix != "" {
			fmt.Fprintf(w, "  Fix: %s\n", indented(fix, "  "))
		}
	}
	_, err := fmt.Fprintf(w, "%s: %s\n", j.style.bold(oneLine(j.name())), summary(j.result, count))
	return err
}

func writeExcerpt(w io.Writer, s *source, problem configschema.Problem, paint style) {
	shown, ok := excerptOf(s, problem.Line, problem.Column)
	if !ok {
		return
	}
	number := fmt.Sprintf("%5d", problem.Line)
	bar := paint.dim(" |")
	fmt.Fprintf(w, "%s%s %s\n", paint.dim(number), bar, shown.text)
	fmt.Fprintf(w, "%s%s %s%s\n", strings.Repeat(" ", len(number)), bar, strings.Repeat(" ", shown.caret), paint.by(string(problem.Severity), "^"))
}

func summary(result configschema.Result, count map[configschema.Severity]int) string {
	version := "Authelia " + result.Authelia
	tally := ""
	for _, one := range []struct {
		severity configschema.Severity
		word     string
	}{{configschema.Error, "error"}, {configschema.Warning, "warning"}, {configschema.Info, "note"}} {
		n := count[one.severity]
		if n == 0 {
			continue
		}
		if tally != "" {
			tally += ", "
		}
		tally += fmt.Sprintf("%d %s", n, one.word)
		if n > 1 {
			tally += "s"
		}
	}
	switch {
	case !result.OK:
		return version + " refuses to start with this (" + tally + ")"
	case tally != "":
		return version + " starts with this (" + tally + ")"
	}
	return "good for " + version
}
