package vantage

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/visible"
	"redis-wizard/connectivity"
)

// The bounds of what is in an answer, far from what a wizard sends: even small
// things are too much when there are millions of them.
const (
	maxEndpoints = 1000
	maxSteps     = 100 // of one endpoint
	maxFindings  = 5000
	maxSamples   = 1000
	maxNames     = 1000 // of addresses that were announced, and of any other list
)

// mostOf are those of lists, by the names of their fields.
var mostOf = map[string]int{"Endpoints": maxEndpoints, "Steps": maxSteps, "Findings": maxFindings, "ValuesMS": maxSamples}

// The bounds of a text, in bytes. What a wizard writes is far below them.
const (
	maxWord     = 300  // of a name, an address or a version
	maxSentence = 4000 // of a message, a hint or a label
	maxOptions  = 1000 // of a fix
)

var errNoReport = phrase.New("what it sent is no report of a wizard; check that its URL is the address of one")

// believe refuses a report that no wizard writes. A verdict that is not known here is
// never taken for a good one.
func believe(report *connectivity.Report) error {
	switch report.Verdict {
	case connectivity.Pass, connectivity.Warn:
		if len(report.Endpoints) == 0 {
			return errNoReport // nothing was tried, so nothing can be good
		}
	case connectivity.Fail:
	default:
		return errNoReport
	}
	return tidy(report)
}

// tidy makes what another wizard said fit to be shown: its words are another machine's
// words. What must be one of a few words is refused when it is not, and so is a code
// that could be none.
func tidy(answer any) error { return tidyValue(reflect.ValueOf(answer).Elem(), "") }

// tidyValue does so with a part of an answer, by the name of the field that it is in.
func tidyValue(v reflect.Value, field string) error {
	switch v.Kind() {
	case reflect.Pointer:
		if fix, is := v.Interface().(*causes.Fix); is {
			v.Set(reflect.ValueOf(tidyFix(fix)))
		} else if !v.IsNil() {
			return tidyValue(v.Elem(), field)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if err := tidyValue(v.Field(i), v.Type().Field(i).Name); err != nil {
				return err
			}
		}
	case reflect.Slice:
		most, bounded := mostOf[field]
		if bounded && v.IsNil() && field != "ValuesMS" {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0)) // the API promises lists
		}
		if !bounded {
			most = maxNames
		}
		if v.Len() > most {
			return errTooLarge
		}
		for i := range v.Len() {
			if err := tidyValue(v.Index(i), field); err != nil {
				return err
			}
		}
	case reflect.String:
		return tidyText(v, field)
	}
	return nil
}

// tidyText tells names, which have a type of their own or stand in fields that are for
// them, from texts for people.
func tidyText(v reflect.Value, field string) error {
	switch {
	case field == "Message" || field == "Hint":
		v.SetString(sentence(v.String()))
	case v.Type() != reflect.TypeFor[string]() || slices.Contains([]string{"ID", "AnnouncedBy", "Code", "Endpoint", "Lang"}, field):
		if !isName(v.String()) {
			return errNoReport
		}
	default:
		v.SetString(visible.Clip(visible.Line(v.String()), maxWord))
	}
	return nil
}

// tally counts the steps that come in one by one, within the same bounds.
type tally map[string]int

func (t tally) add(step connectivity.StepEvent) error {
	if step.ID == "" || step.Step.Step == "" {
		return errNoReport
	}
	if t[step.ID]++; t[step.ID] > maxSteps || len(t) > maxEndpoints || len(step.AnnouncedBy) > maxNames {
		return errTooLarge
	}
	return nil
}

// tidyFix is a fix that can be taken at its word. One that would put something into
// an option that cannot be seen is none.
func tidyFix(fix *causes.Fix) *causes.Fix {
	if fix == nil || len(fix.Set)+len(fix.Copy)+len(fix.Cut) > maxOptions {
		return nil
	}
	for key, value := range fix.Set {
		if !isOption(key) || sentence(value) != value {
			return nil
		}
	}
	options := slices.Concat(slices.Collect(maps.Keys(fix.Copy)), slices.Collect(maps.Values(fix.Copy)), slices.Collect(maps.Keys(fix.Cut)))
	if slices.ContainsFunc(options, func(key string) bool { return !isOption(key) }) {
		return nil
	}
	fix.Label = sentence(fix.Label)
	return fix
}

func sentence(text string) string { return visible.Clip(visible.Line(text), maxSentence) }

// isName tells whether a text could be a code, an id, or one of the words that a
// newer wizard may know more of. It may be empty.
func isName(text string) bool {
	return len(text) <= maxName && !strings.ContainsFunc(text, func(r rune) bool { return !inName(r) })
}

// isOption tells whether a text could be the key of an option.
func isOption(key string) bool {
	return (strings.HasPrefix(key, "session.") || strings.HasPrefix(key, "cache.")) && len(key) <= maxWord && !strings.ContainsFunc(key, func(r rune) bool { return !inName(r) })
}
