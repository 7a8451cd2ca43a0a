package state

import (
	"strconv"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/phrase"
)

// countRows makes as many rows as the values name.
func (f Form) countRows(s *State) (err error) {
	s.Rows, err = Rows(s.Input.Values, f.MaxRows)
	return err
}

// blankRows is how many rows a list has room for of which none was sent: a set of
// sentinels needs three.
const blankRows = 3

// Rows counts the rows of each list, the empty ones included; there is one at least.
func Rows(values configschema.Values, maxRows int) (map[string]int, error) {
	all := map[string]int{}
	for _, root := range authelia.Known {
		for _, list := range root.Lists() {
			rows, err := rowsOf(values, list, maxRows)
			if err != nil {
				return nil, err
			}
			all[list] = rows
		}
	}
	return all, nil
}

// rowsOf counts also those that Authelia could not have meant: what counts is how many
// are sent.
func rowsOf(values configschema.Values, list string, maxRows int) (int, error) {
	rows, numbers := 0, map[int]bool{}
	for key := range values {
		rest, inList := strings.CutPrefix(key, list+".")
		digits, _, _ := strings.Cut(rest, ".")
		if i, err := strconv.Atoi(digits); inList && err == nil && i >= 0 {
			rows, numbers[i] = max(rows, i+1), true
		}
	}
	switch {
	case rows > maxRows && len(numbers) < rows:
		return maxRows, phrase.New(
			"This wizard takes at most {limit} sentinels, and here is one with the number {number}, counted from 0. Number them without gaps; the administrator can allow more (serve --max-nodes).",
			"limit", strconv.Itoa(maxRows), "number", strconv.Itoa(rows-1))
	case rows > maxRows:
		return maxRows, phrase.New(
			"This wizard takes at most {limit} sentinels, and here are {count}. A set of Sentinel has three to seven; the administrator can allow more (serve --max-nodes).",
			"limit", strconv.Itoa(maxRows), "count", strconv.Itoa(rows))
	}
	if rows == 0 {
		return min(blankRows, maxRows), nil
	}
	return rows, nil
}

// RowKeys are the keys of the options in a row of a list.
func RowKeys(list string, row int) (keys []string) {
	for _, o := range authelia.RootOf(list).Options {
		if strings.HasPrefix(o.Key, list+"[]") {
			keys = append(keys, string(authelia.At(o.Key, row)))
		}
	}
	return keys
}

// addRow gives room for one more row of a list.
func (s *State) addRow(a act) error {
	list := a.argument
	if !authelia.IsList(list) {
		return nil
	}
	if s.Rows[list] == a.MaxRows {
		return phrase.New("The form takes at most {limit} sentinels.", "limit", strconv.Itoa(a.MaxRows))
	}
	s.Rows[list]++
	s.Focus = RowKeys(list, s.Rows[list]-1)[0]
	s.say(list, func(w authelia.RowWords) phrase.Text { return w.Added }, s.Rows[list])
	return nil
}

// say announces what became of a row of a list, by its number counted from 1.
func (s *State) say(list string, of func(authelia.RowWords) phrase.Text, number int) {
	s.Said = s.Input.Language.Say(of(authelia.RowWordsOf(list)), "number", strconv.Itoa(number))
}

// row is the row that is meant by "list.number"; ok is false for none.
func (s *State) row(argument string) (list string, row int, ok bool) {
	at := max(strings.LastIndexByte(argument, '.'), 0)
	list = argument[:at]
	row, err := strconv.Atoi(strings.TrimPrefix(argument[at:], "."))
	return list, row, err == nil && row >= 0 && row < s.Rows[list]
}

// moveRow changes the places of a row and the one that is so far away, if there are
// such.
func (s *State) moveRow(argument string, by int) {
	list, row, ok := s.row(argument)
	if other := row + by; ok && other >= 0 && other < s.Rows[list] {
		s.swapRows(list, row, other)
		s.Focus = RowKeys(list, other)[0]
		s.say(list, func(w authelia.RowWords) phrase.Text { return w.Moved }, other+1)
	}
}

func (s *State) swapRows(list string, a, b int) {
	values, others := s.Input.Values, RowKeys(list, b)
	for i, key := range RowKeys(list, a) {
		values[key], values[others[i]] = values[others[i]], values[key]
	}
}

// removeRow closes the gap that it leaves. The last row of all is emptied.
func (s *State) removeRow(a act) error {
	list, row, ok := s.row(a.argument)
	if !ok {
		return nil
	}
	s.say(list, func(w authelia.RowWords) phrase.Text { return w.Removed }, row+1)
	s.Focus = RowKeys(list, min(row, max(s.Rows[list]-2, 0)))[0]
	for ; row < s.Rows[list]-1; row++ {
		s.swapRows(list, row, row+1)
	}
	for _, key := range RowKeys(list, row) {
		delete(s.Input.Values, key)
	}
	s.Rows[list] = max(s.Rows[list]-1, 1)
	return nil
}
