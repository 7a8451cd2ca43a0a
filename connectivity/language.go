package connectivity

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"redis-wizard/configschema/phrase"
)

// told is a text in the report's language.
func (e *endpoint) told(text phrase.Text, words ...string) string {
	return e.language().Say(text, words...)
}

func (e *endpoint) language() phrase.Language { return e.run.target.Language }

func (g *group) language() phrase.Language { return g.run.target.Language }

// told is what an error says, in a language as far as its words are our own:
// what others wrapped around it, or wrote themselves, stays as it is.
func told(l phrase.Language, err error) string {
	var own phrase.Speaker
	if errors.As(err, &own) {
		return strings.Replace(err.Error(), own.In(nil), own.In(l), 1)
	}
	return err.Error()
}

// fill puts a fault's words into a text, in a language.
func fill(l phrase.Language, text phrase.Text, words map[string]string) string {
	pairs := make([]string, 0, 2*len(words))
	for name, word := range words {
		pairs = append(pairs, name, word)
	}
	return l.Say(text, pairs...)
}

// list writes a list the way people do: "a, b and c".
func list(l phrase.Language, items []string) string { return l.Join(phrase.And, items) }

// choice writes a list of which any one is meant: "a, b or c".
func choice(l phrase.Language, items []string) string {
	return l.Join("{items} or {last}", items)
}

// someOf is a list of so many items at most, which then says how many more there
// are. A message has room for some of a crowd, and would otherwise end in the
// middle of it.
func someOf(l phrase.Language, items []string, most int) string {
	if left := len(items) - most; left > 0 {
		items = append(slices.Clone(items[:most]), l.Say("{count} more", "count", strconv.Itoa(left)))
	}
	return list(l, items)
}

// mostAddresses is how many addresses a finding on a group names.
const mostAddresses = 5

// counted is a number of things. Each stands where something is had, seen or
// lasts, which is for the languages in which that makes a difference: clients
// alone stand for themselves.
type counted struct{ none, one, many phrase.Text }

var (
	someReplicas  = counted{"no replica", "one replica", "{count} replicas"}
	someSentinels = counted{"no sentinel", "one sentinel", "{count} sentinels"}
	someClients   = counted{"no client", "one client", "{count} clients"}
	someKeys      = counted{"no key", "one key", "{count} keys"}
	someSeconds   = counted{"no second", "one second", "{count} seconds"}
)

func (c counted) say(l phrase.Language, n int) string {
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
	monthLayout  phrase.Text = "2006-01"
	dayLayout    phrase.Text = "2006-01-02"
	minuteLayout phrase.Text = "2006-01-02 15:04 MST"
)

func date(l phrase.Language, t time.Time, layout phrase.Text) string {
	return t.Format(l.Say(layout))
}

// hundredths is a number with two decimals, behind a language's own point.
func hundredths(l phrase.Language, n float64) string {
	whole, decimals, _ := strings.Cut(fmt.Sprintf("%.2f", n), ".")
	return l.Say("{whole}.{decimals}", "whole", whole, "decimals", decimals)
}
