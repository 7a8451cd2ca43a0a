package codes

import (
	"slices"
	"strings"

	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/phrase"
)

// Search are the groups of the catalogue with the entries in which every word of a
// query stands: in the code, the title, the cause, the act or what it looks like, in
// English or in the language. The case does not count. Without a query, all of it.
func Search(query string, l phrase.Language) (found []causes.Group) {
	words := strings.Fields(strings.ToLower(query))
	for _, group := range causes.Catalogue() {
		group.Entries = slices.DeleteFunc(slices.Clone(group.Entries), func(e causes.Entry) bool {
			text := searched(e, l)
			return slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, word) })
		})
		if len(group.Entries) > 0 {
			found = append(found, group)
		}
	}
	return found
}

// searched is all that an entry is found by.
func searched(e causes.Entry, l phrase.Language) string {
	text := append([]string{e.Code}, e.Looks...)
	for _, language := range []phrase.Language{nil, l} {
		cause, act := e.Explained(language)
		text = append(text, causes.Words(language, e.Title), cause, act)
	}
	return strings.ToLower(strings.Join(text, "\n"))
}

// Place is where an entry stands in the catalogue.
type Place struct {
	Entry        causes.Entry
	Group        causes.Group
	Before, Next string // the codes of its neighbours in the group; empty at its ends
}

// At finds the place of a code, whatever its case.
func At(code string) (Place, bool) {
	for _, group := range causes.Catalogue() {
		for i, e := range group.Entries {
			if !strings.EqualFold(e.Code, code) {
				continue
			}
			place := Place{Entry: e, Group: group}
			if i > 0 {
				place.Before = group.Entries[i-1].Code
			}
			if i+1 < len(group.Entries) {
				place.Next = group.Entries[i+1].Code
			}
			return place, true
		}
	}
	return Place{}, false
}
