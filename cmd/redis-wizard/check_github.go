package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"redis-wizard/configschema/causes"
)

// GitHub's escapes in workflow commands: three in the message, and two more in
// the properties, where the colon and the comma have a meaning.
var (
	githubMessage  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// writeGitHub prints each problem as a command that makes an annotation of it.
// GitHub shows ten of a kind for each step; errors come first of all, so that
// notes do not take their places.
func writeGitHub(w io.Writer, j judgement) error {
	var failed error
	for _, severity := range worstFirst {
		for _, f := range j.findings {
			if f.Severity != severity {
				continue
			}
			var properties []string
			add := func(name, value string) {
				properties = append(properties, name+"="+githubProperty.Replace(oneLine(value)))
			}
			if f.source != nil && f.source.Name != standardInput {
				add("file", relative(f.source.Name))
				if f.Line > 0 {
					add("line", fmt.Sprint(f.Line))
					add("col", fmt.Sprint(max(f.Column, 1)))
				}
			}
			title := f.Code
			if e, ok := causes.Find(f.Code); ok {
				title += ": " + causes.Words(nil, e.Title)
			}
			add("title", title)
			_, err := fmt.Fprintf(w, "::%s %s::%s\n", called(severity, "notice"), strings.Join(properties, ","), githubMessage.Replace(f.sentence()))
			failed = cmp.Or(failed, err)
		}
	}
	return failed
}
