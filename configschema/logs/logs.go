// Package logs finds the cause behind a line of Authelia's, Redis's or
// Sentinel's log, and behind an error as it is quoted in a forum. Like
// configschema it does no I/O, and it is compiled to WebAssembly, so it matches
// by hand and has no regular expressions.
//
// What it says about a code stands in catalogue.go, which is generated from
// web/codes; which words lead to which codes stands in the tables of rules.
package logs

import (
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
// log that repeats itself. Explain stops behind that many.
const MaxExplanations = 1000

// Explain explains every line of a log that it knows, in order and in a language.
// Lines that say nothing about Redis are passed over.
func Explain(text string, language phrase.Language) []Explanation {
	var found []Explanation
	reason := false // ACL LOG writes a name and its value on two lines
	for number := 1; text != "" && len(found) < MaxExplanations; number++ {
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
		found = append(found, e)
	}
	return found
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

// explain gives the codes of a line. Where Authelia joins what several sentinels
// said, each part counts by itself, in the light of the words in front of all.
func explain(l line) (codes []string, details []Detail, source string) {
	lead := ""
	for i, part := range strings.Split(l.match, "\n") {
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
