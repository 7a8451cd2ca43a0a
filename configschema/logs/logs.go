// Package logs finds the cause behind a line of Authelia's, Redis's or
// Sentinel's log, and behind an error as it is quoted in a forum. Like
// configschema it does no I/O, and it is compiled to WebAssembly, so it matches
// by hand and has no regular expressions.
//
// What it says about a code stands in catalogue.go, which is generated from
// web/codes; which words lead to which codes stands in the tables of rules.
package logs

import (
	"context"
	"strconv"
	"strings"

	"redis-wizard/configschema/phrase"
)

// Explanation is what a line of a log means.
type Explanation struct {
	// Line counts from 1, and Text is that line, without secrets, colours and
	// control characters, and cut when it is very long.
	Line int    `json:"line"`
	Text string `json:"text"`
	// Source is who wrote the line: "authelia", "redis", "sentinel", or empty.
	Source string `json:"source,omitempty"`
	// Details are what the line says about the case, such as an address.
	Details []Detail `json:"details,omitempty"`
	// Causes are entries of the catalogue, the most probable first.
	Causes []Cause `json:"causes"`
}

// Cause is an entry of the catalogue of codes, in the language that was asked
// for.
type Cause struct {
	Code  string `json:"code"`
	Title string `json:"title"`
	// Cause says what is behind it, Act what to do; plain text with `code`.
	Cause string `json:"cause"`
	Act   string `json:"act"`
}

// An entry is one of the catalogue as it is written.
type entry struct {
	Code              string
	Title, Cause, Act phrase.Text
}

// Detail is something that was taken out of a line.
type Detail struct {
	// Name says what it is in a word or two, "address" for example.
	Name  string `json:"name"`
	Value string `json:"value"`
}

// The sources of lines.
const (
	Authelia = "authelia"
	Redis    = "redis"
	Sentinel = "sentinel"
)

// MaxExplanations bounds how many lines are explained, and so the answer to a
// log that repeats itself.
const MaxExplanations = 1000

// MaxLines bounds how many lines are looked at. They are the last ones: what a
// person looks for is what happened last.
const MaxLines = 20_000

// lookEvery is after how many lines the context is asked whether to go on.
const lookEvery = 64

// Log is what a log means.
type Log struct {
	// Explanations are those of the lines that are known, in order.
	Explanations []Explanation `json:"explanations"`
	// Note says which lines were not looked at; empty when all were.
	Note string `json:"note,omitempty"`
}

// Explain explains every line of a log that it knows, in order and in a language.
// Lines that say nothing about Redis are passed over.
func Explain(text string, language phrase.Language) []Explanation {
	log, _ := ExplainContext(context.Background(), text, language)
	return log.Explanations
}

// ExplainContext is Explain for somebody who may stop waiting: the error is then
// that of the context.
func ExplainContext(ctx context.Context, text string, language phrase.Language) (Log, error) {
	log := Log{Explanations: []Explanation{}}
	lines := strings.Count(strings.TrimSuffix(text, "\n"), "\n") + 1
	number := 0
	for ; lines-number > MaxLines; number++ {
		_, text, _ = strings.Cut(text, "\n")
	}
	if number > 0 {
		log.Note = language.Say("The log has {lines} lines. Only the last {number} of them were looked at.", "lines", strconv.Itoa(lines), "number", strconv.Itoa(MaxLines))
	}
	reason := false // ACL LOG writes a name and its value on two lines
	for number++; text != ""; number++ {
		if number%lookEvery == 0 && ctx.Err() != nil {
			return Log{}, ctx.Err()
		}
		var raw string
		raw, text, _ = strings.Cut(text, "\n")
		l := read(raw)
		switch word := element(l.text); {
		case reason:
			l.match = "acl log reason: " + word
			reason = false
		case strings.EqualFold(word, "reason"):
			reason = true
		}
		codes, details, source := explain(l)
		if len(codes) == 0 {
			continue
		}
		e := Explanation{Line: number, Text: shorten(l.text), Source: l.source, Details: say(details, language)}
		if e.Source == "" {
			e.Source = source
		}
		for _, code := range codes {
			e.Causes = append(e.Causes, Find(code, language))
		}
		log.Explanations = append(log.Explanations, e)
		if len(log.Explanations) == MaxExplanations && text != "" {
			stopped := language.Say("{number} lines are explained. What stands behind line {line} was not looked at.", "number", strconv.Itoa(MaxExplanations), "line", strconv.Itoa(number))
			log.Note = strings.TrimSpace(log.Note + " " + stopped)
			break
		}
	}
	return log, ctx.Err()
}

// Find looks a code up; one that is not in the catalogue has no words.
func Find(code string, language phrase.Language) Cause {
	for _, e := range catalogue {
		if e.Code == code {
			return Cause{Code: code, Title: language.Say(e.Title), Cause: language.Say(e.Cause), Act: language.Say(e.Act)}
		}
	}
	return Cause{Code: code}
}

// maxParts bounds how many parts of a line are looked at by themselves: each
// sentinel has one.
const maxParts = 100

// explain gives the codes of a line. Where Authelia joins what several sentinels
// said, each part counts by itself, in the light of the words in front of all.
func explain(l line) (codes []string, details []Detail, source string) {
	lead := ""
	for i, part := range strings.SplitN(l.match, "\n", maxParts) {
		if i == 0 && strings.Contains(lower(part), unreachable) {
			lead = unreachable + ": "
		} else if part = lead + part; part == lead {
			continue
		}
		r, values := lookUp(part, l.source)
		if r == nil {
			continue
		}
		if source == "" {
			source = r.source
		}
		codes = add(codes, strings.Fields(r.codes)...)
		for _, d := range values {
			details = add(details, d)
		}
	}
	return codes, details, source
}

const unreachable = "all sentinels specified in configuration are unreachable"

func add[T comparable](to []T, items ...T) []T {
next:
	for _, item := range items {
		for _, have := range to {
			if have == item {
				continue next
			}
		}
		to = append(to, item)
	}
	return to
}

// lookUp finds the first rule that a text fulfils.
func lookUp(s, source string) (*rule, []Detail) {
	small := lower(s)
	for i := range rules {
		r := &rules[i]
		if r.common && !concerns(small, source) {
			continue
		}
		if !r.fits(source) {
			continue
		}
		if details, ok := r.pattern.match(s, small); ok {
			return r, details
		}
	}
	return nil, nil
}

// others are words of programs whose errors look like those of a Redis client.
var others = []string{"ldap", "smtp", "postgres", "mysql", "mariadb", "sqlite", "notifier", "storage", "nginx", "ntp", "mongo", "amqp", "kafka",
	":389", ":636", ":587", ":465", ":5432", ":3306"}

// concerns tells whether an error that any program could print is about Redis:
// Authelia also talks to directories, databases and mail servers.
func concerns(small, source string) bool {
	if source == Redis || source == Sentinel {
		return true
	}
	for _, word := range [...]string{"redis", "sentinel", "valkey", ":6379", ":26379"} {
		if strings.Contains(small, word) {
			return true
		}
	}
	for _, word := range others {
		if strings.Contains(small, word) {
			return false
		}
	}
	return source == "" || strings.Contains(small, "session")
}
