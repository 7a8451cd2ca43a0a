// Package logs finds the cause behind a line of Authelia's, Redis's or
// Sentinel's log, and behind an error as it is quoted in a forum. Like
// configschema it does no I/O, and it is compiled to WebAssembly.
//
// What it says about a code stands in package causes; which words lead to which
// codes stands in the tables of rules.
package logs

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"

	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/visible"
)

// Explanation is what a line of a log means, and the lines that mean the same.
type Explanation struct {
	// Line is the first line, counted from 1, and Text is that line, without secrets,
	// colours and control characters, and cut when it is very long.
	Line int    `json:"line"`
	Text string `json:"text"`
	// Count is how many lines of the log have these causes, and Last is the last of them
	// where there are several.
	Count int `json:"count"`
	Last  int `json:"last,omitempty"`
	// Source is who wrote the line: "authelia", "redis", "sentinel", or empty.
	Source string `json:"source,omitempty"`
	// Details are what the lines say about the case, such as an address.
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

// MaxExplanations bounds the answer, and what a page has to show. A log says the same
// again and again; few are about more than a handful of causes.
const MaxExplanations = 50

// maxDetails bounds what is told of the lines of one explanation.
const maxDetails = 12

// MaxLines bounds how many lines are looked at. They are the last ones: what a
// person looks for is what happened last.
const MaxLines = 20_000

// lookEvery is after how many lines the context is asked whether to go on.
const lookEvery = 64

// Log is what a log means.
type Log struct {
	// Explanations are those of the lines that are known: first what is urgent, last what
	// says little, and those alike in order.
	Explanations []Explanation `json:"explanations"`
	// Note says which lines were not looked at; empty when all were.
	Note string `json:"note,omitempty"`
}

// Explain explains every line of a log that it knows, in a language. Lines that say
// nothing about Redis are passed over. What is known of the configuration ranks the
// causes. The error is that of the context, for somebody who stopped waiting.
func Explain(ctx context.Context, text string, setup Setup, language phrase.Language) (Log, error) {
	log := Log{Explanations: []Explanation{}}
	lines := strings.Count(strings.TrimSuffix(text, "\n"), "\n") + 1
	number := 0
	for ; lines-number > MaxLines; number++ {
		_, text, _ = strings.Cut(text, "\n")
	}
	if number > 0 {
		log.Note = language.Say("The log has {lines} lines. Only the last {number} of them were looked at.", "lines", strconv.Itoa(lines), "number", strconv.Itoa(MaxLines))
	}
	started := text
	var met []*group
	byMeaning := map[string]*group{}
	reason := false // ACL LOG writes a name and its value on two lines
	for number++; text != ""; number++ {
		if number%lookEvery == 0 && ctx.Err() != nil {
			return Log{}, ctx.Err()
		}
		var raw string
		raw, text, _ = strings.Cut(text, "\n")
		l := read(raw)
		// To find the secrets of a line is most of the work, so it is left undone where
		// nobody will see it.
		m := explain(l)
		if len(m.codes) > 0 {
			l = l.masked()
			m = explain(l)
		}
		switch word := element(l.text); {
		case reason:
			l.match = "acl log reason: " + word
			l.text, m = mask(l.text), explain(l)
			reason = false
		case strings.EqualFold(word, "reason"):
			reason = true
		}
		if len(m.codes) == 0 {
			continue
		}
		key := m.source + " " + strings.Join(m.codes, " ")
		g := byMeaning[key]
		if g == nil {
			g = &group{meaning: m, Explanation: Explanation{Line: number, Text: visible.Clip(l.text, maxText), Source: m.source}}
			byMeaning[key] = g
			met = append(met, g)
		}
		g.Count++
		if g.Count > 1 {
			g.Last = number
		}
		if len(g.Details) < maxDetails {
			g.Details = add(g.Details, m.details...)
		}
	}
	sort.SliceStable(met, func(i, j int) bool { return met[i].urgency < met[j].urgency })
	if len(met) > MaxExplanations {
		met = met[:MaxExplanations]
		stopped := language.Say("Only {number} different explanations are shown. Paste a shorter part of the log to see the others.", "number", strconv.Itoa(MaxExplanations))
		log.Note = strings.TrimSpace(log.Note + " " + stopped)
	}
	if release := starting.FindStringSubmatch(started); release != nil {
		setup.Authelia = release[1]
	}
	known := map[string]Cause{}
	for _, g := range met {
		for _, code := range setup.rank(g.codes, g.Details) {
			if known[code].Code == "" {
				known[code] = find(code, language)
			}
			g.Causes = append(g.Causes, known[code])
		}
		g.Details = said(g.Details, language)
		log.Explanations = append(log.Explanations, g.Explanation)
	}
	return log, ctx.Err()
}

// starting is Authelia's first line.
var starting = regexp.MustCompile(`Authelia v(4\.\d+\.\d+) is starting`)

// A group is lines that mean the same.
type group struct {
	Explanation
	meaning
}

// find looks a code up; one that is not in the catalogue has no words.
func find(code string, language phrase.Language) Cause {
	e, _ := causes.Find(code)
	found := Cause{Code: code, Title: causes.Words(language, e.Title)}
	found.Cause, found.Act = e.Explained(language)
	return found
}

// maxParts bounds how many parts of a line are looked at by themselves: each
// sentinel has one.
const maxParts = 100

// A meaning is what the rules know of a line.
type meaning struct {
	codes   []string
	details []Detail
	source  string
	urgency urgency
}

// explain gives what a line means. Where Authelia joins what several sentinels said,
// each part counts by itself, in the light of the words in front of all.
func explain(l line) meaning {
	m := meaning{source: l.source, urgency: vague}
	lead := ""
	for i, part := range strings.SplitN(l.match, "\n", maxParts) {
		if i == 0 && strings.Contains(lower(part), unreachable) {
			lead = unreachable + ": "
		} else if asked := askedSentinel.FindStringSubmatch(part); i == 0 && asked != nil {
			// The library's own words about one sentinel.
			if part = unreachable + ": " + asked[2]; strings.Contains(part, "context canceled") {
				continue // another sentinel was faster
			}
			if asked[1] != "" {
				m.details = add(m.details, Detail{"sentinel", asked[1]})
			}
		} else if part = lead + part; part == lead {
			continue
		}
		r, values := lookUp(part, l)
		if r == nil {
			continue
		}
		m.source = cmp.Or(m.source, r.source)
		m.codes = add(m.codes, strings.Fields(r.codes)...)
		m.details = add(m.details, values...)
		m.urgency = min(m.urgency, r.urgency)
	}
	return m
}

const unreachable = "all sentinels specified in configuration are unreachable"

// askedSentinel is what go-redis logs when it asks one sentinel for the group, and what
// came of it. Releases before 9.8 do not name the sentinel.
var askedSentinel = regexp.MustCompile(`sentinel: (?:GetMasterAddrByName|Replicas|Sentinels) (?:addr=(\S+?), )?(?:master|name)="[^"]*" failed: (.*)`)

func add[T comparable](to []T, items ...T) []T {
	for _, item := range items {
		if !slices.Contains(to, item) {
			to = append(to, item)
		}
	}
	return to
}

// lookUp finds the first rule that a text fulfils.
func lookUp(s string, l line) (*rule, []Detail) {
	small := lower(s)
	concern := sync.OnceValue(func() concern { return concerns(small, lower(l.match), l) })
	all := rules()
	for i := range all {
		r := &all[i]
		if !r.fits(l.source) {
			continue
		}
		details, ok := r.pattern.match(s, small)
		if ok && (r.when == nil || r.when(details)) && (r.needs == foreign || concern() >= r.needs) {
			return r, details
		}
	}
	return nil, nil
}
