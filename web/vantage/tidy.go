package vantage

import (
	"slices"
	"strings"

	"redis-wizard/connectivity"
)

// The bounds of a text, in bytes. What a wizard writes is far below them.
const (
	maxWord     = 300  // of a name, an address or a version
	maxSentence = 4000 // of a message, a hint or a label
	maxOptions  = 1000 // of a fix
)

// tidy makes every text of a report fit to be shown: another wizard's words are
// another machine's words. What must be one of a few words is refused when it is
// not, and so is a code that could be none.
func tidy(report *connectivity.Report) error {
	report.Authelia, report.Vantage = word(report.Authelia), word(report.Vantage)
	report.Mode = connectivity.Mode(word(string(report.Mode)))
	good := isName(string(report.Mode))
	for i := range report.Endpoints {
		e := &report.Endpoints[i]
		good = tidyEndpoint(&e.Endpoint) && good
		if e.Server != nil {
			e.Server.Software, e.Server.Version = word(e.Server.Software), word(e.Server.Version)
		}
		for j := range e.Steps {
			good = tidyStep(&e.Steps[j]) && good
		}
	}
	for i := range report.Findings {
		f := &report.Findings[i]
		f.Message, f.Hint = sentence(f.Message), sentence(f.Hint)
		f.Fix = tidyFix(f.Fix)
		good = good && isName(f.Code) && isName(string(f.Severity)) && isName(f.Endpoint) && isName(f.Lang)
	}
	if t := report.Topology; t != nil {
		t.SentinelName, t.Primary = word(t.SentinelName), word(t.Primary)
		for _, names := range [][]string{t.Replicas, t.Sentinels, t.Unlisted} {
			for i := range names {
				names[i] = word(names[i])
			}
		}
	}
	if !good {
		return errNoReport
	}
	return nil
}

// tidyEvent does the same to a step that comes by itself.
func tidyEvent(step *connectivity.StepEvent) error {
	if good := tidyEndpoint(&step.Endpoint); !tidyStep(&step.Step) || !good {
		return errNoReport
	}
	return nil
}

func tidyEndpoint(e *connectivity.Endpoint) bool {
	e.Address = word(e.Address)
	return isName(e.ID) && isName(string(e.Role)) && isName(string(e.Origin)) && !slices.ContainsFunc(e.AnnouncedBy, func(id string) bool { return !isName(id) })
}

func tidyStep(s *connectivity.Step) bool {
	s.Message, s.Hint = sentence(s.Message), sentence(s.Hint)
	return isName(string(s.Step)) && isName(string(s.Status)) && isName(s.Code)
}

// tidyFix is a fix that can be taken at its word. One that would put something into
// an option that cannot be seen is none.
func tidyFix(fix *connectivity.Fix) *connectivity.Fix {
	if fix == nil || len(fix.Set)+len(fix.Copy)+len(fix.Cut) > maxOptions {
		return nil
	}
	for key, value := range fix.Set {
		if !isOption(key) || connectivity.Foreign(value, maxSentence) != value {
			return nil
		}
	}
	for key, from := range fix.Copy {
		if !isOption(key) || !isOption(from) {
			return nil
		}
	}
	for key := range fix.Cut {
		if !isOption(key) {
			return nil
		}
	}
	fix.Label = sentence(fix.Label)
	return fix
}

func word(text string) string     { return connectivity.Foreign(text, maxWord) }
func sentence(text string) string { return connectivity.Foreign(text, maxSentence) }

// isName tells whether a text could be a code, an id, or one of the words that a
// newer wizard may know more of. It may be empty.
func isName(text string) bool {
	return len(text) <= maxName && !strings.ContainsFunc(text, func(r rune) bool { return !inName(r) })
}

// isOption tells whether a text could be the key of an option.
func isOption(key string) bool {
	return (strings.HasPrefix(key, "session.") || strings.HasPrefix(key, "cache.")) && len(key) <= maxWord && !strings.ContainsFunc(key, func(r rune) bool { return !inName(r) })
}
