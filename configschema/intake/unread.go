package intake

import (
	"regexp"
	"slices"
	"strings"

	"redis-wizard/configschema"
)

var (
	// ofRedis is the name of a variable that is meant for session.redis, in whatever
	// spelling.
	ofRedis = regexp.MustCompile(`(?i)\b` + envPrefix + `_*(?:SESSION_+)?REDIS_\w*\w`)
	// remark is the part of a line that no program reads.
	remark = regexp.MustCompile(`(?:^|[ \t])(?:#|//|<!--).*`)
)

// unread names the variables of a text that are neither among what was read nor in what
// was said about it: nothing that a person gave is dropped in silence.
func (t *text) unread(r *reading, variables []configschema.Variable, said string) (notes []string) {
	if r != nil && (r.form == Log || r.form == Configuration) || !strings.Contains(strings.ToUpper(t.Text), envPrefix) {
		return nil
	}
	known := map[string]bool{}
	for _, v := range variables {
		known[v.Name] = true
	}
	var names []string
	for line := range strings.Lines(t.Text) {
		for _, name := range ofRedis.FindAllString(remark.ReplaceAllString(line, ""), -1) {
			if !known[name] && !strings.Contains(said, name) {
				known[name] = true
				names = append(names, name)
			}
		}
	}
	if len(names) == 0 {
		return nil
	}
	slices.Sort(names)
	script := foreignScript(t.Text)
	list := (&reading{text: t}).list(names)
	switch {
	case script == "":
		notes = append(notes, t.language.Say("Not read: {variables}. Write each as NAME=value, on a line of its own.", "variables", list))
	case r != nil: // otherwise it is said already
		notes = append(notes, t.language.Say("Not read: {variables}. Variables are not read in the form of {syntax}. Write each as NAME=value, on a line of its own.", "variables", list, "syntax", script))
	}
	return notes
}
