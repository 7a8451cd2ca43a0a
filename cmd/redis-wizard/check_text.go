package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/intake"
)

// writeCheck prints one block for each problem, in the form that editors know,
// file:line:column, and the line it is about with a mark under the place.
func writeCheck(w io.Writer, j judgement) error {
	w = &tamed{to: w}
	for _, f := range j.findings {
		at := oneLine(j.name())
		if f.source != nil {
			at = f.at(oneLine(f.source.Name))
		}
		severity := string(f.Severity)
		fmt.Fprintf(w, "%s: %s: %s [%s]\n", j.style.bold(at), j.style.by(severity, severity), indented(f.Message, "  "), f.Code)
		writeExcerpt(w, f, j.style)
		if f.Hint != "" {
			fmt.Fprintf(w, "  %s\n", indented(f.Hint, "  "))
		}
		if f.fix != "" {
			fmt.Fprintf(w, "  Fix: %s\n", indented(f.fix, "  "))
		}
	}
	_, err := fmt.Fprintf(w, "%s: %s\n", j.style.bold(oneLine(j.name())), j.summary())
	return err
}

func writeExcerpt(w io.Writer, f finding, paint style) {
	shown, ok := excerptOf(f.source, f.Line, f.Column)
	if !ok {
		return
	}
	number, bar := fmt.Sprintf("%5d", f.Line), paint.dim(" |")
	fmt.Fprintf(w, "%s%s %s\n", paint.dim(number), bar, shown.text)
	fmt.Fprintf(w, "%*s%s %*s%s\n", len(number), "", bar, shown.caret, "", paint.by(string(f.Severity), "^"))
}

func (j judgement) summary() string {
	version := "Authelia " + j.authelia
	var tally []string
	for _, severity := range worstFirst {
		n := 0
		for _, f := range j.findings {
			if f.Severity == severity {
				n++
			}
		}
		plural := ""
		if n > 1 {
			plural = "s"
		}
		if n > 0 {
			tally = append(tally, fmt.Sprintf("%d %s%s", n, called(severity, "note"), plural))
		}
	}
	this := "this"
	if what, other := formNames[j.form]; other { // only a configuration.yml is what Authelia starts with
		this = "the options in " + what
	}
	isNothing := func(f finding) bool { return f.MessageText.Text == configschema.NotGiven }
	switch all := strings.Join(tally, ", "); {
	case j.ok && slices.ContainsFunc(j.findings, isNothing): // Authelia may not start with it, whatever it is
		return "no option of Redis to judge for " + version + " (" + all + ")"
	case !j.ok:
		return version + " refuses to start with " + this + " (" + all + ")"
	case all != "" && this != "this":
		return version + " takes " + this + " (" + all + ")"
	case all != "":
		return version + " starts with this (" + all + ")"
	}
	return "good for " + version
}

// formNames are what texts are called that are no configuration.yml.
var formNames = map[intake.Form]string{
	intake.Environment: "these variables",
	intake.URL:         "this URL",
	intake.CommandLine: "this command line",
	intake.Compose:     "this compose file",
	intake.Helm:        "these values of the Helm chart",
	intake.Manifest:    "this manifest",
	intake.Server:      "this configuration of Redis",
}
