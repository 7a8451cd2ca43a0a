package authelia

import (
	"cmp"
	"sort"
	"strconv"
	"strings"
)

// Values maps Authelia's dotted keys to the text a person typed, for example
// "session.redis.port" to "6379". Node rows are numbered from 0:
// "session.redis.high_availability.nodes.0.host". The text may be invalid; it
// is kept as typed. An empty text means that the option is not set.
type Values map[string]string

// Key names an option as in Values; one in a list with the number of its row:
// "session.redis.high_availability.nodes.0.host".
type Key string

// At is the key of an option in a row of its list.
func At(option string, row int) Key {
	return Key(strings.Replace(option, "[]", "."+strconv.Itoa(row), 1))
}

// InRow is the key of what is called name in a row of a list; of the row itself, for a
// list of values, where the name is empty.
func InRow(list string, row int, name string) string {
	key := list + "." + strconv.Itoa(row)
	if name != "" {
		key += "." + name
	}
	return key
}

// parse takes a key apart: the option, with "[]" for the number of the row, and that
// number. It is the only place that does. A key that is in no list has row -1.
func (k Key) parse() (option string, row int) {
	text := string(k)
	r := RootOf(text)
	if r == nil {
		return text, -1
	}
	for _, list := range r.Lists() {
		rest, inList := strings.CutPrefix(text, list+".")
		digits, _, dotted := strings.Cut(rest, ".")
		if !inList || !isIndex(digits) || !dotted && r.outline().options[list+"[]"] == nil {
			continue
		}
		row, _ = strconv.Atoi(digits)
		return list + "[]" + rest[len(digits):], row
	}
	return text, -1
}

// Sort puts keys into the order of the form, nodes.2 before nodes.10.
func Sort(keys []string) {
	type place struct{ option, row int }
	options, places := map[string]int{}, map[string]place{}
	for i, o := range Options() {
		options[o.Key] = i
	}
	for _, key := range keys {
		option, row := Key(key).parse()
		places[key] = place{options[option], row}
	}
	sort.Slice(keys, func(i, j int) bool {
		a, b := places[keys[i]], places[keys[j]]
		return cmp.Or(a.option-b.option, a.row-b.row, strings.Compare(keys[i], keys[j])) < 0
	})
}

// Option is the key without the number of its row: "…nodes[].host".
func (k Key) Option() string {
	option, _ := k.parse()
	return option
}

// Row is the number of the row in its list, from 0; ok is false for a key in none.
func (k Key) Row() (row int, ok bool) {
	_, row = k.parse()
	return row, row >= 0
}

// List is the path of the list that the key is in; empty for none.
func (k Key) List() string {
	option, row := k.parse()
	if row < 0 {
		return ""
	}
	list, _, _ := strings.Cut(option, "[]")
	return list
}

// Spelled is the key as decoding errors spell it: "…nodes[0].host". A row itself, of
// which no option is named, is spelled with its number as well.
func (k Key) Spelled() string {
	option, row := k.parse()
	if row >= 0 {
		return strings.Replace(option, "[]", "["+strconv.Itoa(row)+"]", 1)
	}
	if i := strings.LastIndexByte(option, '.'); i > 0 && IsList(option[:i]) && isIndex(option[i+1:]) {
		return option[:i] + "[" + option[i+1:] + "]"
	}
	return option
}

// isIndex tells whether text is the number of a row: digits without leading zeros.
func isIndex(text string) bool {
	if text == "" || len(text) > 4 || len(text) > 1 && text[0] == '0' {
		return false
	}
	return strings.Trim(text, "0123456789") == ""
}

// ShortName is how messages call an option: its key below session.redis.
func ShortName(key string) string { return strings.TrimPrefix(key, Prefix) }

// MaxProblems bounds how many faults of a file are listed.
const MaxProblems = 200
