package merge

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/aymanbagabas/go-udiff/lcs"

	"redis-wizard/configschema/authelia"
)

// A rowPair is a row that there is and the row that it becomes; -1 where one of
// them is missing.
type rowPair struct {
	have, want int
	same       bool
}

// alignRows finds few changes that turn the rows of a list into others, in the order of
// the result: rows that stay are recognised by what all of their options mean, changed
// ones by their first.
func alignRows(list string, have, want []authelia.Values, meaning func(key, text string) string) (pairs []rowPair) {
	first := firstName(list)
	texts := func(rows []authelia.Values) (texts []string) {
		for _, row := range rows {
			text := ""
			for _, name := range slices.Sorted(maps.Keys(row)) {
				if value := meaning(authelia.InRow(list, 0, name), row[name]); value != "" {
					text += name + strconv.Quote(value)
				}
			}
			texts = append(texts, text)
		}
		return texts
	}
	i, j := 0, 0
	upTo := func(changed lcs.Diff) {
		for ; i < changed.Start; i, j = i+1, j+1 {
			pairs = append(pairs, rowPair{i, j, true})
		}
		for i < changed.End || j < changed.ReplEnd {
			isFirst := func(row authelia.Values) bool { return row[first] == have[i][first] }
			switch {
			case i < changed.End && j < changed.ReplEnd && (isFirst(want[j]) || !slices.ContainsFunc(want[j:changed.ReplEnd], isFirst)):
				pairs = append(pairs, rowPair{i, j, false})
				i, j = i+1, j+1
			case j < changed.ReplEnd:
				pairs = append(pairs, rowPair{-1, j, false})
				j++
			default:
				pairs = append(pairs, rowPair{i, -1, false})
				i++
			}
		}
	}
	for _, changed := range lcs.DiffLines(texts(have), texts(want)) {
		upTo(changed)
	}
	upTo(lcs.Diff{Start: len(have), End: len(have), ReplStart: len(want), ReplEnd: len(want)})
	return pairs
}

// firstName is the name of the first option in the rows of a list.
func firstName(list string) string {
	for _, o := range authelia.RootOf(list).Options {
		if name, ok := strings.CutPrefix(o.Key, list+"[]"); ok {
			return strings.TrimPrefix(name, ".")
		}
	}
	return ""
}
