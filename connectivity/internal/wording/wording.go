// Package wording puts numbers, lists, dates and errors into words, in the language of a
// report.
package wording

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"redis-wizard/configschema/phrase"
)

// Error is what an error says, in a language as far as its words are our own:
// what others wrapped around it, or wrote themselves, stays as it is.
func Error(l phrase.Language, err error) string {
	var own phrase.Speaker
	if errors.As(err, &own) {
		return strings.Replace(err.Error(), own.In(nil), own.In(l), 1)
	}
	return err.Error()
}

// Fill puts a fault's words into a text, in a language.
func Fill(l phrase.Language, text phrase.Text, words map[string]string) string {
	pairs := make([]string, 0, 2*len(words))
	for name, word := range words {
		pairs = append(pairs, name, word)
	}
	return l.Say(text, pairs...)
}

// List writes a list the way people do: "a, b and c".
func List(l phrase.Language, items []string) string { return l.Join(phrase.And, items) }

// Choice writes a list of which any one is meant: "a, b or c".
func Choice(l phrase.Language, items []string) string {
	return l.Join("{items} or {last}", items)
}

// SomeOf is a list of so many items at most, which then says how many more there
// are. A message has room for some of a crowd, and would otherwise end in the
// middle of it.
func SomeOf(l phrase.Language, items []string, most int) string {
	if left := len(items) - most; left > 0 {
		items = append(slices.Clone(items[:most]), l.Say("{count} more", "count", strconv.Itoa(left)))
	}
	return List(l, items)
}

// counted is a number of things. Each stands where something is had, seen or
// lasts, which is for the languages in which that makes a difference: clients
// alone stand for themselves.
type counted struct{ none, one, many phrase.Text }

var (
	Replicas  = counted{"no replica", "one replica", "{count} replicas"}
	Sentinels = counted{"no sentinel", "one sentinel", "{count} sentinels"}
	Clients   = counted{"no client", "one client", "{count} clients"}
	Keys      = counted{"no key", "one key", "{count} keys"}
	Seconds   = counted{"no second", "one second", "{count} seconds"}
)

// Say is so many of it, in a language.
func (c counted) Say(l phrase.Language, n int) string {
	switch n {
	case 0:
		return l.Say(c.none)
	case 1:
		return l.Say(c.one)
	}
	return l.Say(c.many, "count", strconv.Itoa(n))
}

// The layouts of dates, in Go's notation. A language writes the same day and
// time in its own order.
const (
	Month  phrase.Text = "2006-01"
	Day    phrase.Text = "2006-01-02"
	Minute phrase.Text = "2006-01-02 15:04 MST"
)

// Date is a time in the layout that a language has in place of an English one.
func Date(l phrase.Language, t time.Time, layout phrase.Text) string {
	return t.Format(l.Say(layout))
}

// Hundredths is a number with two decimals, behind a language's own point.
func Hundredths(l phrase.Language, n float64) string {
	whole, decimals, _ := strings.Cut(fmt.Sprintf("%.2f", n), ".")
	return l.Say("{whole}.{decimals}", "whole", whole, "decimals", decimals)
}
