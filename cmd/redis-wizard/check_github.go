package main

import (
	"fmt"
	"io"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/web/codes"
)

var githubCommands = map[configschema.Severity]string{
	configschema.Error: "error", configschema.Warning: "warning", configschema.Info: "notice",
}

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
	for _, severity := range []configschema.Severity{configschema.Error, configschema.Warning, configschema.Info} {
		for _, p := range j.result.Problems {
			if p.Severity != severity {
				continue
			}
			var properties []string
			add := func(name, value string) {
				properties = append(properties, name+"="+githubProperty.Replace(oneLine(value)))
			}
			if s := j.sourceOf(p); s != nil && s.arg != "-" {
				add("file", relative(s.arg))
				if p.Line > 0 {
					add("line", fmt.Sprint(p.Line))
					add("col", fmt.Sprint(max(p.Column, 1)))
				}
			}
			title := p.Code
			if e, ok := codes.Find(p.Code); ok {
				title += ": " + codes.Words(e.Title)
			}
			add("title", title)
			if _, err := fmt.Fprintf(w, "::%s %s::%s\n", githubCommands[severity], strings.Join(properties, ","), githubMessage.Replace(j.sentence(p))); err != nil {
				return err
			}
		}
	}
	return nil
}
